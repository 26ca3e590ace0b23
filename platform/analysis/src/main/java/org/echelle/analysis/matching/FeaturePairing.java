package org.echelle.analysis.matching;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Features of two dictionaries, paired one to one so that the sum of their likenesses is greatest (the assignment problem, solved
 * exactly by {@link LinearAssignment}); with unequal numbers some of the larger side stay alone. Only living features take part.
 *
 * <p>Above {@value #MOST_EXACT} living features, where the exact way takes {@code 4 max(n, m)^2} bytes and time that grows with the cube,
 * mutual nearest neighbours are paired first and the rest greedily among each one's {@value #CANDIDATES} nearest; {@link #exact} says so.
 *
 * @param partner {@code [n]} for every feature of the first, -1 for none
 * @param likeness {@code [n]} with the partner; 0 for none
 * @param best {@code [n]} greatest likeness with any feature of the second; 0 for a feature that took no part
 * @param bestOfSecond {@code [m]} the same for those of the second
 * @param exact whether no other pairing has a greater sum
 */
public record FeaturePairing(int[] partner, float[] likeness, float[] best, float[] bestOfSecond, boolean exact) {
    /** The most living features that are paired exactly. */
    public static final int MOST_EXACT = 8192;

    private static final int CANDIDATES = 32;

    /**
     * Pairs.
     *
     * @param livingFirst {@code [n]}
     * @param livingSecond {@code [m]}
     */
    public static FeaturePairing of(Likeness likeness, boolean[] livingFirst, boolean[] livingSecond) {
        return of(likeness, livingFirst, livingSecond, MOST_EXACT);
    }

    /**
     * The same with a limit of one's own on what is paired exactly.
     *
     * @param mostExact living features of either side above which pairing is greedy, at most 2^15
     */
    public static FeaturePairing of(Likeness likeness, boolean[] livingFirst, boolean[] livingSecond, int mostExact) {
        int[] rows = living(livingFirst);
        int[] columns = living(livingSecond);
        FeaturePairing found = new FeaturePairing(
                new int[likeness.first()],
                new float[likeness.first()],
                new float[likeness.first()],
                new float[likeness.second()],
                Math.max(rows.length, columns.length) <= mostExact);
        Arrays.fill(found.partner, -1);
        for (int i : rows) {
            found.best[i] = -1;
        }
        for (int k : columns) {
            found.bestOfSecond[k] = -1;
        }
        if (rows.length == 0 || columns.length == 0) {
            Arrays.fill(found.best, 0);
            Arrays.fill(found.bestOfSecond, 0);
        } else if (found.exact) {
            found.assign(likeness, rows, columns);
        } else {
            found.greedy(likeness, rows, columns);
        }
        return found;
    }

    private static int[] living(boolean[] living) {
        return IntStream.range(0, living.length).filter(j -> living[j]).toArray();
    }

    private interface Row {
        /** @param values likenesses of one living feature with the living ones of the second */
        void take(int row, float[] values);
    }

    private void each(Likeness likeness, int[] rows, int[] columns, Row taker) {
        int m = likeness.second();
        float[] values = new float[columns.length];
        for (int at = 0; at < rows.length; ) {
            int from = rows[at];
            int to = Math.min(likeness.first(), from + Likeness.CHUNK);
            float[] some = likeness.rows(from, to);
            for (; at < rows.length && rows[at] < to; at++) {
                for (int c = 0; c < columns.length; c++) {
                    values[c] = some[(rows[at] - from) * m + columns[c]];
                    best[rows[at]] = Math.max(best[rows[at]], values[c]);
                    bestOfSecond[columns[c]] = Math.max(bestOfSecond[columns[c]], values[c]);
                }
                taker.take(at, values);
            }
        }
    }

    private void assign(Likeness likeness, int[] rows, int[] columns) {
        int size = Math.max(rows.length, columns.length);
        float[] cost = new float[Math.multiplyExact(size, size)];
        each(likeness, rows, columns, (r, values) -> {
            for (int c = 0; c < values.length; c++) {
                cost[r * size + c] = -values[c];
            }
        });
        int[] column = LinearAssignment.solve(cost, size);
        for (int r = 0; r < rows.length; r++) {
            if (column[r] < columns.length) {
                pair(rows[r], columns[column[r]], -cost[r * size + column[r]]);
            }
        }
    }

    private void pair(int i, int k, float alike) {
        partner[i] = k;
        likeness[i] = alike;
    }

    private record Candidate(int row, int column, float alike) {}

    private void greedy(Likeness likeness, int[] rows, int[] columns) {
        List<Candidate> all = new ArrayList<>();
        int[] nearestRow = new int[columns.length];
        float[] nearest = new float[columns.length];
        Arrays.fill(nearest, Float.NEGATIVE_INFINITY);
        int[] nearestColumn = new int[rows.length];
        each(likeness, rows, columns, (r, values) -> {
            List<Candidate> mine = new ArrayList<>();
            float least = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < values.length; c++) {
                if (values[c] > nearest[c]) {
                    nearest[c] = values[c];
                    nearestRow[c] = r;
                }
                if (mine.size() < CANDIDATES || values[c] > least) {
                    mine.add(new Candidate(r, c, values[c]));
                    mine.sort(Comparator.comparingDouble(x -> -x.alike()));
                    if (mine.size() > CANDIDATES) {
                        mine.remove(CANDIDATES);
                    }
                    least = mine.get(mine.size() - 1).alike();
                }
            }
            nearestColumn[r] = mine.get(0).column();
            all.addAll(mine);
        });
        boolean[] rowTaken = new boolean[rows.length];
        boolean[] columnTaken = new boolean[columns.length];
        all.sort(Comparator.comparing(
                        (Candidate x) -> !(nearestColumn[x.row()] == x.column() && nearestRow[x.column()] == x.row()))
                .thenComparingDouble(x -> -x.alike())
                .thenComparingInt(Candidate::row)
                .thenComparingInt(Candidate::column));
        for (Candidate x : all) {
            if (!rowTaken[x.row()] && !columnTaken[x.column()]) {
                rowTaken[x.row()] = true;
                columnTaken[x.column()] = true;
                pair(rows[x.row()], columns[x.column()], x.alike());
            }
        }
    }

    /** Features of the first whose partner is at least so alike. */
    public int matched(double least) {
        int count = 0;
        for (int i = 0; i < partner.length; i++) {
            count += partner[i] >= 0 && likeness[i] >= least ? 1 : 0;
        }
        return count;
    }
}
