package org.echelle.torch;

import java.util.HashMap;
import java.util.Map;

/**
 * Holds what a file's tensors would take together against what the file has.
 *
 * <p>Tensors may share a storage and may repeat it (stride 0), so that a file of a few bytes can describe any amount. Tied
 * weights share a storage a few times; the bound leaves ample room for that.
 */
final class Footprint {
    private static final long REPEATS = 64;
    private static final long FREE = 16L << 20;

    private final String where;
    private final Map<Object, Long> storages = new HashMap<>();
    private double stored;
    private double described;

    Footprint(String where) {
        this.where = where;
    }

    /** A storage of that many bytes is there; the same key may come again. */
    void storage(Object key, long bytes) {
        Long before = storages.get(key);
        if (before == null || before < bytes) {
            storages.put(key, bytes);
            stored += bytes - (before == null ? 0 : before);
        }
    }

    /**
     * A tensor takes that many bytes when it is read.
     *
     * @throws TorchException if it is one too many
     */
    void tensor(long bytes) {
        described += bytes;
        if (described > REPEATS * stored + FREE) {
            throw new TorchException(String.format(
                    "%s is refused: its tensors repeat %.0f bytes to %.0f; save them as they are used.",
                    where, stored, described));
        }
    }
}
