package org.echelle.runs;

/** Checks numbers of a config; the message names the key in quotes, so that the binder can tell where it was written. */
final class Bounds {
    private Bounds() {}

    static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException("'" + key + "' must be at least " + least + ", not " + value + ".");
        }
    }

    /** Also refuses what is not finite. */
    static void atLeast(String key, double value, double least) {
        if (!(value >= least && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("'" + key + "' must be a number from " + least + ", not " + value + ".");
        }
    }

    /** The same for what comes from the command line. */
    static void flagAtLeast(String flag, long value, long least) {
        if (value < least) {
            throw new RunException("--" + flag + " must be at least " + least + ", not " + value + ".");
        }
    }
}
