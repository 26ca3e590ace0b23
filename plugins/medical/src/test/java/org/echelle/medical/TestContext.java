package org.echelle.medical;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.torch.Torch;

/** What the host would lend, and a tap that keeps what passes. */
public final class TestContext implements OpenContext, AutoCloseable {
    private final NDManager manager = Torch.newManager(Device.cpu());
    public final List<String> notes = new ArrayList<>();

    @Override
    public Device device() {
        return Device.cpu();
    }

    @Override
    public NDManager manager() {
        return manager;
    }

    @Override
    public Progress progress() {
        return new Progress() {
            @Override
            public void begin(String stage, long total, String unit) {}

            @Override
            public void advance(long done, String detail) {}

            @Override
            public void note(String sentence) {
                notes.add(sentence);
            }

            @Override
            public void check() {}
        };
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Keeps what passes at every hook point, and edits nothing. */
    public static final class Recorder implements Tap {
        public final Map<String, float[]> seen = new LinkedHashMap<>();
        public final Map<String, long[]> shapes = new LinkedHashMap<>();

        @Override
        public boolean wants(String hook) {
            return true;
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            seen.put(hook, x.toFloatArray());
            shapes.put(hook, x.getShape().getShape());
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return this;
        }
    }
}
