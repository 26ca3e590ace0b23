package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;

/**
 * What an extraction will cost, from one trial batch.
 *
 * @param samples samples to read
 * @param rows rows of each hook point, estimated from the trial batch
 * @param bytes bytes on disk, all hook points together
 * @param memoryBytes resident memory that one batch in flight takes beside the subject
 * @param seconds estimated time
 */
record ExtractionPlan(int samples, long[] rows, long bytes, long memoryBytes, double seconds) {
    /**
     * Runs one batch, twice: the first pays for what is paid once.
     *
     * @throws RunException when not one of the first samples can be read
     */
    static ExtractionPlan estimate(
            Extraction extraction, Batches batches, List<HookPoint> hooks, ExtractOptions options, NDManager manager) {
        int samples = batches.size();
        for (int from = 0; from < samples; from += options.batch()) {
            int[] indices = IntStream.range(from, Math.min(samples, from + options.batch()))
                    .toArray();
            long[] rows = new long[hooks.size()];
            long begun = 0;
            for (int round = 0; round < 2; round++) {
                Arrays.fill(rows, 0);
                begun = System.nanoTime();
                Optional<Batch> loaded = batches.load(indices, manager);
                if (loaded.isEmpty()) {
                    break;
                }
                try (Batch batch = loaded.get()) {
                    extraction.pass(batch, (hook, values, n, coordinates) -> rows[hook] += n);
                }
            }
            if (Arrays.stream(rows).sum() > 0) {
                double seconds = (System.nanoTime() - begun) * 1e-9 * samples / indices.length;
                return of(samples, rows, indices.length, hooks, options, seconds);
            }
            extraction.verify(); // before hours go into samples that have the same places
        }
        throw new RunException(
                "Not one sample gave a row; "
                        + (options.where().isEmpty()
                                ? "the notes above say why samples were skipped."
                                : "no row is in all of extract.where (" + String.join(", ", options.where())
                                        + ") and in the hook points' own filters, or the notes above say why samples were skipped."));
    }

    private static ExtractionPlan of(
            int samples, long[] trial, int batch, List<HookPoint> hooks, ExtractOptions options, double seconds) {
        long[] rows = new long[hooks.size()];
        long bytes = 0;
        long memory = 0;
        int element = options.elementType().bytes();
        for (int h = 0; h < rows.length; h++) {
            rows[h] = Math.round((double) trial[h] * samples / batch);
            bytes += rows[h]
                    * ((long) hooks.get(h).width() * element
                            + 4L * (1 + hooks.get(h).axes().size()));
            memory += trial[h] * hooks.get(h).width() * 4L * 2;
        }
        return new ExtractionPlan(samples, rows, bytes, memory, seconds);
    }

    /** One sentence for the user. */
    String sentence(List<HookPoint> hooks) {
        StringBuilder text =
                new StringBuilder("extract: ").append(Quantity.count(samples)).append(" samples, ");
        for (int h = 0; h < rows.length; h++) {
            text.append(h == 0 ? "" : ", ")
                    .append(Quantity.count(rows[h]))
                    .append(" rows of ")
                    .append(hooks.get(h).width())
                    .append(" at ")
                    .append(hooks.get(h).name());
        }
        return text.append("; ")
                .append(Quantity.bytes(bytes))
                .append(" on disk, ")
                .append(Quantity.bytes(memoryBytes))
                .append(" of rows in memory, about ")
                .append(Quantity.seconds(seconds))
                .append('.')
                .toString();
    }
}
