package org.echelle.sae.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;

/** The newest checkpoint of a training, for tests of what lies in it. */
public final class LastCheckpoint {
    private LastCheckpoint() {}

    /** Weights, moments and counters, by name. */
    public static Map<String, HostTensor> state(Path dir) {
        Map<String, HostTensor> out = new LinkedHashMap<>();
        Path newest = Checkpoint.newest(dir).orElseThrow();
        try (Safetensors file = Safetensors.open(newest.resolve("state.safetensors"))) {
            for (String name : file.names()) {
                HostTensor t = file.tensor(name);
                out.put(
                        name,
                        name.equals("rows_since_fired")
                                ? HostTensor.ofLongs(t.toLongs(), t.shape())
                                : HostTensor.ofFloats(t.toFloats(), t.shape()));
            }
        }
        return out;
    }
}
