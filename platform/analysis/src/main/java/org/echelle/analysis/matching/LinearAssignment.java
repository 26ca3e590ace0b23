package org.echelle.analysis.matching;

import java.util.Arrays;

/**
 * The one-to-one assignment of rows to columns of least total cost, exactly: R. Jonker and A. Volgenant, "A shortest augmenting path
 * algorithm for dense and sparse linear assignment problems", Computing 38 (1987). Columns are reduced first, rows without a column
 * bid for one in two rounds, and only what is left then needs shortest paths, of which each costs at most n² steps. Prices are kept in
 * double precision.
 */
public final class LinearAssignment {
    private static final int ROUNDS = 2;

    private final float[] cost;
    private final int n;
    /** Price of a column: cost - price is never smaller than that of the row's own column. */
    private final double[] price;

    private final int[] columnOf;
    private final int[] rowOf;
    private int[] free;
    private int freeCount;

    private LinearAssignment(float[] cost, int n) {
        this.cost = cost;
        this.n = n;
        price = new double[n];
        columnOf = new int[n];
        rowOf = new int[n];
        free = new int[n];
    }

    /**
     * Solves.
     *
     * @param cost {@code [n, n]}, finite
     * @return {@code [n]} the column of every row
     */
    public static int[] solve(float[] cost, int n) {
        LinearAssignment problem = new LinearAssignment(cost, n);
        if (n == 1) {
            return new int[1];
        }
        problem.reduceColumns();
        for (int round = 0; round < ROUNDS && problem.freeCount > 0; round++) {
            problem.bid();
        }
        problem.augment();
        return problem.columnOf;
    }

    /** Every column goes to its cheapest row, if that has none yet; a row with its only column pays for the next best one. */
    private void reduceColumns() {
        int[] cheapest = new int[n];
        Arrays.fill(price, Double.POSITIVE_INFINITY);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (cost[i * n + j] < price[j]) {
                    price[j] = cost[i * n + j];
                    cheapest[j] = i;
                }
            }
        }
        int[] wanted = new int[n];
        Arrays.fill(columnOf, -1);
        Arrays.fill(rowOf, -1);
        for (int j = n - 1; j >= 0; j--) {
            if (++wanted[cheapest[j]] == 1) {
                columnOf[cheapest[j]] = j;
                rowOf[j] = cheapest[j];
            }
        }
        for (int i = 0; i < n; i++) {
            if (wanted[i] == 0) {
                free[freeCount++] = i;
            } else if (wanted[i] == 1) {
                int own = columnOf[i];
                double next = Double.POSITIVE_INFINITY;
                for (int j = 0; j < n; j++) {
                    if (j != own) {
                        next = Math.min(next, cost[i * n + j] - price[j]);
                    }
                }
                price[own] -= next;
            }
        }
    }

    /** Rows without a column take their best one from whoever has it, and lower its price to the worth of their second best. */
    private void bid() {
        int[] waiting = Arrays.copyOf(free, freeCount);
        int[] left = new int[n];
        int leftCount = 0;
        int at = 0;
        // In exact arithmetic this ends by itself; rounding could let two rows outbid each other by nothing for ever.
        long most = 20L * n;
        while (at < waiting.length && most-- > 0) {
            int i = waiting[at++];
            double best = Double.POSITIVE_INFINITY;
            double second = Double.POSITIVE_INFINITY;
            int first = -1;
            int other = -1;
            for (int j = 0; j < n; j++) {
                double c = cost[i * n + j] - price[j];
                if (c < second) {
                    if (c < best) {
                        second = best;
                        other = first;
                        best = c;
                        first = j;
                    } else {
                        second = c;
                        other = j;
                    }
                }
            }
            double lowered = price[first] - (second - best);
            boolean strictly = lowered < price[first];
            int taken = first;
            if (strictly) {
                price[first] = lowered;
            } else if (rowOf[first] >= 0) {
                taken = other;
            }
            int before = rowOf[taken];
            columnOf[i] = taken;
            rowOf[taken] = i;
            if (before >= 0) {
                columnOf[before] = -1;
                if (strictly) {
                    waiting[--at] = before;
                } else {
                    left[leftCount++] = before;
                }
            }
        }
        while (at < waiting.length) {
            left[leftCount++] = waiting[at++];
        }
        free = left;
        freeCount = leftCount;
    }

    /** A shortest path for every row that is left, over reduced costs (Dijkstra), along which columns change hands. */
    private void augment() {
        double[] distance = new double[n];
        int[] from = new int[n];
        int[] columns = new int[n];
        for (int f = 0; f < freeCount; f++) {
            path(free[f], distance, from, columns);
        }
    }

    /** @param columns scratch: first those scanned, then those as near as the nearest not scanned, then the others */
    private void path(int start, double[] distance, int[] from, int[] columns) {
        for (int j = 0; j < n; j++) {
            distance[j] = cost[start * n + j] - price[j];
            from[j] = start;
            columns[j] = j;
        }
        int scanned = 0;
        int reached = 0;
        double least = 0;
        int end = -1;
        while (end < 0) {
            if (reached == scanned) {
                reached = nearest(columns, distance, scanned);
                least = distance[columns[scanned]];
                for (int at = scanned; at < reached && end < 0; at++) {
                    end = rowOf[columns[at]] < 0 ? columns[at] : -1;
                }
                continue;
            }
            int via = columns[scanned++];
            int i = rowOf[via];
            double offset = cost[i * n + via] - price[via] - least;
            for (int at = reached; at < n && end < 0; at++) {
                int j = columns[at];
                double d = cost[i * n + j] - price[j] - offset;
                if (d < distance[j]) {
                    distance[j] = d;
                    from[j] = i;
                    if (d <= least) {
                        end = rowOf[j] < 0 ? j : -1;
                        columns[at] = columns[reached];
                        columns[reached++] = j;
                    }
                }
            }
        }
        for (int at = 0; at < scanned; at++) {
            price[columns[at]] += distance[columns[at]] - least;
        }
        hand(end, start, from);
    }

    /** Brings the columns of least distance to the front of those not scanned; returns where they end. */
    private int nearest(int[] columns, double[] distance, int scanned) {
        int reached = scanned;
        double least = Double.POSITIVE_INFINITY;
        for (int at = scanned; at < n; at++) {
            int j = columns[at];
            if (distance[j] <= least) {
                if (distance[j] < least) {
                    reached = scanned;
                    least = distance[j];
                }
                columns[at] = columns[reached];
                columns[reached++] = j;
            }
        }
        return reached;
    }

    /** Every row on the path takes the column that the path reaches from it. */
    private void hand(int end, int start, int[] from) {
        int j = end;
        int i;
        do {
            i = from[j];
            rowOf[j] = i;
            int before = columnOf[i];
            columnOf[i] = j;
            j = before;
        } while (i != start);
    }
}
