package org.echelle.recommender;

import ai.djl.Device;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;

/** What the host would lend. */
public final class Opened extends OpenedContext {
    public Opened() {
        super(Torch.newManager(Device.cpu()));
    }
}
