package org.echelle.torch;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists of names in messages. */
final class Names {
    private Names() {}

    /** The first few of them, quoted, and how many more there are. */
    static String some(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = names.stream().limit(6).map(SafetensorsHeader::shown).collect(Collectors.joining(", "));
        return names.size() <= 6 ? first : first + " and " + (names.size() - 6) + " more";
    }
}
