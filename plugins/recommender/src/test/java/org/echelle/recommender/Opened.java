package org.echelle.recommender;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;
import org.echelle.torch.Torch;

/** What the host would lend; keeps the notes. */
public final class Opened implements OpenContext, AutoCloseable {
    private final NDManager manager;
    private final List<String> notes = new ArrayList<>();

    private Opened(NDManager manager) {
        this.manager = manager;
    }

    public static Opened withEngine() {
        return new Opened(Torch.newManager(Device.cpu()));
    }

    /** For what reads files only. */
    public static Opened withoutEngine() {
        return new Opened(null);
    }

    public List<String> notes() {
        return notes;
    }

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
        if (manager != null) {
            manager.close();
        }
    }
}
