package org.echelle.analysis.matching;

import java.util.stream.IntStream;

/** Cosines between all rows of two matrices, in blocks that stay in the cache; rows of zeros have cosine 0 with everything. */
public final class Cosines {
    private static final int BLOCK = 256;

    private final float[] first;
    /** {@code [width, columns]}, so that the innermost loop runs over neighbours in memory. */
    private final float[] second;

    private final int columns;
    private final int width;

    /**
     * @param first {@code [any, width]} of any lengths
     * @param second {@code [columns, width]} of any lengths
     */
    public Cosines(float[] first, float[] second, int width) {
        this.width = width;
        columns = second.length / width;
        this.first = unit(first, width);
        float[] unit = unit(second, width);
        this.second = new float[unit.length];
        for (int j = 0; j < columns; j++) {
            for (int d = 0; d < width; d++) {
                this.second[d * columns + j] = unit[j * width + d];
            }
        }
    }

    /** The cosines of rows {@code from} to {@code to}, exclusive: {@code [to - from, columns]}. */
    public float[] rows(int from, int to) {
        float[] out = new float[(to - from) * columns];
        int blocks = (columns + BLOCK - 1) / BLOCK;
        // Each block writes its own columns, so the outcome does not depend on the threads.
        IntStream.range(0, blocks).parallel().forEach(b -> {
            int start = b * BLOCK;
            int count = Math.min(BLOCK, columns - start);
            float[] sums = new float[BLOCK];
            for (int i = from; i < to; i++) {
                java.util.Arrays.fill(sums, 0);
                for (int d = 0; d < width; d++) {
                    float x = first[i * width + d];
                    int at = d * columns + start;
                    for (int j = 0; j < count; j++) {
                        sums[j] += x * second[at + j];
                    }
                }
                System.arraycopy(sums, 0, out, (i - from) * columns + start, count);
            }
        });
        return out;
    }

    private static float[] unit(float[] rows, int width) {
        float[] unit = new float[rows.length];
        for (int at = 0; at < rows.length; at += width) {
            double square = 0;
            for (int i = at; i < at + width; i++) {
                square += (double) rows[i] * rows[i];
            }
            double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
            for (int i = at; i < at + width; i++) {
                unit[i] = (float) (rows[i] * scale);
            }
        }
        return unit;
    }
}
