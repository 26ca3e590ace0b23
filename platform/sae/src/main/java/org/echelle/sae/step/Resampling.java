package org.echelle.sae.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.sae.Architectures;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.Parameter;
import org.echelle.sae.Selection;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;

/**
 * A new beginning for features that stopped firing (Bricken et al. 2023). Every so many steps, each feature that was silent for more
 * than half of them takes the direction of a row that is badly reconstructed, drawn with a probability proportional to its squared
 * error, no row twice: its atom becomes that direction, its encoder row the same at a fifth of the mean length of the others', its
 * biases and threshold what they began as; Adam's moments of all of these become 0. After it the learning rate warms up again.
 * There is none in the last interval, so that every feature has a whole one to learn in. Drawn from seed and step alone.
 *
 * <p>Rows are taken at length 1: dictionary_learning multiplies them into the encoder as they are, and its encoder rows then have the
 * intended length only if rows have length 1; in its p-anneal trainer the same code changes a copy and so nothing.
 */
public final class Resampling {
    private static final double ENCODER_SHARE = 0.2;
    private final Trainer trainer;
    private final TrainConfig config;
    private final int n;
    private final int d;

    /** Of a training of rows of a width. */
    public Resampling(Trainer trainer, TrainConfig config, int width) {
        this.trainer = trainer;
        this.config = config;
        n = config.features();
        d = width;
    }

    /**
     * Resamples.
     *
     * @param x the step's normalised rows
     * @return number of features that began anew
     */
    public int apply(NDArray x, long step) {
        int[] dead = dead();
        if (dead.length == 0) {
            return 0;
        }
        float[] rows = x.toFloatArray();
        int[] drawn = draw(errors(x), rows, dead.length, config.seed() + 0x9E3779B97F4A7C15L * (step + 1));
        int[] anew = Arrays.copyOf(dead, drawn.length);
        float[][] directions = new float[drawn.length][];
        for (int i = 0; i < drawn.length; i++) {
            directions[i] = direction(rows, drawn[i]);
        }
        boolean[] silent = new boolean[n];
        for (int j : dead) {
            silent[j] = true;
        }
        for (int i = 0; i < trainer.names.size(); i++) {
            renew(i, anew, directions, silent);
        }
        HostTensor since = HostTensor.of(trainer.since);
        long[] counts = since.toLongs();
        for (int j : anew) {
            counts[j] = 0;
        }
        Trainer.put(trainer.since, HostTensor.ofLongs(counts, n));
        return anew.length;
    }

    private int[] dead() {
        long[] since = HostTensor.of(trainer.since).toLongs();
        double silence = config.revival().resampleEvery() / 2.0 * config.batch();
        return IntStream.range(0, n).filter(j -> since[j] > silence).toArray();
    }

    private double[] errors(NDArray x) {
        Map<String, HostTensor> learned = new LinkedHashMap<>();
        for (Parameter p : trainer.names) {
            learned.put(p.name(), HostTensor.of(trainer.parameter(p.name())));
        }
        Map<String, Object> facts = new LinkedHashMap<>(Map.of("architecture", config.architecture()));
        facts.putAll(trainer.objective.facts());
        StoredDictionary now = new StoredDictionary(trainer.objective.finished(learned), facts);
        InferenceForm form = Architectures.named(config.architecture()).form(now);
        try (NDManager scope = trainer.manager.newSubManager()) {
            NDArray[] parts = {
                form.encoder().toArray(scope),
                form.encoderBias().toArray(scope),
                form.inputBias().toArray(scope),
                form.decoder().toArray(scope),
                form.outputBias().toArray(scope),
                scope.create(((Selection.Above) form.selection()).thresholds())
            };
            return trainer.kernel
                    .call(scope, "row_errors", x, parts, trainer.work)
                    .get(0)
                    .toDoubleArray();
        }
    }

    /**
     * Rows drawn one after another without putting back, each with a probability proportional to its weight (Efraimidis and Spirakis
     * 2006: the largest log(u) / weight); rows of norm 0 have no direction and are never drawn.
     */
    private int[] draw(double[] errors, float[] rows, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] key = new double[errors.length];
        for (int b = 0; b < key.length; b++) {
            double u = 1 - random.nextDouble(); // above 0
            key[b] = errors[b] > 0 && norm(rows, b) > 0 ? Math.log(u) / errors[b] : Double.NEGATIVE_INFINITY;
        }
        return IntStream.range(0, key.length)
                .boxed()
                .filter(b -> key[b] > Double.NEGATIVE_INFINITY)
                .sorted((s, t) -> Double.compare(key[t], key[s]))
                .limit(most)
                .mapToInt(b -> b)
                .toArray();
    }

    private double norm(float[] rows, int b) {
        double sum = 0;
        for (int i = b * d; i < (b + 1) * d; i++) {
            sum += (double) rows[i] * rows[i];
        }
        return Math.sqrt(sum);
    }

    private float[] direction(float[] rows, int b) {
        float[] out = new float[d];
        double by = 1 / norm(rows, b);
        for (int i = 0; i < d; i++) {
            out[i] = (float) (rows[b * d + i] * by);
        }
        return out;
    }

    /** One parameter's rows, their moments and averages. */
    private void renew(int parameter, int[] anew, float[][] directions, boolean[] silent) {
        String name = trainer.names.get(parameter).name();
        long[] shape = trainer.names.get(parameter).shape();
        if (shape[0] != n || name.equals("b_dec")) {
            return;
        }
        int each = shape.length > 1 ? d : 1;
        float[] values = trainer.parameters[parameter].toFloatArray();
        double length = name.equals("encoder")
                ? ENCODER_SHARE * meanNorm(values, silent)
                : config.decoderNorm().equals("unit") ? 1 : meanNorm(values, silent);
        for (int i = 0; i < anew.length; i++) {
            for (int c = 0; c < each; c++) {
                values[anew[i] * each + c] =
                        (float) (each == 1 ? trainer.objective.firstValue(name) : length * directions[i][c]);
            }
        }
        Trainer.put(trainer.parameters[parameter], HostTensor.ofFloats(values, shape));
        rows(trainer.first[parameter], anew, each, new float[values.length], shape);
        rows(trainer.second[parameter], anew, each, new float[values.length], shape);
        if (trainer.average.length > 0) {
            rows(trainer.average[parameter], anew, each, values, shape);
        }
    }

    private double meanNorm(float[] values, boolean[] silent) {
        double sum = 0;
        int count = 0;
        for (int j = 0; j < n && values.length == n * d; j++) {
            if (!silent[j]) {
                sum += norm(values, j);
                count++;
            }
        }
        return count > 0 ? sum / count : 1;
    }

    /** Copies some rows of {@code from}. */
    private static void rows(NDArray into, int[] which, int each, float[] from, long[] shape) {
        float[] values = into.toFloatArray();
        for (int j : which) {
            System.arraycopy(from, j * each, values, j * each, each);
        }
        Trainer.put(into, HostTensor.ofFloats(values, shape));
    }
}
