package org.echelle.sae.fit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.echelle.api.Progress;
import org.echelle.sae.Normalisation;
import org.echelle.sae.Rows;
import org.echelle.sae.SaeException;
import org.echelle.sae.SaeKernel;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/**
 * Mean and principal axes of rows, in one streaming pass with sums in double.
 *
 * @param rows rows seen
 * @param mean {@code [d]}
 * @param variances along the axes, falling, none below 0
 * @param axes {@code [d, d]}, row c the axis of {@code variances[c]}
 */
public record Covariance(long rows, float[] mean, double[] variances, double[] axes) {
    /** Of all rows, in double precision on the CPU. */
    public static Covariance of(RowSource rows, Progress progress) {
        int d = rows.width();
        // always taken on the CPU: double precision is what counts here
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
            return of(scope, kernel, shift.toFloatArray(), squares, sums, seen, rows);
        }
    }

    private static Covariance of(
            NDManager scope, Kernel kernel, float[] shift, double[] squares, double[] sums, long seen, RowSource rows) {
        int d = sums.length;
        double[] covariance = squares.clone();
        float[] mean = shift.clone();
        for (int i = 0; i < d; i++) {
            mean[i] += (float) (sums[i] / seen);
            for (int j = 0; j < d; j++) {
                covariance[i * d + j] = (covariance[i * d + j] - sums[i] * sums[j] / seen) / seen;
                if (!Double.isFinite(covariance[i * d + j])) {
                    throw new SaeException(
                            "The rows of " + rows.describe()
                                    + " hold values that are not finite (NaN or infinite); extract them anew, or drop those rows.");
                }
            }
        }
        NDList eigen = kernel.call(scope, "eigh", scope.create(covariance).reshape(d, d));
        double[] values = eigen.get(0).toDoubleArray();
        double[] vectors = eigen.get(1).toType(DataType.FLOAT64, false).toDoubleArray();
        double[] variances = new double[d];
        double[] axes = new double[d * d];
        for (int c = 0; c < d; c++) {
            variances[c] = Math.max(0, values[d - 1 - c]);
            for (int i = 0; i < d; i++) {
                axes[c * d + i] = vectors[i * d + (d - 1 - c)];
            }
        }
        return new Covariance(seen, mean, variances, axes);
    }
}
