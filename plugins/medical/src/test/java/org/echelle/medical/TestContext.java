package org.echelle.medical;

import ai.djl.Device;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;

/** What the host would lend. */
public final class TestContext extends OpenedContext {
    public TestContext() {
        super(Torch.newManager(Device.cpu()));
    }
}
