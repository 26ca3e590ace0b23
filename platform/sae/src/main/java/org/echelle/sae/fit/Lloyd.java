package org.echelle.sae.fit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.torch.Kernel;

/**
 * k-means: seeds by k-means++ (Arthur and Vassilvitskii 2007) among at most {@code 8 n} rows, then Lloyd's iteration until the squared
 * distances fall by less than a ten-thousandth, 100 times at most. A centroid that loses all its rows moves to the row that is farthest
 * from its own. Matrix products do the work, where a clusterer over objects would hold every row as an object and compare one pair at
 * a time.
 *
 * @param centroids {@code [n, d]}
 * @param distances sum over rows of the squared distance to the nearest centroid, before every iteration
 */
public record Lloyd(float[] centroids, List<Double> distances) {
    private static final int ITERATIONS = 100;
    private static final double TOLERANCE = 1e-4;

    /**
     * Clusters.
     *
     * @param rows batches {@code [b, d]}
     * @param n number of centroids, at most as many as rows
     */
    public static Lloyd of(NDManager manager, List<NDArray> rows, int n, long seed, Progress progress) {
        long count = FitRows.count(rows);
        if (n > count) {
            throw new SaeException(n + " centroids need at least as many rows; there are " + count + ".");
        }
        int d = (int) rows.get(0).getShape().get(1);
        try (NDManager scope = manager.newSubManager();
                Kernel kernel = SaeKernel.fitting(manager.getDevice())) {
            float[] centroids = seeds(kernel, scope, rows, n, d, new SplittableRandom(seed), progress);
            List<Double> distances = new ArrayList<>();
            while (distances.size() < ITERATIONS && !settled(distances)) {
                progress.check();
                distances.add(iterate(kernel, scope, rows, centroids, n, d));
            }
            return new Lloyd(centroids, distances);
        }
    }

    /** Different rows at random, {@code [n, d]}. */
    public static float[] rows(List<NDArray> rows, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = (int) FitRows.count(rows);
        int d = (int) rows.get(0).getShape().get(1);
        float[] out = new float[n * d];
        int[] order = IntStream.range(0, count).toArray();
        try (NDManager scope = rows.get(0).getManager().newSubManager()) {
            for (int j = 0; j < n; j++) {
                int other = j + random.nextInt(count - j);
                int chosen = order[other];
                order[other] = order[j];
                System.arraycopy(row(scope, rows, chosen), 0, out, j * d, d);
            }
        }
        return out;
    }

    private static boolean settled(List<Double> distances) {
        int last = distances.size() - 1;
        return last >= 1 && distances.get(last - 1) - distances.get(last) <= TOLERANCE * distances.get(last - 1);
    }

    private static float[] seeds(
            Kernel kernel,
            NDManager scope,
            List<NDArray> rows,
            int n,
            int d,
            SplittableRandom random,
            Progress progress) {
        List<NDArray> some = new ArrayList<>();
        int count = 0;
        for (int b = 0; b < rows.size() && count < 8L * n; b++) {
            some.add(rows.get(b));
            count += (int) rows.get(b).getShape().get(0);
        }
        float[] out = new float[n * d];
        float[] nearest = new float[count];
        Arrays.fill(nearest, Float.MAX_VALUE);
        int chosen = random.nextInt(count);
        for (int j = 0; j < n; j++) {
            progress.check();
            try (NDManager inner = scope.newSubManager()) {
                float[] seed = row(inner, some, chosen);
                System.arraycopy(seed, 0, out, j * d, d);
                NDArray point = inner.create(seed);
                int at = 0;
                for (NDArray batch : some) {
                    for (float far : kernel.call(inner, "distances", batch, point)
                            .get(0)
                            .toType(DataType.FLOAT32, false)
                            .toFloatArray()) {
                        nearest[at] = Math.min(nearest[at], far);
                        at++;
                    }
                }
            }
            chosen = draw(nearest, random);
        }
        return out;
    }

    /** A place at random, each in proportion to its value; any place where all are 0. */
    private static int draw(float[] weights, SplittableRandom random) {
        double total = 0;
        for (float w : weights) {
            total += w;
        }
        if (!(total > 0)) {
            return random.nextInt(weights.length);
        }
        double left = random.nextDouble() * total;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    private static float[] row(NDManager scope, List<NDArray> batches, int row) {
        int at = row;
        for (NDArray batch : batches) {
            int size = (int) batch.getShape().get(0);
            if (at < size) {
                NDArray found = batch.get(new NDIndex("{}", at));
                found.attach(scope);
                return found.toType(DataType.FLOAT32, false).toFloatArray();
            }
            at -= size;
        }
        throw new IndexOutOfBoundsException(row);
    }

    private static double iterate(Kernel kernel, NDManager scope, List<NDArray> rows, float[] centroids, int n, int d) {
        try (NDManager inner = scope.newSubManager()) {
            NDArray now =
                    inner.create(centroids, new Shape(n, d)).toType(rows.get(0).getDataType(), false);
            NDArray sums = inner.zeros(new Shape(n, d), DataType.FLOAT64);
            NDArray counts = inner.zeros(new Shape(n), DataType.INT64);
            float[] far = new float[(int) FitRows.count(rows)];
            int at = 0;
            for (NDArray batch : rows) {
                NDList out = kernel.call(inner, "assign", batch, now, sums, counts);
                float[] part = out.get(0).toType(DataType.FLOAT32, false).toFloatArray();
                System.arraycopy(part, 0, far, at, part.length);
                at += part.length;
                out.close();
            }
            double total = 0;
            for (float v : far) {
                total += v;
            }
            double[] all = sums.toDoubleArray();
            long[] members = counts.toLongArray();
            for (int j = 0; j < n; j++) {
                if (members[j] == 0) {
                    int farthest = farthest(far);
                    System.arraycopy(row(inner, rows, farthest), 0, centroids, j * d, d);
                    far[farthest] = 0;
                }
                for (int i = 0; members[j] > 0 && i < d; i++) {
                    centroids[j * d + i] = (float) (all[j * d + i] / members[j]);
                }
            }
            return total;
        }
    }

    private static int farthest(float[] far) {
        int best = 0;
        for (int i = 1; i < far.length; i++) {
            best = far[i] > far[best] ? i : best;
        }
        return best;
    }
}
