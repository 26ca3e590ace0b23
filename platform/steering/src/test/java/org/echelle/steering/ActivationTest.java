package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

class ActivationTest {
    /** Rows of edits are made of Java's numbers, whose memory goes when the rows do; the activation goes on through the network. */
    @Test
    void whatIsWrittenBackDoesNotShareMemoryWithItsRows() {
        for (HookPoint.Layout layout : HookPoint.Layout.values()) {
            HookPoint hook = new HookPoint("block", 2, layout, List.of(), "");
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                NDArray like = manager.zeros(new Shape(2, 2));
                NDArray rows = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
                NDArray back = Activation.of(hook, rows, like);
                rows.muli(0);
                assertThat(back.toFloatArray()).as(layout.name()).containsExactly(1, 2, 3, 4);
                assertThat(back.getManager()).isSameAs(manager);
            }
        }
    }
}
