package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/**
 * Principal components as a dictionary: features 0..d-1 are the positive parts of the projections on the components, by falling
 * variance, features d..2d-1 the negative parts. With all of them the reconstruction is exact.
 */
public final class PcaDictionary {
    private PcaDictionary() {}

    /**
     * Fits, in one streaming pass with sums in double.
     *
     * @param rows raw rows
     * @param k largest activations kept of a row, to compare at equal L0; 0 keeps all positive ones
     * @param manager owns the dictionary, which the caller closes
     */
    public static Dictionary fit(RowSource rows, int k, NDManager manager, Progress progress) {
        int d = rows.width();
        Baselines.requireK(k, 2 * d);
        progress.begin("fit pca", rows.rows(), "rows");
        // the covariance is always taken on the CPU: double precision is what counts here
        try (NDManager scope = Torch.newManager(Device.cpu());
                Kernel kernel = SaeKernel.rows(Device.cpu());
                RowReader reader = rows.read(ReadOrder.sequential())) {
            RowBlock block = RowBlock.allocate(2048, rows);
            NDArray shift = null;
            double[] squares = new double[d * d];
            double[] sums = new double[d];
            long seen = 0;
            while (reader.read(block) > 0) {
                progress.check();
                try (NDManager inner = scope.newSubManager()) {
                    NDArray x = Rows.array(inner, block);
                    if (shift == null) {
                        shift = x.mean(new int[] {0});
                        shift.attach(scope);
                    }
                    NDList out = kernel.call(inner, "scatter_matrix", x, shift);
                    Normalisation.add(squares, out.get(0).toDoubleArray());
                    Normalisation.add(sums, out.get(1).toDoubleArray());
                }
                seen += block.rows();
                progress.advance(seen, "");
            }
            if (seen == 0) {
                throw new SaeException("There are no rows in " + rows.describe() + ".");
            }
            return dictionary(scope, kernel, shift, squares, sums, seen, rows, k, manager);
        }
    }

    private static Dictionary dictionary(
            NDManager scope,
            Kernel kernel,
            NDArray shift,
            double[] squares,
            double[] sums,
            long seen,
            RowSource rows,
            int k,
            NDManager manager) {
        int d = sums.length;
        double[] covariance = squares.clone();
        float[] mean = shift.toFloatArray();
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                covariance[i * d + j] = (covariance[i * d + j] - sums[i] * sums[j] / seen) / seen;
            }
        }
        for (int i = 0; i < d; i++) {
            mean[i] += (float) (sums[i] / seen);
            for (int j = 0; j < d; j++) {
                if (!Double.isFinite(covariance[i * d + j])) {
                    throw new SaeException(
                            "The rows of " + rows.describe()
                                    + " hold values that are not finite (NaN or infinite); extract them anew, or drop those rows.");
                }
            }
        }
        NDList eigen = kernel.call(scope, "eigh", scope.create(covariance).reshape(d, d));
        double[] values = eigen.get(0).toDoubleArray();
        double[] vectors = eigen.get(1)
                .toType(ai.djl.ndarray.types.DataType.FLOAT64, false)
                .toDoubleArray();
        float[] directions = new float[d * d];
        double[] variances = new double[d];
        for (int c = 0; c < d; c++) {
            variances[c] = Math.max(0, values[d - 1 - c]);
            for (int i = 0; i < d; i++) {
                directions[c * d + i] = (float) vectors[i * d + (d - 1 - c)];
            }
        }
        return Baselines.signed(
                "pca",
                directions,
                mean,
                k,
                new TreeMap<>(Map.of("variances", variances, "fitted-rows", seen)),
                manager);
    }
}
