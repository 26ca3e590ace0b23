package org.echelle.protein.sequences;

import java.util.Locale;
import java.util.regex.Pattern;

/** Phrases that follow a number. In braces they hold what differs, for one and for several: {@code record{|s} that {is|are} empty}. */
public final class Numbered {
    private static final Pattern BRACES = Pattern.compile("\\{([^{|}]*)\\|([^{|}]*)}");

    private Numbered() {}

    /** The number and its phrase, such as {@code 1 record that is empty}. */
    public static String of(long count, String phrase) {
        return String.format(Locale.ROOT, "%,d ", count)
                + (count == 1 ? BRACES.matcher(phrase).replaceAll("$1") : several(phrase));
    }

    /** The phrase for several. */
    static String several(String phrase) {
        return BRACES.matcher(phrase).replaceAll("$2");
    }
}
