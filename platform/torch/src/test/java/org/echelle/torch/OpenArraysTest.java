package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class OpenArraysTest {
    @Test
    void whatAManagerAndThoseUnderItHoldIsCountedUntilItIsClosed() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            assertThat(OpenArrays.of(manager)).isEqualTo(new OpenArrays(0, 0));
            NDArray ten = manager.create(new float[10]);
            NDManager under = manager.newSubManager();
            under.newSubManager().create(new double[5]);
            assertThat(OpenArrays.of(manager)).isEqualTo(new OpenArrays(2, 80)).hasToString("2 arrays (0.1 KiB)");
            ten.close();
            assertThat(OpenArrays.of(manager)).isEqualTo(new OpenArrays(1, 40));
            under.close();
            assertThat(OpenArrays.of(manager).arrays()).isZero();
            assertThat(OpenArrays.of(under).arrays()).isZero();
        }
    }
}
