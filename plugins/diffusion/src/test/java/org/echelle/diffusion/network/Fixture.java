package org.echelle.diffusion.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;

/** A safetensors file that a script beside it made: weights, inputs, and what an independent computation gives. */
public final class Fixture implements AutoCloseable {
    private static final String WEIGHTS = "weights.";

    private final Weights all;

    /** Owns whatever {@link #array} gives. */
    public final NDManager manager = Torch.newManager(Device.cpu());

    private Fixture(Weights all) {
        this.all = all;
    }

    /** Opens a file that lies beside the test. */
    public static Fixture of(Class<?> test, String name) {
        return new Fixture(Weights.read(Path.of("src/test/resources")
                .resolve(test.getPackageName().replace('.', '/'))
                .resolve(name)));
    }

    /** The network's part. */
    public Weights weights() {
        return weights(WEIGHTS);
    }

    /** The part below a prefix. */
    public Weights weights(String prefix) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (String name : all.names()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), all.tensor(name));
            }
        }
        return Weights.of(tensors);
    }

    public NDArray array(String name) {
        return all.tensor(name).toArray(manager);
    }

    /** Holds an array against one of the file: largest difference at most {@code tolerance}, told on failure. */
    public void holds(NDArray actual, String name, double tolerance) {
        NDArray expected = array(name);
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        assertThat(farthest(actual, expected))
                .as("largest difference from " + name)
                .isLessThan(tolerance);
    }

    public static double farthest(NDArray a, NDArray b) {
        float[] one = a.toFloatArray();
        float[] other = b.toFloatArray();
        double most = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = Math.abs(one[i] - other[i]);
            most = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(most, difference);
        }
        return most;
    }

    /** Keeps a copy of all that is offered, by name; asks for everything. */
    public static final class Recorder implements Tap {
        public final Map<String, NDArray> seen = new LinkedHashMap<>();
        private final NDManager manager;

        public Recorder(NDManager manager) {
            this.manager = manager;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            NDArray copy = x.duplicate();
            copy.attach(manager);
            seen.put(hook, copy);
            return x;
        }

        @Override
        public boolean wants(String hook) {
            return true;
        }

        @Override
        public Tap with(String axis, int coordinate) {
            return this;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
