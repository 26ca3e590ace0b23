package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.torch.Turns;

/**
 * Times extraction against its floor, the bare forward pass of the same batches, the two taking turns.
 *
 * <p>The hook point is the subject's last block, so that ending the pass early gains as little as possible.
 */
public final class ExtractBenchmark {
    private ExtractBenchmark() {}

    /**
     * One measured case.
     *
     * @param what which part of the work
     * @param samples samples in a turn
     * @param rows rows that a turn gives
     * @param width d
     * @param times of the work, beside the bare forward passes over the same batches, prepared beforehand
     */
    public record Row(String what, int samples, long rows, int width, Turns times) {}

    /**
     * Measures.
     *
     * @param opened a subject with samples; the first {@code batches} batches of them are used
     * @param turns turns that count, after one that does not
     */
    public static List<Row> run(OpenedDomain opened, int batches, int turns, Progress progress) {
        List<HookPoint> blocks = opened.subject().hookPoints().stream()
                .filter(h -> h.description().startsWith("residual"))
                .toList();
        List<HookPoint> all = blocks.isEmpty() ? opened.subject().hookPoints() : blocks;
        HookPoint hook = all.get(all.size() - 1);
        ExtractOptions options = opened.config().extract();
        Extraction extraction = new Extraction(opened.subject(), List.of(hook), options, 0);
        SampleBatches source = new SampleBatches(
                opened.samples(), opened.subject(), batches * options.batch(), new SkippedSamples(Progress.SILENT));
        List<Batch> prepared = prepare(source, options.batch(), opened.manager());
        try {
            double[] floor = new double[turns];
            double[] tapped = new double[turns];
            double[] streamed = new double[turns];
            long[] rows = new long[1];
            progress.begin("bench extract " + hook.name(), turns, "turns");
            for (int turn = -1; turn < turns; turn++) {
                progress.check();
                double bare = time(() -> forward(opened, prepared));
                double read = time(() -> {
                    rows[0] = 0;
                    for (Batch batch : prepared) {
                        try (Batch scoped = scoped(batch)) {
                            extraction.pass(scoped, (h, values, n, where) -> rows[0] += n);
                        }
                    }
                });
                double whole = time(() -> extraction.run(
                        source,
                        IntStream.range(0, source.size()).toArray(),
                        (h, values, n, where) -> {},
                        opened.manager(),
                        Progress.SILENT));
                if (turn >= 0) {
                    floor[turn] = bare;
                    tapped[turn] = read;
                    streamed[turn] = whole;
                    progress.advance(turn + 1, "");
                }
            }
            int samples = prepared.stream().mapToInt(b -> b.samples().length).sum();
            return List.of(
                    row("extract: forward pass with tap, rows to memory", samples, rows[0], hook, tapped, floor),
                    row("extract: reading and preparing samples as well", samples, rows[0], hook, streamed, floor));
        } finally {
            prepared.forEach(Batch::close);
        }
    }

    private static Row row(String what, int samples, long rows, HookPoint hook, double[] work, double[] floor) {
        return new Row(what + " (" + hook.name() + ")", samples, rows, hook.width(), Turns.of(work, floor));
    }

    private static List<Batch> prepare(SampleBatches source, int size, NDManager manager) {
        List<Batch> prepared = new ArrayList<>();
        for (int from = 0; from < source.size(); from += size) {
            Optional<Batch> batch = source.load(
                    IntStream.range(from, Math.min(source.size(), from + size)).toArray(), manager);
            batch.ifPresent(prepared::add);
        }
        if (prepared.isEmpty()) {
            throw new RunException("Not one sample could be read, so there is nothing to time.");
        }
        return prepared;
    }

    private static void forward(OpenedDomain opened, List<Batch> prepared) {
        for (Batch batch : prepared) {
            try (Batch scoped = scoped(batch)) {
                opened.subject().forward(scoped.inputs(), Tap.NONE).forEach(NDArray::toByteBuffer);
            }
        }
    }

    /** The same inputs under a manager of their own: what a pass makes goes when it is closed. */
    static Batch scoped(Batch batch) {
        NDManager scope = batch.owner().newSubManager();
        NDList inputs = new NDList();
        for (NDArray input : batch.inputs()) {
            NDArray copy = input.duplicate();
            copy.attach(scope);
            inputs.add(copy);
        }
        return new Batch(batch.samples(), inputs, scope);
    }

    private static double time(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) * 1e-9;
    }
}
