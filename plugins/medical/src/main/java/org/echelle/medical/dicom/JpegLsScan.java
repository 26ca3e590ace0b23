package org.echelle.medical.dicom;

import java.util.Arrays;

/**
 * Decodes one scan of JPEG-LS (ITU-T T.87, annex A; names in brackets are the standard's).
 *
 * <p>A value is predicted from its neighbours left (a), above (b), above left (c) and above right (d); the error is coded with
 * statistics of the context that the three gradients name. Where all are flat, runs of one value are coded instead.
 */
final class JpegLsScan {
    private static final int[] RUN_BITS = {
        0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };
    private static final int CONTEXTS = 365;

    private final JpegLsParameters p;
    private final JpegLsBits in;
    private final int columns;
    private final int rows;
    private final int range;
    private final int step;
    private final int escapeBits;
    private final int limit;

    /** Sums of errors' sizes [A], of errors [B], corrections [C], counts [N]; two more contexts for ends of runs. */
    private final int[] sizes = new int[CONTEXTS + 2];

    private final int[] sums = new int[CONTEXTS];
    private final int[] corrections = new int[CONTEXTS];
    private final int[] counts = new int[CONTEXTS + 2];
    private final int[] negatives = new int[2];

    /** What run lengths to expect [RUNindex], for each component. */
    private final int[] runIndex;

    private int[][] above;
    private int[][] here;

    JpegLsScan(byte[] bytes, int at, JpegLsParameters p, int columns, int rows) {
        this.p = p;
        this.in = new JpegLsBits(bytes, at);
        this.columns = columns;
        this.rows = rows;
        this.range = p.range();
        this.step = 2 * p.near() + 1;
        this.escapeBits = bitsFor(range);
        int bits = Math.max(2, bitsFor(p.highest() + 1));
        this.limit = 2 * (bits + Math.max(8, bits));
        this.runIndex = new int[4];
        Arrays.fill(sizes, Math.max(2, (range + 32) / 64));
        Arrays.fill(counts, 1);
    }

