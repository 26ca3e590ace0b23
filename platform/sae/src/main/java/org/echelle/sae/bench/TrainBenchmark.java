package org.echelle.sae.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.Turns;

/**
 * Times the training step against its floor, the encoder product alone in float32, the two taking turns. Dictionaries with a penalty
 * are timed where a trained one stands, with about k features firing a row.
 */
public final class TrainBenchmark {
    /** Rows a step, d, n, k. */
    static final int[][] SHAPES = {{4096, 64, 4096, 8}, {2048, 384, 6144, 32}, {2048, 1024, 16384, 128}};

    private static final List<String> ARCHITECTURES = List.of("topk", "batch-topk", "matryoshka", "jumprelu", "gated");
    private static final List<String> MODES = List.of("float32", "bfloat16-rescored");
    /** Batches that are trained on in turn. A single one would be learned by heart, which no stream is: activations then pile up below the k-th. */
    private static final int BATCHES = 16;

    private static final int SLOW_TURNS = 3;
    /** A bfloat16 step that takes more than so many float32 products runs on a processor without units for it. */
    private static final double SLOW = 6;
    /**
     * Every case is visited so often, minutes apart. What a shared machine gives a program changes for seconds at a time: a step that
     * takes 1.1 products otherwise takes 1.3 then, and a single visit may meet nothing else.
     */
    private static final int VISITS = 3;
    /** Turns, and their least time, before any of a visit count: the JVM compiles the host's selection meanwhile, on cores that steps fill. */
    private static final int WARM_TURNS = 6;

    private static final long FIRST_WARM_NANOS = 4_000_000_000L;
    private static final long WARM_NANOS = 1_000_000_000L;
    /** Counted turns of a visit take so long at least. */
    private static final long COUNTED_NANOS = 3_000_000_000L;

    private TrainBenchmark() {}

    /**
     * One line of the table.
     *
     * @param architecture what is trained
     * @param mode precision of the encoder product, {@code float32} or {@code bfloat16-rescored}
     * @param batch rows a step
     * @param width d
     * @param features n
     * @param k features a row
     * @param seconds median of the step
     * @param floorSeconds median of the float32 product X W^T into a buffer that is already there
     * @param ratio median over the turns of all visits of step / floor of the same turn
     * @param lowest the same of the visit where it is smallest
     * @param highest the same of the visit where it is largest
     */
    public record Row(
            String architecture,
            String mode,
            int batch,
            int width,
            int features,
            int k,
            double seconds,
            double floorSeconds,
            double ratio,
            double lowest,
            double highest) {}

    /** One turn: seconds of the step, and of the product before it. */
    private record Turn(double step, double floor) {
        double ratio() {
            return step / floor;
        }
    }

