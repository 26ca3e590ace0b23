package org.echelle.analysis;

import java.util.stream.IntStream;

/**
 * For each feature those with the most similar decoder atoms, by cosine. All pairs, in blocks that stay in the cache; a feature is
 * never its own neighbour; dead atoms (zero vectors) have cosine 0 with everything.
 */
public final class NearestFeatures {
    private static final int BLOCK = 64;

    private NearestFeatures() {}

    /**
     * The neighbours of one feature, nearest first.
     *
     * @param feature numbers
     * @param cosine their cosines
     */
    public record Neighbours(int[] feature, float[] cosine) {}

    /**
     * @param atoms {@code [n, width]} decoder atoms, of any length
     * @param n number of features
     * @param width length of an atom
     * @param count neighbours for each
     * @return {@code [n]}
     */
    public static Neighbours[] of(float[] atoms, int n, int width, int count) {
        if (atoms.length != (long) n * width) {
            throw new AnalysisException(n + " atoms of width " + width + " do not have " + atoms.length + " numbers.");
        }
        float[] unit = unit(atoms, n, width);
        Neighbours[] result = new Neighbours[n];
        int blocks = (n + BLOCK - 1) / BLOCK;
        // Each block writes its own features, so the outcome does not depend on the threads.
        IntStream.range(0, blocks).parallel().forEach(b -> block(unit, n, width, count, b * BLOCK, result));
        return result;
    }

    private static void block(float[] unit, int n, int width, int count, int from, Neighbours[] result) {
        int to = Math.min(n, from + BLOCK);
        TopList[] top = new TopList[to - from];
        for (int i = 0; i < top.length; i++) {
            top[i] = new TopList(Math.min(count, n - 1));
        }
        for (int start = 0; start < n; start += BLOCK) {
            int end = Math.min(n, start + BLOCK);
            for (int i = from; i < to; i++) {
                for (int j = start; j < end; j++) {
                    if (i != j) {
                        top[i - from].offer(j, dot(unit, i * width, j * width, width), 0);
                    }
                }
            }
        }
        for (int i = from; i < to; i++) {
            result[i] = new Neighbours(top[i - from].id, top[i - from].score);
        }
    }

    /** Four sums side by side: shorter chains of dependent additions, and a smaller rounding error. */
    private static float dot(float[] v, int a, int b, int width) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < width; i += 4) {
            s0 += v[a + i] * v[b + i];
            s1 += v[a + i + 1] * v[b + i + 1];
            s2 += v[a + i + 2] * v[b + i + 2];
            s3 += v[a + i + 3] * v[b + i + 3];
        }
        for (; i < width; i++) {
            s0 += v[a + i] * v[b + i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static float[] unit(float[] atoms, int n, int width) {
        float[] unit = new float[atoms.length];
        for (int row = 0; row < n; row++) {
            double square = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                square += (double) atoms[i] * atoms[i];
            }
            double scale = square > 0 ? 1 / Math.sqrt(square) : 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                unit[i] = (float) (atoms[i] * scale);
            }
        }
        return unit;
    }
}
