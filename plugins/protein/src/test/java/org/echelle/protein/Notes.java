package org.echelle.protein;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;

/** What the host would lend, without an engine, and what it was told. */
public record Notes(List<String> notes) implements OpenContext {
    public Notes() {
        this(new ArrayList<>());
    }

    @Override
    public Device device() {
        return Device.cpu();
    }

    @Override
    public NDManager manager() {
        throw new UnsupportedOperationException();
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
