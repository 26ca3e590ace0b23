package org.echelle.medical.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.echelle.api.TensorSpec;

/** Small steps that several networks share. */
final class Layers {
    private Layers() {}

    /** Maximum over a window, {@code [batch, channels, height, width]}. */
    static NDArray maxPool(NDArray x, int kernel, int stride, int padding) {
        return Pool.maxPool2d(
                x, new Shape(kernel, kernel), new Shape(stride, stride), new Shape(padding, padding), false);
    }

    /** Mean over height and width, {@code [batch, channels]}. */
    static NDArray mean(NDArray x) {
        Shape s = x.getShape();
        return x.reshape(s.get(0), s.get(1), -1).mean(new int[] {2});
    }

    /** Hands outputs to the manager of the inputs, out of a scope that closes. */
    static NDList out(NDManager owner, NDArray... arrays) {
        for (NDArray each : arrays) {
            each.attach(owner);
        }
        return new NDList(arrays);
    }

    /** Scores of classes. */
    static TensorSpec logits(int classes) {
        return new TensorSpec("logits", List.of(-1L, (long) classes), "unnormalised log-probabilities of the classes");
    }

    /** Mean over all pixels of a segmentation's logits: one number a class, as Seg-Grad-CAM (arXiv 2002.11434) sums them. */
    static TensorSpec meanLogits(int classes) {
        return new TensorSpec("logits", List.of(-1L, (long) classes), "mean over all pixels of each class's logits");
    }

    static TensorSpec map(int classes, int rows, int columns) {
        return new TensorSpec(
                "map", List.of(-1L, (long) classes, (long) rows, (long) columns), "logits of every pixel");
    }
}
