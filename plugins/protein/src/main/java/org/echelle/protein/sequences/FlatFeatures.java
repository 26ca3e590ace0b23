package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The FT lines of one entry. Until 2019 a feature stood in fixed columns (key 6-13, from 15-20, to 22-27, description 35-75, counted from
 * 1) with words about evidence at the description's end; since then its location is one word in column 22 and qualifiers follow, a
 * line each. Both are told apart line by line, by whether something stands in columns 15-20.
 */
final class FlatFeatures {
    private final Oddities oddities;
    private final List<Feature> features = new ArrayList<>();
    private String key = "";
    private Optional<Location> location = Optional.empty();
    private boolean old;
    private final StringBuilder text = new StringBuilder();

    FlatFeatures(Oddities oddities) {
        this.oddities = oddities;
    }

    void take(String line, String id) {
        String newKey = cut(line, 5, 13).strip();
        if (!newKey.isEmpty()) {
            flush(id);
            key = newKey;
            String from = cut(line, 14, 20).strip();
            old = !from.isEmpty();
            if (old) {
                location = Location.of(Optional.empty(), from, cut(line, 21, 27));
                text.append(cut(line, 34, line.length()).strip());
            } else {
                location = Location.parse(cut(line, 21, line.length()));
            }
            if (location.isEmpty()) {
                oddities.count("feature{|s} whose position is unreadable, left out", id + ": " + line.strip());
            }
        } else {
            String more = cut(line, old ? 34 : 21, line.length()).strip();
            if (!old && more.startsWith("/") && evenQuotes(text)) {
                text.append(text.isEmpty() ? "" : ";").append(more);
            } else {
                Qualifiers.join(text, more);
            }
        }
    }

    private static boolean evenQuotes(CharSequence text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 0;
    }

    private static String cut(String line, int from, int to) {
        return from >= line.length() ? "" : line.substring(from, Math.min(to, line.length()));
    }

    private void flush(String id) {
        if (!key.isEmpty() && location.isPresent()) {
            Optional<FeatureType> type = FeatureType.of(key);
            if (type.isEmpty()) {
                oddities.count("feature{|s} of a type that is not known, left out", id + ": " + key);
            } else if (old) {
                features.add(OldDescription.feature(type.get(), location.get(), text.toString()));
            } else {
                features.add(Qualifiers.feature(type.get(), location.get(), Qualifiers.split(text.toString())));
            }
        }
        key = "";
        location = Optional.empty();
        text.setLength(0);
    }

    List<Feature> finish(String id) {
        flush(id);
        return features;
    }
}
