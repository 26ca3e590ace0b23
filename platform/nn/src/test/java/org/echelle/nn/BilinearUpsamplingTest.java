package org.echelle.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

class BilinearUpsamplingTest {
    @Test
    void alignedCornersKeepTheCornersAndPutMeansBetween() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {0, 2, 4, 6}, new Shape(1, 1, 2, 2));
            float[] y = new BilinearUpsampling(Parameters.random(1, manager), true)
                    .forward(x, 3, 3)
                    .toFloatArray();
            assertThat(y).containsExactly(0, 1, 2, 2, 3, 4, 4, 5, 6);
        }
    }

    @Test
    void pixelsAsAreasReachBeyondTheCorners() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(new float[] {0, 4}, new Shape(1, 1, 1, 2));
            float[] y = new BilinearUpsampling(Parameters.random(1, manager), false)
                    .forward(x, 1, 4)
                    .toFloatArray();
            // centres at -0.25 (cut at 0), 0.25, 0.75, 1.25 of the old pixels
            assertThat(y).containsExactly(0, 1, 3, 4);
        }
    }

    @Test
    @SuppressWarnings("try") // the collector is open so that gradients are recorded
    void underGradientsItIsTheSame() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.randomNormal(new Shape(2, 3, 4, 5));
            for (boolean corners : new boolean[] {true, false}) {
                BilinearUpsampling larger = new BilinearUpsampling(Parameters.random(1, manager), corners);
                float[] plain = larger.forward(x, 9, 7).toFloatArray();
                float[] recorded;
                try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                    recorded = larger.forward(x, 9, 7).toFloatArray();
                }
                for (int i = 0; i < plain.length; i++) {
                    assertThat(recorded[i]).isCloseTo(plain[i], within(1e-5f));
                }
            }
        }
    }
}
