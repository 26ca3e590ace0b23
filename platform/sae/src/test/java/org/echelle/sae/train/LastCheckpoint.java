package org.echelle.sae.train;

import java.nio.file.Path;
import java.util.Map;
import org.echelle.torch.HostTensor;

/** The newest checkpoint of a training, for tests of what lies in it. */
public final class LastCheckpoint {
    private LastCheckpoint() {}

    /** Weights, moments and counters, by name. */
    public static Map<String, HostTensor> state(Path dir) {
        return Checkpoint.state(Checkpoint.newest(dir).orElseThrow());
    }
}
