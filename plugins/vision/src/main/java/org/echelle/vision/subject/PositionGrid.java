package org.echelle.vision.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.echelle.torch.Kernel;

/** Brings learned positions to a grid that they were not learned on. */
final class PositionGrid {
    private static final String BODY = """
            def plain(self, x: Tensor, h: int, w: int) -> Tensor:
              return torch.upsample_bicubic2d(x, [h, w], False, None, None)
            def antialiased(self, x: Tensor, h: int, w: int) -> Tensor:
              return torch._upsample_bicubic2d_aa(x, [h, w], False, None, None)
            def scaled(self, x: Tensor, h: int, w: int, sh: float, sw: float) -> Tensor:
              return torch.upsample_bicubic2d(x, [h, w], False, sh, sw)
            """;

    private PositionGrid() {}

    /**
     * Interpolates the positions of the patches and keeps those of the leading tokens.
     *
     * @param positions {@code [1, leading + side * side, width]}
     * @param leading positions in front of the patches'
     * @param rule how
     * @param rows of the new grid
     * @param columns of the new grid
     * @return {@code [1, leading + rows * columns, width]}, owned by {@code manager}
     */
    static NDArray resize(
            NDArray positions, int leading, ViTConfig.PositionRule rule, int rows, int columns, NDManager manager) {
        long width = positions.getShape().get(2);
        int side = (int) Math.round(Math.sqrt((double) positions.getShape().get(1) - leading));
        try (NDManager scope = manager.newSubManager();
                Kernel kernel = Kernel.compile("positions", BODY, manager.getDevice())) {
            NDArray all = positions.duplicate();
            all.attach(scope);
            NDArray map = all.get(new NDIndex(":, {}:", leading))
                    .reshape(1, side, side, width)
                    .transpose(0, 3, 1, 2);
            NDList resized =
                    switch (rule) {
                        case BICUBIC -> kernel.call(scope, "plain", map, rows, columns);
                        case BICUBIC_ANTIALIASED -> kernel.call(scope, "antialiased", map, rows, columns);
                        case BICUBIC_OFFSET ->
                            kernel.call(
                                    scope, "scaled", map, rows, columns, (rows + 0.1) / side, (columns + 0.1) / side);
                    };
            NDArray flat = resized.singletonOrThrow().transpose(0, 2, 3, 1).reshape(1, (long) rows * columns, width);
            NDArray joined = leading == 0
                    ? flat.duplicate()
                    : NDArrays.concat(new NDList(all.get(new NDIndex(":, :{}", leading)), flat), 1);
            joined.attach(manager);
            return joined;
        }
    }
}
