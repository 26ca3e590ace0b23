package org.echelle.runs;

import org.echelle.store.ActivationStore;
import org.echelle.store.RowSource;

/** The activation rows of one hook point: on disk, or straight from the subject. */
record Activations(RowSource rows, AutoCloseable resource) implements AutoCloseable {
    static Activations stored(ActivationStore store) {
        return new Activations(store, store);
    }

    static Activations live(LiveRows rows) {
        return new Activations(rows, () -> {});
    }

    @Override
    public void close() {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new RunException("The activations could not be closed: " + e.getMessage() + ".", e);
        }
    }
}
