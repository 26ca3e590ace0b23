package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;
import org.echelle.store.SparseRows;
import org.echelle.torch.Kernel;
import org.echelle.torch.Torch;

/**
 * How well a dictionary does on rows that it was not trained on. One streaming pass; sums in double.
 *
 * @param rows rows looked at
 * @param fvu fraction of variance unexplained: sum ||x - xhat||^2 / sum ||x - mean of all x||^2, one ratio of global sums
 * @param meanSquare mean over rows of ||x - xhat||^2 (summed over d)
 * @param cosine mean over rows of cos(x, xhat); rows of norm 0 count as 0
 * @param l0 features with an activation above 0, mean over rows
 * @param deadShare share of the features that fired on none of {@code rows} rows; a feature that fires once in r rows is missed
 *     with probability (1 - 1/r)^rows
 * @param density {@code [n]} share of rows on which each feature fires
 */
public record Evaluation(
        long rows, double fvu, double meanSquare, double cosine, double l0, double deadShare, double[] density) {
    private static final int BATCH = 2048;

    /**
     * Evaluates.
     *
     * @param dictionary any of this room's
     * @param rows raw rows
     * @param most rows to look at; 0 for all
     */
    public static Evaluation of(Dictionary dictionary, RowSource rows, long most, Progress progress) {
        requireWidth(rows.width(), dictionary.width());
        int n = dictionary.features();
        double[] sums = new double[3];
        double[] sum = new double[dictionary.width()];
        long[] fired = new long[n];
        long seen = 0;
        long limit = most > 0 ? most : Long.MAX_VALUE;
        try (NDManager manager = Torch.newManager(Device.cpu());
                Kernel kernel = SaeKernel.rows(Device.cpu());
                RowReader reader = rows.read(ReadOrder.sequential())) {
            RowBlock block = RowBlock.allocate(BATCH, rows);
            NDArray shift = null;
            while (seen < limit && reader.read(block) > 0) {
                progress.check();
                block.rows((int) Math.min(block.rows(), limit - seen));
                try (NDManager scope = manager.newSubManager()) {
                    NDArray x = Rows.array(scope, block);
                    if (shift == null) {
                        // sums about a typical row keep their digits when the mean is large
                        shift = x.mean(new int[] {0});
                        shift.attach(manager);
                    }
                    NDArray y = dictionary.reconstruct(x);
                    SparseRows codes = dictionary.encode(x);
                    NDArray feature = scope.create(Arrays.copyOf(codes.feature(), codes.rowStart()[codes.rows()]));
                    NDList out = kernel.call(scope, "measure", x, y, shift, feature, n);
                    Normalisation.add(sums, out.get(0).toDoubleArray());
                    Normalisation.add(sum, out.get(1).toDoubleArray());
                    long[] counts = out.get(2).toLongArray();
                    for (int j = 0; j < n; j++) {
                        fired[j] += counts[j];
                    }
                }
                seen += block.rows();
            }
        }
        return of(seen, sums, sum, fired);
    }

    private static Evaluation of(long rows, double[] sums, double[] sum, long[] fired) {
        if (rows == 0) {
            throw new SaeException("There are no rows to evaluate on.");
        }
        double spread = sums[1];
        for (double s : sum) {
            spread -= s * s / rows;
        }
        double[] density = new double[fired.length];
        long total = 0;
        int dead = 0;
        for (int j = 0; j < fired.length; j++) {
            density[j] = (double) fired[j] / rows;
            total += fired[j];
            dead += fired[j] == 0 ? 1 : 0;
        }
        return new Evaluation(
                rows,
                spread > 0 ? sums[0] / spread : Double.NaN,
                sums[0] / rows,
                sums[2] / rows,
                (double) total / rows,
                (double) dead / fired.length,
                density);
    }

    static void requireWidth(int rows, int dictionary) {
        if (rows != dictionary) {
            throw new SaeException("The rows have width " + rows + " but the dictionary was made for width "
                    + dictionary + "; it belongs to another hook point.");
        }
    }
}
