package org.echelle.recommender;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;

/** What the host would lend. */
public final class Opened extends OpenedContext {
    private Opened(NDManager manager) {
        super(manager);
    }

    public static Opened withEngine() {
        return new Opened(Torch.newManager(Device.cpu()));
    }
}
