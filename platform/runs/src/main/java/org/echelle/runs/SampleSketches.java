package org.echelle.runs;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.SplittableRandom;
import org.echelle.store.RowBlock;

/**
 * A few numbers a sample that tell whether two samples have the same rows: two random projections of all of a sample's values, and
 * their norm. Rows may come in any order and in any blocks, and each weighs by where it stands, so that equal values at other sites
 * are not the same. What differs by rounding only, as the same input does in batches of another size, counts as equal.
 */
final class SampleSketches {
    /** Projections may differ by this much of the norm. Float32 sums of another order differ by less, other inputs by more. */
    private static final double TOLERANCE = 1e-5;

    private static final int PARTS = 4;

    private final double[][] weight; // [projection][column], uniform on [-1, 1)
    /** {@code [sample, 4]}: both projections, the sum of squares, and how many rows. */
    private final double[] sketch;

    SampleSketches(int samples, int width) {
        SplittableRandom random = new SplittableRandom(width);
        weight = new double[2][];
        for (int p = 0; p < 2; p++) {
            weight[p] = random.doubles(width, -1, 1).toArray();
        }
        sketch = new double[Math.multiplyExact(samples, PARTS)];
    }

    /** Takes the rows of a block, the sample's number in its first coordinate. */
    void add(RowBlock block) {
        FloatBuffer values = block.values();
        int[][] where = block.coordinates();
        float[] row = new float[block.width()];
        for (int r = 0; r < block.rows(); r++) {
            values.get(r * row.length, row);
            add(where, r, row);
        }
    }

    private void add(int[][] where, int r, float[] row) {
        double first = 0;
        double second = 0;
        double squares = 0;
        for (int j = 0; j < row.length; j++) {
            double value = row[j];
            first += value * weight[0][j];
            second += value * weight[1][j];
            squares += value * value;
        }
        SplittableRandom site = new SplittableRandom(site(where, r));
        int at = where[0][r] * PARTS;
        sketch[at] += first * site.nextDouble(0.5, 1.5);
        sketch[at + 1] += second * site.nextDouble(0.5, 1.5);
        sketch[at + 2] += squares;
        sketch[at + 3]++;
    }

    /** A number for the place of a row within its sample. */
    private static long site(int[][] where, int r) {
        long site = 1;
        for (int a = 1; a < where.length; a++) {
            site = site * 0x9E3779B97F4A7C15L + where[a][r];
        }
        return site;
    }

    /** Of each sample of one side, one of the other side with the same rows; -1 where it has none, or no rows. */
    int[] repeats(BitSet of, BitSet among) {
        Integer[] sorted = among.stream()
                .filter(s -> sketch[s * PARTS + 3] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(s -> sketch[s * PARTS]))
                .toArray(Integer[]::new);
        double[] keys =
                Arrays.stream(sorted).mapToDouble(s -> sketch[s * PARTS]).toArray();
        return of.stream().map(s -> repeat(s, sorted, keys)).toArray();
    }

    private int repeat(int sample, Integer[] sorted, double[] keys) {
        double key = sketch[sample * PARTS];
        double near = TOLERANCE * norm(sample);
        int found = Arrays.binarySearch(keys, key - near);
        for (int i = found < 0 ? -found - 1 : found; i < keys.length && keys[i] <= key + near; i++) {
            if (same(sample, sorted[i], near)) {
                return sorted[i];
            }
        }
        return -1;
    }

    private boolean same(int a, int b, double near) {
        return sketch[a * PARTS + 3] > 0
                && sketch[a * PARTS + 3] == sketch[b * PARTS + 3]
                && Math.abs(sketch[a * PARTS + 1] - sketch[b * PARTS + 1]) <= near
                && Math.abs(norm(a) - norm(b)) <= near;
    }

    private double norm(int sample) {
        return Math.sqrt(sketch[sample * PARTS + 2]);
    }
}
