package org.echelle.sae.select;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.echelle.store.SparseRows;
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
        } else {
            this.encoder = kernel.call(manager, "with_bias", inputBias.expandDims(0), encoder, bias)
                    .get(1);
            this.bias = manager.create(new Shape(0), DataType.FLOAT32);
            wide = manager.ones(new Shape(batch, width + 1), DataType.FLOAT32);
        }
    }

    /** Rows at once, at most. */
    public int batch() {
        return batch;
    }

    /** The k largest positive activations of every row of x {@code [rows, d]}, sorted by row and feature. */
    public SparseRows rows(Kernel kernel, NDManager scope, NDArray x, int k) {
        return selection.rows(kernel, scope, centred(kernel, scope, x), encoder, bias, k);
    }

    /** Those of some features that are among them, without finding the rest. */
    public SparseRows rows(Kernel kernel, NDManager scope, NDArray x, int k, int... features) {
        return selection.rows(kernel, scope, centred(kernel, scope, x), encoder, bias, k, features);
    }

    private NDArray centred(Kernel kernel, NDManager scope, NDArray x) {
        if (wide != null) {
            return kernel.call(scope, "centred_into", x, inputBias, wide).get(0);
        }
        NDArray centred = x.sub(inputBias);
        centred.attach(scope);
        return centred;
    }

    @Override
    public void close() {
        selection.close();
        manager.close();
    }
}
