package org.echelle.diffusion.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;

/** A small network that make_networks.py wrote, with inputs and the outputs that it computed. */
public final class SmallNetwork implements AutoCloseable {
    /** Owner of everything. */
    public final NDManager manager = Torch.newManager(Device.cpu());

    private final Path folder;
    private final Weights cases;

    /** @param name folder of the network */
    public SmallNetwork(String name) {
        folder = file(name);
        cases = Weights.read(folder.resolve("cases.safetensors"));
    }

    /** A file or folder beside the script. */
    public static Path file(String name) {
        URL url = Objects.requireNonNull(SmallNetwork.class.getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    public boolean has(String name) {
        return cases.names().contains(name);
    }

    public HostTensor host(String name) {
        return cases.tensor(name);
    }

    /** Names that begin so. */
    public List<String> names(String prefix) {
        return cases.names().stream().filter(n -> n.startsWith(prefix)).toList();
    }

    public NDArray array(String name) {
        return cases.tensor(name).toArray(manager);
    }

    public Optional<NDArray> find(String name) {
        return has(name) ? Optional.of(array(name)) : Optional.empty();
    }

    /** Compares with a tensor of the file; the largest difference is returned. */
    public double difference(String name, HostTensor actual) {
        HostTensor expected = cases.tensor(name);
        assertThat(actual.shape()).as(name).containsExactly(expected.shape());
        float[] a = actual.toFloats();
        float[] e = expected.toFloats();
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).as(name).isFinite();
            most = Math.max(most, Math.abs((double) a[i] - e[i]));
        }
        return most;
    }

    /** Writes down what is offered. */
    public static final class Recorder implements Tap {
        public final Map<String, HostTensor> seen = new LinkedHashMap<>();

        @Override
        public boolean wants(String hook) {
            return true;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            assertThat(seen.put(hook, HostTensor.of(x))).as(hook).isNull();
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
