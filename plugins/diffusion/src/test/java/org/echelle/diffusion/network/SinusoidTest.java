package org.echelle.diffusion.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

class SinusoidTest {
    @Test
    void timesAreToldAsStableDiffusionAndAsDdpmTellThem() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            float[] sd = new Sinusoid(320, true, 0).of(manager, 10).toFloatArray();
            assertThat((double) sd[0]).isCloseTo(-.83907153, within(1e-6)); // cos 10
            assertThat((double) sd[1]).isCloseTo(-.99987470, within(2e-6));
            assertThat((double) sd[160]).isCloseTo(-.54402111, within(1e-6)); // sin 10
            assertThat((double) sd[161]).isCloseTo(-.01583014, within(2e-6));
            // sines first; with shift 1 the last of two frequencies is 1e-4
            float[] ddpm = new Sinusoid(4, false, 1).of(manager, 0, 1).toFloatArray();
            float[] expected = {0, 0, 1, 1, (float) Math.sin(1), 1e-4f, (float) Math.cos(1), 1};
            assertThat(ddpm).containsExactly(expected, within(1e-7f));
        }
    }
}
