package org.echelle.runs;

import java.util.List;

/**
 * Names of changed sequences, such as {@code A42G:K77R}, and the letters that they stand for.
 *
 * @param letters the original
 * @param first number of its first place
 */
record VariantNames(String letters, int first) {
    /** The name of one change; the place is counted from 0. */
    String name(int place, char letter) {
        return "" + letters.charAt(place) + (place + first) + letter;
    }

    /** Its single changes. */
    static List<String> parts(String name) {
        return List.of(name.split(":"));
    }

    /** Where a single change is, counted from 0. */
    int place(String change) {
        return Integer.parseInt(change.substring(1, change.length() - 1)) - first;
    }

    /** The original with the changes of a name made. */
    String changed(String name) {
        StringBuilder text = new StringBuilder(letters);
        for (String change : parts(name)) {
            text.setCharAt(place(change), change.charAt(change.length() - 1));
        }
        return text.toString();
    }
}
