package org.echelle.protein.annotations;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.protein.ProteinException;

/**
 * A pattern in PROSITE's language: elements joined by hyphens, each a residue, {@code x} for any, {@code [ST]} for one of several, {@code {P}}
 * for all but these, with {@code (2)} or {@code (2,4)} for repeats; {@code <} in front and {@code >} behind bind it to the protein's ends, and
 * {@code >} within brackets ({@code [G>]}) means the end or that residue. A final stop is allowed.
 */
final class PrositePattern {
    private static final Pattern ELEMENT =
            Pattern.compile("(?:([A-Zx])|\\[([A-Z]+)(>?)]|\\{([A-Z]+)})(?:\\((\\d+)(?:,(\\d+))?\\))?");

    private final Pattern regex;
    private final boolean fromStart;

    private PrositePattern(Pattern regex, boolean fromStart) {
        this.regex = regex;
        this.fromStart = fromStart;
    }

    /** @throws ProteinException for a text that is no pattern, with the element that is not understood */
    static PrositePattern parse(String name, String text) {
        String rest = text.strip();
        rest = rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest;
        boolean start = rest.startsWith("<");
        boolean end = rest.endsWith(">");
        rest = rest.substring(start ? 1 : 0, rest.length() - (end ? 1 : 0));
        StringBuilder regex = new StringBuilder();
        for (String element : rest.split("-", -1)) {
            Matcher matcher = ELEMENT.matcher(element.strip());
            if (!matcher.matches()) {
                throw new ProteinException(
                        "The motif " + name + " (" + text + ") has the element \"" + element.strip()
                                + "\", which is not PROSITE's: a residue, x, [ST] or {P}, perhaps with (2) or (2,4), joined by hyphens.");
            }
            regex.append(element(matcher));
            if (matcher.group(5) != null) {
                regex.append('{').append(matcher.group(5));
                regex.append(matcher.group(6) == null ? "" : "," + matcher.group(6))
                        .append('}');
            }
        }
        if (end) {
            regex.append("\\z");
        }
        return new PrositePattern(Pattern.compile(regex.toString()), start);
    }

    private static String element(Matcher matcher) {
        if (matcher.group(1) != null) {
            return matcher.group(1).equals("x") ? "[A-Z]" : matcher.group(1);
        }
        if (matcher.group(4) != null) {
            return "[A-Z&&[^" + matcher.group(4) + "]]";
        }
        return matcher.group(3).isEmpty() ? "[" + matcher.group(2) + "]" : "(?:[" + matcher.group(2) + "]|\\z)";
    }

    /**
     * Every place where it begins, overlapping ones too, each as long as it can be.
     *
     * @return first residue and the one after the last, counted from 0
     */
    List<int[]> find(String sequence) {
        List<int[]> found = new ArrayList<>();
        Matcher matcher = regex.matcher(sequence);
        for (int at = 0; at < (fromStart ? Math.min(1, sequence.length()) : sequence.length()); at++) {
            matcher.region(at, sequence.length());
            if (matcher.lookingAt() && matcher.end() > at) {
                found.add(new int[] {at, matcher.end()});
            }
        }
        return found;
    }
}
