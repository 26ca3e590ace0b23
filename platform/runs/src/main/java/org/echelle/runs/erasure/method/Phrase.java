package org.echelle.runs.erasure.method;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Classes within what is asked for: a class by itself, or a prompt with its name in it ({@code a red circle}). */
public final class Phrase {
    private Phrase() {}

    /**
     * Which class something asks for.
     *
     * @param asked a class or a prompt
     * @return its number; -1 when it names none of the classes, or more than one
     */
    public static int classOf(String asked, List<String> classes) {
        int exact = classes.indexOf(asked);
        if (exact >= 0) {
            return exact;
        }
        int found = -1;
        for (int c = 0; c < classes.size(); c++) {
            if (word(classes.get(c)).matcher(asked).find()) {
                if (found >= 0) {
                    return -1;
                }
                found = c;
            }
        }
        return found;
    }

    /** The same with another class in place of some, wherever they are named. */
    static String with(String asked, List<String> some, String instead) {
        String changed = asked;
        for (String one : some) {
            changed = word(one).matcher(changed).replaceAll(Matcher.quoteReplacement(instead));
        }
        return changed;
    }

    /** The same without them: {@code a red circle} becomes {@code a red}. */
    static String without(String asked, List<String> some) {
        return with(asked, some, "").strip().replaceAll("\\s+", " ");
    }

    /** A name as whole words, in small or large letters. */
    private static Pattern word(String name) {
        return Pattern.compile(
                "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
