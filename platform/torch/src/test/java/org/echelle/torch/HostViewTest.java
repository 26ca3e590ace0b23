package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class HostViewTest {
    private static final float[] NUMBERS = {1, 2, 3, 4, 5, 6};

    @Test
    void valuesComeInRowMajorOrderAlsoOfAViewThatIsNotDense() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(NUMBERS, new Shape(2, 3));

            assertThat(HostView.floats(x)).containsExactly(NUMBERS);
            assertThat(HostView.floats(x.transpose())).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(HostView.floats(x.get(1))).containsExactly(4, 5, 6);
        }
    }

    @Test
    void aDenseViewShowsWhatIsWrittenLater() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = HostView.array(manager, NUMBERS, new Shape(2, 3));
            FloatBuffer seen = HostView.dense(x);

            x.muli(2);

            assertThat(seen.get(5)).isEqualTo(12);
        }
    }

    @Test
    void memoryOfTheSameSizeIsUsedAgain() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray x = manager.create(NUMBERS, new Shape(2, 3));
            float[] six = new float[6];
            float[] five = new float[5];

            assertThat(HostView.floats(x, six)).isSameAs(six).containsExactly(NUMBERS);
            assertThat(HostView.floats(x, five)).isNotSameAs(five).containsExactly(NUMBERS);
        }
    }
}