    /**
     * Every timed architecture in its modes at three shapes.
     *
     * @param turns of a visit that count at least; more where they take less than some seconds, and three in a single visit for bfloat16 on a
     *     processor without units for it
     */
    public static List<Row> run(Device device, int turns, Progress progress) {
        List<TrainConfig> cases = cases();
        List<List<List<Turn>>> visits = new ArrayList<>();
        cases.forEach(each -> visits.add(new ArrayList<>()));
        progress.begin("bench train", (long) VISITS * cases.size(), "visits");
        for (int visit = 0; visit < VISITS; visit++) {
            for (int i = 0; i < cases.size(); i++) {
                List<List<Turn>> earlier = visits.get(i);
                if (earlier.isEmpty() || !slow(cases.get(i), earlier.get(0).get(0))) {
                    long warm = visit == 0 ? FIRST_WARM_NANOS : WARM_NANOS;
                    earlier.add(visit(cases.get(i), device, turns, warm, progress));
                }
                progress.advance((long) visit * cases.size() + i + 1, "");
            }
        }
        List<Row> out = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            out.add(row(cases.get(i), visits.get(i)));
        }
        return out;
    }

    /** The cases, resolved. */
    static List<TrainConfig> cases() {
        List<TrainConfig> out = new ArrayList<>();
        for (String architecture : ARCHITECTURES) {
            for (String mode : MODES) {
                for (int[] s : SHAPES) {
                    boolean usesK = Architectures.trainable(architecture).usesK();
                    if (usesK || mode.equals("float32")) {
                        out.add(TrainConfig.of(architecture, s[2])
                                .withK(usesK ? s[3] : 0)
                                .withPrecision(mode)
                                .withBatch(s[0])
                                .withSteps(1_000_000)
                                .resolve(-1, s[1]));
                    }
                }
            }
        }
        return out;
    }

    static int width(TrainConfig config) {
        return shape(config)[1];
    }

    static int firing(TrainConfig config) {
        return shape(config)[3];
    }

    private static int[] shape(TrainConfig config) {
        return Arrays.stream(SHAPES)
                .filter(s -> s[2] == config.features())
                .findFirst()
                .orElseThrow();
    }

    /** Gaussian rows {@code [B, d]}. */
    public static NDArray rows(NDManager manager, TrainConfig config, int width) {
        return rows(manager, config, width, 1);
    }

    private static NDArray rows(NDManager manager, TrainConfig config, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[config.batch() * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(config.batch(), width));
    }

    /** One visit of a case: {@code turns} steps or more, after some that are not counted. */
    private static List<Turn> visit(TrainConfig config, Device device, int turns, long warm, Progress progress) {
        int width = width(config);
        List<Turn> counted = new ArrayList<>();
        try (Trainer trainer = new Trainer(config, width, device);
                NDManager scope = trainer.manager.newSubManager()) {
            trainer.begin(List.of(), progress);
            NDArray[] batches = new NDArray[BATCHES];
            Arrays.setAll(batches, b -> rows(scope, config, width, 1 + b));
            trainer.objective.steady(trainer.kernel, trainer::parameter, batches[0], firing(config));
            NDArray encoder =
                    scope.create(Start.directions(2, config.features(), width), new Shape(config.features(), width));
            NDArray out = scope.create(new Shape(config.batch(), config.features()), DataType.FLOAT32);
            long warmUntil = System.nanoTime() + warm;
            long enough = warmUntil + COUNTED_NANOS;
            int wanted = turns;
            for (int seen = 0; counted.size() < wanted || System.nanoTime() < enough; seen++) {
                progress.check();
                NDArray x = batches[seen % BATCHES];
                long t0 = System.nanoTime();
                trainer.kernel.call(scope, "product", x, encoder, out).close();
                out.getFloat(0, 0); // waits for a GPU
                long t1 = System.nanoTime();
                trainer.step(x, config.learningRateAt(1000), 1000);
                Turn turn = new Turn((System.nanoTime() - t1) / 1e9, (t1 - t0) / 1e9);
                boolean slow = slow(config, turn);
                if (seen >= (slow ? 1 : WARM_TURNS) && t0 >= warmUntil) {
                    counted.add(turn);
                    wanted = slow ? Math.min(SLOW_TURNS, turns) : wanted;
                    enough = slow ? t0 : enough;
                }
            }
        }
        return counted;
    }

    private static boolean slow(TrainConfig config, Turn turn) {
        return !config.precision().equals("float32") && turn.ratio() > SLOW;
    }

    private static Row row(TrainConfig config, List<List<Turn>> visits) {
        List<Turn> all = visits.stream().flatMap(List::stream).toList();
        double[] ratios = visits.stream()
                .mapToDouble(v -> median(v, Turn::ratio))
                .sorted()
                .toArray();
        return new Row(
                config.architecture(),
                config.precision(),
                config.batch(),
                width(config),
                config.features(),
                firing(config),
                median(all, Turn::step),
                median(all, Turn::floor),
                median(all, Turn::ratio),
                ratios[0],
                ratios[ratios.length - 1]);
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> what) {
        return Turns.median(turns.stream().mapToDouble(what).toArray());
    }
}
