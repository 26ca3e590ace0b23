package org.echelle.runs.pictures;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.runs.RunException;

/**
 * A text with places for what is known of a picture, in braces: {@code a {colour} {shape}}.
 *
 * @param template the text
 */
public record Caption(String template) {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    /** @throws RunException when it says nothing */
    public Caption {
        if (template.isBlank()) {
            throw new RunException("A caption says nothing; write one such as 'a {colour} {shape}'.");
        }
    }

    /** What stands in braces. */
    List<String> groups() {
        return PLACE.matcher(template)
                .results()
                .map(MatchResult::group)
                .map(Caption::inner)
                .toList();
    }

    private static String inner(String braces) {
        return braces.substring(1, braces.length() - 1);
    }

    /** The text for one picture; several values of a group with commas between. */
    String of(Map<String, List<String>> known) {
        return PLACE.matcher(template)
                .replaceAll(
                        m -> Matcher.quoteReplacement(String.join(", ", known.getOrDefault(m.group(1), List.of()))));
    }
}
