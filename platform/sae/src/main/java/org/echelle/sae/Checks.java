package org.echelle.sae;

import java.util.List;

/** Refusals of impossible settings, in one form. */
public final class Checks {
    private Checks() {}

    /** Refuses a value that is not {@code possible}. */
    public static void require(boolean holds, String key, Object value, String possible) {
        if (!holds) {
            throw new SaeException(key + " is " + value + "; it must be " + possible + ".");
        }
    }

    static void requireWord(String key, String value, String... possible) {
        if (!List.of(possible).contains(value)) {
            throw new SaeException(key + " is \"" + value + "\"; known are " + String.join(", ", possible) + ".");
        }
    }
}
