package org.echelle.runs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.HookPoint;

/**
 * The rows of one batch at one hook point that a sampler met several times, put together sample by sample: every reader of rows counts on
 * a sample's rows to follow each other.
 */
final class StampedRows {
    /** One part of the pass. */
    private record Part(float[] values, int[][] coordinates) {}

    private final HookPoint hook;
    private final List<Part> parts = new ArrayList<>();

    StampedRows(HookPoint hook) {
        this.hook = hook;
    }

    /** Takes the rows of one part, ordered by sample. */
    void add(FloatBuffer values, int rows, int[][] coordinates) {
        float[] mine = new float[rows * hook.width()];
        values.duplicate().get(mine);
        parts.add(new Part(mine, coordinates));
    }

    /** Hands over all rows, ordered by sample, then by part. */
    void drain(int index, int[] samples, RowSink sink) {
        int total = parts.stream().mapToInt(p -> p.coordinates()[0].length).sum();
        if (total == 0) {
            parts.clear();
            return;
        }
        int width = hook.width();
        FloatBuffer values = ByteBuffer.allocateDirect(
                        Math.multiplyExact(Math.multiplyExact(total, width), Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        int[][] coordinates = new int[1 + hook.axes().size()][total];
        int[] next = new int[parts.size()];
        int row = 0;
        for (int sample : samples) {
            for (int p = 0; p < parts.size(); p++) {
                Part part = parts.get(p);
                int from = next[p];
                int to = from;
                while (to < part.coordinates()[0].length && part.coordinates()[0][to] == sample) {
                    to++;
                }
                values.put(row * width, part.values(), from * width, (to - from) * width);
                for (int axis = 0; axis < coordinates.length; axis++) {
                    System.arraycopy(part.coordinates()[axis], from, coordinates[axis], row, to - from);
                }
                row += to - from;
                next[p] = to;
            }
        }
        parts.clear();
        if (row < total) {
            throw new RunException("Rows at hook point " + hook.name() + " belong to no sample of their batch.");
        }
        sink.rows(index, values, total, coordinates);
    }
}
