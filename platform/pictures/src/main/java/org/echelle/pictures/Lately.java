package org.echelle.pictures;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * PNG files of the pictures that were lately drawn: a picture is drawn for several features in a row, and encoding takes far longer than
 * drawing. Safe for use by several threads.
 *
 * @param <S> a picture
 */
public final class Lately<S> {
    private final Function<? super S, byte[]> encoder;
    private final Map<S, byte[]> kept;

    /**
     * @param most pictures that are kept
     * @param encoder makes the PNG file of one
     */
    public Lately(int most, Function<? super S, byte[]> encoder) {
        this.encoder = encoder;
        kept = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<S, byte[]> eldest) {
                return size() > most;
            }
        };
    }

    /** The PNG file of a picture, encoded unless it is kept. */
    public byte[] png(S picture) {
        synchronized (kept) {
            byte[] known = kept.get(picture);
            if (known != null) {
                return known;
            }
        }
        byte[] made = encoder.apply(picture);
        synchronized (kept) {
            kept.put(picture, made);
        }
        return made;
    }
}
