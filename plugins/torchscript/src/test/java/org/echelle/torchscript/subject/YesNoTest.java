package org.echelle.torchscript.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** Independent values as pairs of alternatives. */
class YesNoTest {
    @Test
    void theSoftmaxOfEachPairIsTheSigmoidOfItsValue() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray z = manager.create(new float[] {-1, 0, 2, 5, -3, 0.5f}, new Shape(2, 3));
            NDArray paired = YesNo.paired(z);
            assertThat(paired.getShape()).isEqualTo(new Shape(2, 6));
            float[] p = paired.reshape(new Shape(6, 2)).softmax(1).toFloatArray();
            float[] values = z.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) p[2 * i + 1]).isCloseTo(1 / (1 + Math.exp(-values[i])), within(1e-6));
            }
        }
        assertThat(YesNo.names(List.of("knock", "dent")))
                .containsExactly("knock/no", "knock/yes", "dent/no", "dent/yes");
    }
}