    private static int bitsFor(int n) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(1, n) - 1);
    }

    /** @return where the next marker stands */
    int decode(int[] values, int first, int inScan, int samples, boolean bySample) {
        above = new int[inScan][columns + 2];
        here = new int[inScan][columns + 2];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < inScan; c++) {
                here[c][0] = above[c][1];
                above[c][columns + 1] = above[c][columns];
            }
            if (bySample) {
                line(0, inScan);
            } else {
                for (int c = 0; c < inScan; c++) {
                    line(c, c + 1);
                }
            }
            for (int c = 0; c < inScan; c++) {
                for (int x = 0; x < columns; x++) {
                    values[(row * columns + x) * samples + first + c] = here[c][x + 1];
                }
            }
            int[][] swap = above;
            above = here;
            here = swap;
        }
        return in.marker();
    }

    /** One line of components {@code from} to {@code to}, which have their values side by side if there is more than one. */
    private void line(int from, int to) {
        int x = 1;
        while (x <= columns) {
            boolean flat = true;
            for (int c = from; c < to && flat; c++) {
                flat = near(above[c][x + 1], above[c][x])
                        && near(above[c][x], above[c][x - 1])
                        && near(above[c][x - 1], here[c][x - 1]);
            }
            if (flat) {
                x = run(x, from, to);
            } else {
                for (int c = from; c < to; c++) {
                    here[c][x] = regular(here[c][x - 1], above[c][x], above[c][x - 1], above[c][x + 1]);
                }
                x++;
            }
        }
    }

    private boolean near(int u, int v) {
        return Math.abs(u - v) <= p.near();
    }

    private int regular(int a, int b, int c, int d) {
        int q = 81 * quantised(d - b) + 9 * quantised(b - c) + quantised(c - a);
        // by samples, one component may be flat where another is not: context 0 then, which runs otherwise take
        int sign = q < 0 ? -1 : 1;
        q *= sign;
        int predicted = c >= Math.max(a, b) ? Math.min(a, b) : c <= Math.min(a, b) ? Math.max(a, b) : a + b - c;
        predicted = Math.min(p.highest(), Math.max(0, predicted + sign * corrections[q]));
        int k = k(counts[q], sizes[q]);
        int code = in.golomb(k, limit, escapeBits);
        boolean turned = p.near() == 0 && k == 0 && 2 * sums[q] <= -counts[q];
        int error = (code & 1) == 0 ? code >> 1 : -((code + 1) >> 1);
        if (turned) {
            error = -error - 1;
        }
        update(q, error);
        return rebuilt(predicted, sign * error);
    }

    private static int k(int count, int size) {
        int k = 0;
        while (k < 24 && count << k < size) {
            k++;
        }
        return k;
    }

    private int quantised(int d) {
        int size = Math.abs(d);
        int level = size <= p.near() ? 0 : size < p.t1() ? 1 : size < p.t2() ? 2 : size < p.t3() ? 3 : 4;
        return d < 0 ? -level : level;
    }

    private void update(int q, int error) {
        sums[q] += error * step;
        sizes[q] += Math.abs(error);
        if (counts[q] == p.reset()) {
            sizes[q] >>= 1;
            sums[q] >>= 1;
            counts[q] >>= 1;
        }
        int n = ++counts[q];
        if (sums[q] <= -n) {
            sums[q] = Math.max(sums[q] + n, -n + 1);
            corrections[q] = Math.max(-128, corrections[q] - 1);
        } else if (sums[q] > 0) {
            sums[q] = Math.min(sums[q] - n, 0);
            corrections[q] = Math.min(127, corrections[q] + 1);
        }
    }

    private int rebuilt(int predicted, int error) {
        int value = predicted + error * step;
        if (value < -p.near()) {
            value += range * step;
        } else if (value > p.highest() + p.near()) {
            value -= range * step;
        }
        return Math.min(p.highest(), Math.max(0, value));
    }

    /** A run from column {@code x} on and the value that ends it (A.7); gives the column behind. */
    private int run(int start, int from, int to) {
        int x = start;
        while (in.bit() == 1) {
            int whole = 1 << RUN_BITS[runIndex[from]];
            int n = Math.min(whole, columns + 1 - x);
            x = filled(x, n, from, to);
            if (n == whole) {
                runIndex[from] = Math.min(31, runIndex[from] + 1);
            }
            if (x > columns) {
                return x;
            }
        }
        int rest = in.bits(RUN_BITS[runIndex[from]]);
        if (rest > columns - x) {
            throw FrameCodec.broken(JpegLsCodec.CODING, "a run reaches beyond its line", null);
        }
        x = filled(x, rest, from, to);
        for (int c = from; c < to; c++) {
            here[c][x] = afterRun(here[c][x - 1], above[c][x], to - from == 1, runIndex[from]);
        }
        runIndex[from] = Math.max(0, runIndex[from] - 1);
        return x + 1;
    }

    private int filled(int x, int n, int from, int to) {
        for (int c = from; c < to; c++) {
            Arrays.fill(here[c], x, x + n, here[c][x - 1]);
        }
        return x + n;
    }

    private int afterRun(int a, int b, boolean alone, int index) {
        int type = alone && near(a, b) ? 1 : 0;
        int q = CONTEXTS + type;
        int size = type == 0 ? sizes[q] : sizes[q] + (counts[q] >> 1);
        int k = k(counts[q], size);
        int code = in.golomb(k, limit - RUN_BITS[index] - 1, escapeBits);
        int folded = code + type;
        int odd = folded & 1;
        int error = (folded + odd) >> 1;
        boolean mostlyNegative = k != 0 || 2 * negatives[type] >= counts[q];
        if (mostlyNegative == (odd == 1)) {
            error = -error;
        }
        if (error < 0) {
            negatives[type]++;
        }
        sizes[q] += (code + 1 - type) >> 1;
        if (counts[q] == p.reset()) {
            sizes[q] >>= 1;
            counts[q] >>= 1;
            negatives[type] >>= 1;
        }
        counts[q]++;
        return rebuilt(type == 1 ? a : b, type == 0 && a > b ? -error : error);
    }
}
