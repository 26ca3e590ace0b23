package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;
import org.echelle.sae.baselines.RandomDictionary;
import org.echelle.sae.time.Timesteps;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;
import org.echelle.store.SparseRows;
import org.echelle.torch.Turns;

/**
 * Times sampling with an edit at every step, and with all activations of a hook point copied out, against plain sampling of the same
 * noise, all taking turns.
 *
 * <p>The dictionary is random, of the config's size: what encoding and decoding cost does not depend on what was learned. The features
 * edited are those that fire on most rows, so that more rows change than with features of one concept.
 */
public final class SampleBenchmark {
    private static final int EDITED = 4;
    private static final float FACTOR = -1;

    private SampleBenchmark() {}

    /**
     * One measured case.
     *
     * @param what which part of the work
     * @param samples in a turn
     * @param steps of the sampler that pass the hook point
     * @param rows that pass it in a turn
     * @param width d
     * @param features of the dictionary; 0 where none takes part
     * @param times of the work, beside plain sampling
     */
    public record Row(String what, int samples, int steps, long rows, int width, int features, Turns times) {}

    /**
     * Measures.
     *
     * @param opened a subject with a sampler; the first batch of its samples is used
     * @param names hook points; the config's where none is named
     * @param turns turns that count, after one that does not
     */
    public static List<Row> run(OpenedDomain opened, List<String> names, int turns, Progress progress) {
        Subject subject = opened.subject() instanceof JudgedSubject judged ? judged.maker() : opened.subject();
        List<HookPoint> hooks =
                Extraction.find(subject, names.isEmpty() ? opened.config().hooks() : names);
        for (HookPoint hook : hooks) {
            if (hook.axis(Timesteps.AXIS) < 0) {
                throw new RunException("Rows at hook point " + hook.name()
                        + " have no timesteps, so there is no sampling to time; `bench extract` times a single pass.");
            }
        }
        List<Row> rows = new ArrayList<>();
        SampleBatches source = new SampleBatches(
                opened.samples(), subject, opened.config().extract().limit(), new SkippedSamples(Progress.SILENT));
        int size = Math.min(source.size(), opened.config().extract().batch());
        try (Batch batch = source.load(IntStream.range(0, size).toArray(), opened.manager())
                .orElseThrow(() -> new RunException("Not one sample could be read, so there is nothing to time."))) {
            for (HookPoint hook : hooks) {
                rows.addAll(at(hook, subject, batch, opened, turns, progress));
            }
        }
        return rows;
    }

    private static List<Row> at(
            HookPoint hook, Subject subject, Batch batch, OpenedDomain opened, int turns, Progress progress) {
        // every row of every step, whatever the config keeps
        int size = batch.samples().length;
        ExtractOptions all = new ExtractOptions(size, 0, false, "f32", ExtractOptions.Rows.ALL, List.of(), 0, 0, 1);
        Extraction extraction = new Extraction(subject, List.of(hook), all, 0);
        int features = TrainConfigs.features(opened.config().dictionary(), hook.width());
        int k = TrainConfigs.k(opened.config().dictionary(), hook.width());
        try (NDManager scope = opened.manager().newSubManager();
                Dictionary dictionary = RandomDictionary.create(new float[hook.width()], features, k, 1, scope)) {
            Seen seen = new Seen(hook, dictionary);
            once(batch, copy -> extraction.pass(copy, (h, values, n, where) -> seen.take(values, n, where, scope)));
            Intervention edit = Intervention.of(hook.name(), seen.edits());
            Steering steered = Steering.of(subject).with(dictionary, edit);
            double[] floor = new double[turns];
            double[] edited = new double[turns];
            double[] read = new double[turns];
            progress.begin("bench sample " + hook.name(), turns, "turns");
            for (int turn = -1; turn < turns; turn++) {
                progress.check();
                double bare = once(
                        batch, copy -> subject.forward(copy.inputs(), Tap.NONE).forEach(NDArray::toByteBuffer));
                double with = once(batch, copy -> steered.forward(copy.inputs()).forEach(NDArray::toByteBuffer));
                double out = once(batch, copy -> extraction.pass(copy, (h, values, n, where) -> {}));
                if (turn >= 0) {
                    floor[turn] = bare;
                    edited[turn] = with;
                    read[turn] = out;
                    progress.advance(turn + 1, "");
                }
            }
            return List.of(
                    row(
                            "sample: " + EDITED + " features edited at every step",
                            hook,
                            batch,
                            seen,
                            features,
                            edited,
                            floor),
                    row("sample: every row of every step to memory", hook, batch, seen, 0, read, floor));
        }
    }

    /** What one sampling shows of a hook point. */
    private static final class Seen {
        private final HookPoint hook;
        private final Dictionary dictionary;
        private final long[] firings;
        private final double[] sums;
        private long rows;
        private int steps;

        Seen(HookPoint hook, Dictionary dictionary) {
            this.hook = hook;
            this.dictionary = dictionary;
            firings = new long[dictionary.features()];
            sums = new double[dictionary.features()];
        }

        void take(FloatBuffer values, int n, int[][] where, NDManager manager) {
            rows += n;
            steps = (int) Arrays.stream(where[1 + hook.axis(Timesteps.AXIS)], 0, n)
                    .distinct()
                    .count();
            float[] all = new float[n * hook.width()];
            values.duplicate().get(all);
            try (NDManager scope = manager.newSubManager()) {
                SparseRows codes = dictionary.encode(scope.create(all, new Shape(n, hook.width())));
                for (int e = 0; e < codes.rowStart()[n]; e++) {
                    firings[codes.feature()[e]]++;
                    sums[codes.feature()[e]] += codes.value()[e];
                }
            }
        }

        /** SAeUron's operation on the features that fire most often. */
        List<FeatureEdit> edits() {
            return IntStream.range(0, firings.length)
                    .boxed()
                    .sorted((a, b) -> Long.compare(firings[b], firings[a]))
                    .limit(EDITED)
                    .map(j -> new FeatureEdit(
                            j, new Operation.ScaleAbove(FACTOR, (float) (sums[j] / Math.max(1, rows)), 0)))
                    .toList();
        }
    }

    private interface Work {
        void on(Batch copy);
    }

    /** Seconds that a pass over a copy of the inputs takes. */
    private static double once(Batch batch, Work work) {
        try (Batch copy = ExtractBenchmark.scoped(batch)) {
            long begun = System.nanoTime();
            work.on(copy);
            return (System.nanoTime() - begun) * 1e-9;
        }
    }

    private static Row row(
            String what, HookPoint hook, Batch batch, Seen seen, int features, double[] work, double[] floor) {
        return new Row(
                what + " (" + hook.name() + ")",
                batch.samples().length,
                seen.steps,
                seen.rows,
                hook.width(),
                features,
                Turns.of(work, floor));
    }
}
