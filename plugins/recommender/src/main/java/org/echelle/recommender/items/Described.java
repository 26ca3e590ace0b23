package org.echelle.recommender.items;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An item or a user of a table in the making: a title, and values by the group that they belong to. */
public final class Described {
    private String title = "";
    private final Map<String, Set<String>> values = new TreeMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();

    void title(String text) {
        title = text;
    }

    public String title() {
        return title;
    }

    /** Adds a value such as genre, Comedy; an empty one says nothing. */
    void value(String group, String value) {
        String clean = value.strip();
        if (!clean.isEmpty()) {
            values.computeIfAbsent(group, g -> new LinkedHashSet<>()).add(clean.replace('/', '-'));
        }
    }

    /** A number that becomes bands once all are known, such as a price. */
    void number(String group, double value) {
        numbers.put(group, value);
    }

    Map<String, Double> numbers() {
        return numbers;
    }

    /** Names such as {@code genre/Comedy}. */
    public List<String> attributes() {
        return values.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(v -> e.getKey() + "/" + v))
                .toList();
    }
}
