package org.echelle.torchscript.subject;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Sites;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** Activations with the batch elsewhere than in front, and the sites of their rows. */
class PlacedTest {
    private static HookPoint hook(HookPoint.Layout layout, String... axes) {
        return new HookPoint(
                "h", 2, layout, List.of(axes).stream().map(a -> new Axis(a, -1)).toList(), "");
    }

    @Test
    void aBatchInSecondPlaceComesToTheFrontAndGoesBack() {
        Placed placed = new Placed(hook(HookPoint.Layout.WIDTH_LAST, "position"), 1, 1, 1);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.arange(12f).reshape(3, 2, 2); // [position, batch, width]
            NDArray turned = placed.turned(x);
            assertThat(turned.getShape()).isEqualTo(new Shape(2, 3, 2));
            assertThat(turned.toFloatArray()).containsExactly(0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11);
            assertThat(placed.back(turned, x.getShape()).toFloatArray()).containsExactly(x.toFloatArray());
            assertThat(placed.turned(x.getShape())).isEqualTo(turned.getShape());
        }
    }

    @Test
    void windowsThatShareTheFirstDimensionBecomeAnAxis() {
        Placed placed = new Placed(hook(HookPoint.Layout.WIDTH_LAST, "part", "position"), 0, 2, 1);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.arange(24f).reshape(4, 3, 2); // two samples of two windows each
            NDArray turned = placed.turned(x);
            assertThat(turned.getShape()).isEqualTo(new Shape(2, 2, 3, 2));
            assertThat(placed.back(turned, x.getShape()).getShape()).isEqualTo(x.getShape());
            Sites sites = placed.sites(turned.getShape());
            assertThat(sites.samples()).isEqualTo(2);
            assertThat(sites.positions()).isEqualTo(6);
            assertThat(sites.coordinates()[0]).containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1);
            assertThat(sites.coordinates()[1]).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
        }
    }

    @Test
    void mapsHaveTheirWidthBehindTheBatch() {
        Sites sites = new Placed(hook(HookPoint.Layout.WIDTH_SECOND, "y", "x"), 0, 1, 1).sites(new Shape(1, 2, 2, 3));
        assertThat(sites.coordinates()[0]).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(sites.coordinates()[1]).containsExactly(0, 1, 2, 0, 1, 2);
    }
}
