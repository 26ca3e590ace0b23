package org.echelle.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Cuts a picture into square patches without overlap and maps each to a token by one linear layer. */
public final class PatchEmbedding {
    private final NDArray weight;
    private final NDArray bias;
    private final int patch;
    private final boolean convolution;

    /**
     * Takes the layer's parameters.
     *
     * @param p scope of the layer: {@code weight}, {@code bias}
     * @param channels of the picture
     * @param width of a token
     * @param patch edge of a patch, in pixels
     * @param hasBias whether the published layer has one
     * @param convolution true when the weight is a convolution's {@code [width, channels, patch, patch]}; false when it is a
     *     linear layer's {@code [width, patch * patch * channels]} on patches flattened row by row, channels innermost
     */
    public PatchEmbedding(Parameters p, int channels, int width, int patch, boolean hasBias, boolean convolution) {
        weight = convolution
                ? p.get("weight", Init.LECUN, width, channels, patch, patch)
                : p.get("weight", Init.LECUN, width, (long) patch * patch * channels);
        bias = hasBias ? p.get("bias", Init.ZEROS, width) : null;
        this.patch = patch;
        this.convolution = convolution;
    }

    /**
     * Embeds a picture.
     *
     * @param pixels {@code [batch, channels, height, width]}; both multiples of the patch
     * @return {@code [batch, patches in row-major order, width]}
     */
    public NDArray forward(NDArray pixels) {
        Shape s = pixels.getShape();
        long rows = s.get(2) / patch;
        long columns = s.get(3) / patch;
        if (rows * patch != s.get(2) || columns * patch != s.get(3)) {
            throw new NnException("A picture of " + s.get(2) + " x " + s.get(3)
                    + " pixels does not divide into patches of " + patch + " x " + patch + ".");
        }
        if (convolution) {
            Shape step = new Shape(patch, patch);
            try (NDArray map = pixels.getNDArrayInternal()
                            .convolution(pixels, weight, bias, step, new Shape(0, 0), new Shape(1, 1), 1)
                            .singletonOrThrow();
                    NDArray flat = map.reshape(s.get(0), weight.getShape().get(0), rows * columns)) {
                return flat.transpose(0, 2, 1);
            }
        }
        try (NDArray cut = pixels.reshape(s.get(0), s.get(1), rows, patch, columns, patch);
                NDArray ordered = cut.transpose(0, 2, 4, 3, 5, 1);
                NDArray flat = ordered.reshape(s.get(0), rows * columns, s.get(1) * patch * patch)) {
            return flat.getNDArrayInternal().linear(flat, weight, bias).singletonOrThrow();
        }
    }
}
