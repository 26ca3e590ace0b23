package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.echelle.store.SparseRows;
import org.echelle.torch.HostView;
import org.echelle.torch.Kernel;

/**
 * {@link HostSelection} for a dictionary that does not change any more: encoder and bias are joined once instead of for every batch, and rows are
 * centred straight into the factor that the product reads. The numbers are the same to the bit.
 */
public final class FixedEncoder implements AutoCloseable {
    private final NDManager manager;
    private final HostSelection selection;
    private final NDArray inputBias;
    private final NDArray encoder;
    private final NDArray bias;
    /** {@code [batch, d + 1]} with a last column of ones; null where rows are long and the bias is added instead. */
    private final NDArray wide;
    /** The input bias at hand for {@link #wide}; null as that. */
    private final float[] centre;

    private final int batch;

    /**
     * @param parent of the manager that owns the memory
     * @param batch rows at once, at most
     * @param encoder {@code [n, d]}, lives longer than this
     * @param bias {@code [n]}, lives longer than this
     * @param inputBias {@code [d]}, lives longer than this
     */
    public FixedEncoder(Kernel kernel, NDManager parent, int batch, NDArray encoder, NDArray bias, NDArray inputBias) {
        this.batch = batch;
        this.inputBias = inputBias;
        manager = parent.newSubManager();
        int width = (int) encoder.getShape().get(1);
        selection = HostSelection.onCaller(
                manager, batch, width, (int) encoder.getShape().get(0));
        if (width > FloatProduct.SHORT_ROWS) {
            this.encoder = encoder;
            this.bias = bias;
            wide = null;
            centre = null;
        } else {
            this.encoder = kernel.call(manager, "with_bias", inputBias.expandDims(0), encoder, bias)
                    .get(1);
            this.bias = manager.create(new Shape(0), DataType.FLOAT32);
            wide = manager.ones(new Shape(batch, width + 1), DataType.FLOAT32);
            centre = HostView.floats(inputBias);
        }
    }

    /** Rows at once, at most. */
    public int batch() {
        return batch;
    }

    /** The k largest positive activations of every row of x {@code [rows, d]}, sorted by row and feature. */
    public SparseRows rows(Kernel kernel, NDManager scope, NDArray x, int k) {
        return selection.rows(kernel, scope, centred(scope, x), encoder, bias, k);
    }

    /** Those of some features that are among them, without finding the rest. */
    public SparseRows rows(Kernel kernel, NDManager scope, NDArray x, int k, int... features) {
        return selection.rows(kernel, scope, centred(scope, x), encoder, bias, k, features);
    }

    private NDArray centred(NDManager scope, NDArray x) {
        NDArray centred = wide == null ? x.sub(inputBias) : widened(x);
        centred.attach(scope);
        return centred;
    }

    /** On the host: the engine takes two to three times as long for so few numbers. */
    private NDArray widened(NDArray x) {
        FloatBuffer from = HostView.dense(x);
        FloatBuffer to = HostView.of(wide).asFloatBuffer();
        float[] row = new float[centre.length];
        int rows = (int) x.getShape().get(0);
        for (int r = 0; r < rows; r++) {
            from.get(row);
            for (int i = 0; i < row.length; i++) {
                row[i] -= centre[i];
            }
            to.put(r * (row.length + 1), row);
        }
        return wide.get(new NDIndex().addSliceDim(0, rows));
    }

    @Override
    public void close() {
        selection.close();
        manager.close();
    }
}
