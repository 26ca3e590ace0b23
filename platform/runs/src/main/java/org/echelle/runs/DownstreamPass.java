package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.echelle.api.CancelledException;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.runs.evaluation.Downstream;
import org.echelle.sae.Dictionary;
import org.echelle.steering.Intervention;
import org.echelle.steering.Steering;
import org.echelle.torch.Scalars;

/**
 * Runs the subject three times on held-out samples: as it is, with reconstructions in place of the activations of one hook point, and
 * with the mean row of the selection side in place of each of them.
 */
final class DownstreamPass {
    private static final int BATCH = 16;

    private final OpenedDomain opened;
    private final HookPoint hook;
    private final SampleGroups groups;
    private final Dictionary dictionary;
    private final float[] mean;
    private final Progress progress;
    private final DoubleStream.Builder[] values = new DoubleStream.Builder[6];
    private final java.util.List<String> names = new java.util.ArrayList<>();

    DownstreamPass(
            OpenedDomain opened,
            HookPoint hook,
            SampleGroups groups,
            Dictionary dictionary,
            float[] mean,
            Progress progress) {
        this.opened = opened;
        this.hook = hook;
        this.groups = groups;
        this.dictionary = dictionary;
        this.mean = mean;
        this.progress = progress;
        Arrays.setAll(values, i -> DoubleStream.builder());
    }

    /** Puts one row in the place of all. */
    private record MeanTap(HookPoint hook, float[] mean) implements Tap {
        @Override
        public boolean wants(String name) {
            return hook.name().equals(name);
        }

        @Override
        public NDArray at(String name, NDArray x) {
            if (!wants(name)) {
                return x;
            }
            long[] shape = new long[x.getShape().dimension()];
            Arrays.fill(shape, 1);
            shape[hook.layout() == HookPoint.Layout.WIDTH_LAST ? shape.length - 1 : 1] = mean.length;
            try (NDArray row = x.getManager().create(mean, new Shape(shape))) {
                return Scalars.times(x, 0).add(row.toType(x.getDataType(), false));
            }
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }

    Downstream run(int[] samples) {
        if (opened.subject().outputs().isEmpty()) {
            return Downstream.undefined("the subject has no output");
        }
        if (dictionary.outputWidth() != dictionary.width()) {
            return Downstream.undefined("this dictionary writes other rows than it reads");
        }
        String output = opened.subject().outputs().get(0).name();
        SampleBatches batches = new SampleBatches(
                opened.samples(),
                opened.subject(),
                opened.config().extract().limit(),
                new SkippedSamples(Progress.SILENT));
        try {
            for (int from = 0; from < samples.length; from += BATCH) {
                progress.check();
                int[] some = Arrays.copyOfRange(samples, from, Math.min(samples.length, from + BATCH));
                try (NDManager scope = opened.manager().newSubManager()) {
                    Optional<Batch> batch = batches.load(some, scope);
                    if (batch.isPresent()) {
                        one(batch.get(), output.equals("logits"));
                        batch.get().close();
                    }
                }
            }
        } catch (CancelledException e) {
            throw e;
        } catch (EchelleException e) {
            return Downstream.undefined(
                    "the subject could not be run with its activation replaced (" + e.getMessage() + ")");
        }
        double[][] all = Arrays.stream(values).map(b -> b.build().toArray()).toArray(double[][]::new);
        return new Downstream(output, names.toArray(String[]::new), all[0], all[1], all[2], all[3], all[4], all[5], "");
    }

    private void one(Batch batch, boolean logits) {
        Subject subject = opened.subject();
        NDList inputs = batch.inputs();
        float[] original = first(subject.forward(inputs, Tap.NONE));
        float[][] changed = {
            first(Steering.of(subject)
                    .with(dictionary, Intervention.reconstruction(hook.name()))
                    .forward(inputs)),
            first(subject.forward(inputs, new MeanTap(hook, mean)))
        };
        int each = original.length / batch.samples().length;
        for (int i = 0; i < batch.samples().length; i++) {
            names.add(groups.of(batch.samples()[i]));
            for (int c = 0; c < 2; c++) {
                double apart = 0;
                for (int k = i * each; k < (i + 1) * each; k++) {
                    apart += ((double) changed[c][k] - original[k]) * ((double) changed[c][k] - original[k]);
                }
                values[c].add(apart);
                if (logits) {
                    double[] p = Softmax.logProbabilities(original, i * each, each);
                    double[] q = Softmax.logProbabilities(changed[c], i * each, each);
                    double divergence = 0;
                    int best = 0;
                    int other = 0;
                    for (int k = 0; k < each; k++) {
                        divergence += Math.exp(p[k]) * (p[k] - q[k]);
                        best = p[k] > p[best] ? k : best;
                        other = q[k] > q[other] ? k : other;
                    }
                    values[2 + c].add(Math.max(0, divergence));
                    values[4 + c].add(best == other ? 1 : 0);
                }
            }
        }
    }

    private static float[] first(NDList outputs) {
        return outputs.get(0).toFloatArray();
    }
}
