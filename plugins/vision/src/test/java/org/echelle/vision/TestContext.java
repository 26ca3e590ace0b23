package org.echelle.vision;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;

/** What the host would lend, without an engine unless a test brings its manager. */
public record TestContext(NDManager manager, List<String> notes) implements OpenContext {
    public TestContext() {
        this(null, new ArrayList<>());
    }

    @Override
    public Device device() {
        return Device.cpu();
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
}
