package org.echelle.torch;

import java.io.IOException;

/**
 * A piece of writing that may fail.
 *
 * @param <T> what it writes to
 */
@FunctionalInterface
public interface IOConsumer<T> {
    /** Writes. */
    void accept(T target) throws IOException;
}
