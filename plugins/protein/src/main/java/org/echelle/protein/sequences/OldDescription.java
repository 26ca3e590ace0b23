package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Descriptions of features in flat files before 2014: {@code Kringle 1 (By similarity). /FTId=PRO_1.} */
final class OldDescription {
    private static final Pattern EVIDENCE =
            Pattern.compile("(?:^|\\s*\\()(By similarity|Potential|Probable)\\)?$", Pattern.CASE_INSENSITIVE);

    private OldDescription() {}

    static Feature feature(FeatureType type, Location location, String description) {
        String text = description;
        int id = text.indexOf("/FTId=");
        if (id >= 0) {
            text = text.substring(0, id);
        }
        text = stop(text);
        List<String> evidence = new ArrayList<>();
        Matcher matcher = EVIDENCE.matcher(text);
        if (matcher.find()) {
            evidence.add(matcher.group(1));
            text = stop(text.substring(0, matcher.start()));
        }
        return new Feature(type, location, text, "", evidence);
    }

    private static String stop(String text) {
        String stripped = text.strip();
        return stripped.endsWith(".") && !stripped.endsWith("...")
                ? stripped.substring(0, stripped.length() - 1).strip()
                : stripped;
    }
}
