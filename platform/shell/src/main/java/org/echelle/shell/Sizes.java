package org.echelle.shell;

import java.util.Locale;

/** Numbers of bytes as people read them. */
public final class Sizes {
    private static final long GIB = 1L << 30;

    private Sizes() {}

    /** In GiB, MiB or KiB, whichever is near; rounded up below one MiB. */
    public static String text(long bytes) {
        if (bytes >= GIB) {
            return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
        }
        return bytes >= 1 << 20 ? bytes / (1 << 20) + " MiB" : (bytes + 1023) / 1024 + " KiB";
    }
}
