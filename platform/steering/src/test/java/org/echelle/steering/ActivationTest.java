package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.torch.HostView;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

class ActivationTest {
    /** Rows of edits are made of Java's numbers and closed; the activation goes on through the network. */
    @Test
    void whatIsWrittenBackOutlivesItsRows() {
        for (HookPoint.Layout layout : HookPoint.Layout.values()) {
            HookPoint hook = new HookPoint("block", 2, layout, List.of(), "");
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                NDArray like = manager.zeros(new Shape(2, 2));
                float[] values = {1, 2, 3, 4};
                NDArray back;
                try (NDManager scope = manager.newSubManager()) {
                    NDArray rows = HostView.array(scope, values, new Shape(2, 2));
                    back = Activation.of(hook, rows, like);
                }
                Arrays.fill(values, 0);
                for (int i = 0; i < 100; i++) { // memory that was given back would be handed out again
                    manager.zeros(new Shape(2, 2));
                }
                System.gc();
                assertThat(back.toFloatArray()).as(layout.name()).containsExactly(1, 2, 3, 4);
                assertThat(back.getManager()).isSameAs(manager);
            }
        }
    }
}
