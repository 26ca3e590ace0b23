package org.echelle.runs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.echelle.api.Sites;

/** Decides which rows of a batch are kept. The same sample keeps the same rows whatever batch it is in. */
final class RowChoice {
    private final ExtractOptions.Rows which;
    private final int perSample;
    private final long seed;

    RowChoice(ExtractOptions.Rows which, int perSample, long seed) {
        this.which = which;
        this.perSample = perSample;
        this.seed = seed;
    }

    /**
     * Chooses rows.
     *
     * @param coordinates {@code [1 + axes][row]}, the sample first
     * @param samples index of each sample of the batch
     * @param among rows that may be kept; null for all
     * @param whole whether these are all rows of the samples, so that some can be drawn; parts of a sampling are drawn from later, by
     *     {@link #drawn}
     * @return kept rows in rising order, or null for all
     */
    int[] kept(Sites sites, int[][] coordinates, int[] samples, BitSet among, boolean whole) {
        boolean draws = whole && perSample > 0;
        if (which == ExtractOptions.Rows.ALL && !draws && sites.dropped() == null && among == null) {
            return null;
        }
        int[] kept = new int[sites.rows()];
        int n = 0;
        for (int s = 0; s < sites.samples(); s++) {
            int from = n;
            for (int row = s * sites.positions(); row < (s + 1) * sites.positions(); row++) {
                if ((sites.dropped() == null || !sites.dropped()[row])
                        && (among == null || among.get(row))
                        && matches(coordinates, row)) {
                    kept[n++] = row;
                }
            }
            if (draws && n - from > perSample) {
                draw(kept, from, n, samples[s]);
                n = from + perSample;
            }
        }
        return n == sites.rows() ? null : Arrays.copyOf(kept, n);
    }

    /**
     * Draws from whole samples whose rows were chosen already.
     *
     * @param coordinates {@code [1 + axes][row]}, ordered by sample
     * @return kept rows in rising order, or null for all
     */
    int[] drawn(int[][] coordinates) {
        int total = coordinates[0].length;
        if (perSample == 0) {
            return null;
        }
        int[] kept = new int[total];
        int n = 0;
        for (int from = 0; from < total; ) {
            int begun = n;
            int to = from;
            while (to < total && coordinates[0][to] == coordinates[0][from]) {
                kept[n++] = to++;
            }
            if (n - begun > perSample) {
                draw(kept, begun, n, coordinates[0][from]);
                n = begun + perSample;
            }
            from = to;
        }
        return n == total ? null : Arrays.copyOf(kept, n);
    }

    private boolean matches(int[][] coordinates, int row) {
        if (which == ExtractOptions.Rows.ALL) {
            return true;
        }
        boolean placed = true;
        for (int axis = 1; axis < coordinates.length; axis++) {
            placed &= coordinates[axis][row] >= 0;
        }
        return placed == (which == ExtractOptions.Rows.PLACED);
    }

    /** Moves {@code perSample} randomly drawn entries to the front, in rising order. */
    private void draw(int[] kept, int from, int to, int sample) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + sample);
        for (int i = 0; i < perSample; i++) {
            int j = from + i + random.nextInt(to - from - i);
            int swap = kept[from + i];
            kept[from + i] = kept[j];
            kept[j] = swap;
        }
        Arrays.sort(kept, from, from + perSample);
    }

    static FloatBuffer gather(FloatBuffer values, int[] kept, int width) {
        FloatBuffer out = ByteBuffer.allocateDirect(Math.multiplyExact(kept.length * width, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        int base = values.position();
        for (int i = 0; i < kept.length; ) {
            int run = 1; // neighbouring rows travel in one copy
            while (i + run < kept.length && kept[i + run] == kept[i] + run) {
                run++;
            }
            out.put(i * width, values, base + kept[i] * width, run * width);
            i += run;
        }
        return out;
    }

    static int[][] gather(int[][] coordinates, int[] kept) {
        int[][] out = new int[coordinates.length][kept.length];
        for (int axis = 0; axis < coordinates.length; axis++) {
            for (int i = 0; i < kept.length; i++) {
                out[axis][i] = coordinates[axis][kept[i]];
            }
        }
        return out;
    }
}
