package org.echelle.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One value of a run config that remembers where it was written, so that an error can point at it.
 *
 * <p>Exactly one of {@link #text}, {@link #items} and {@link #entries} is set.
 */
final class ConfigNode {
    /** Where the value stands: {@code "shapes.yaml, line 4, column 3"} or {@code "--set train.k=8"}. */
    final String origin;

    /** A scalar as written; null for lists and maps. */
    final String text;

    /** Whether the scalar is an explicit or implicit null. */
    final boolean isNull;

    final List<ConfigNode> items;
    final Map<String, ConfigNode> entries;

    /** What the scalar came to mean once bound, when that differs from the text: a path made absolute. */
    private String meaning;

    /** Where each key of {@link #entries} stands. */
    final Map<String, String> keyOrigins;

    private ConfigNode(
            String origin,
            String text,
            boolean isNull,
            List<ConfigNode> items,
            Map<String, ConfigNode> entries,
            Map<String, String> keyOrigins) {
        this.origin = origin;
        this.text = text;
        this.isNull = isNull;
        this.items = items;
        this.entries = entries;
        this.keyOrigins = keyOrigins;
    }

    static ConfigNode scalar(String origin, String text) {
        return new ConfigNode(origin, text, false, null, null, null);
    }

    static ConfigNode nothing(String origin) {
        return new ConfigNode(origin, "", true, null, null, null);
    }

    static ConfigNode list(String origin) {
        return new ConfigNode(origin, null, false, new ArrayList<>(), null, null);
    }

    static ConfigNode map(String origin) {
        return new ConfigNode(origin, null, false, null, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    boolean isMap() {
        return entries != null;
    }

    boolean isList() {
        return items != null;
    }

    void put(String key, String keyOrigin, ConfigNode value) {
        entries.put(key, value);
        keyOrigins.put(key, keyOrigin);
    }

    /** The same map without some keys; the values are shared. */
    ConfigNode without(String... keys) {
        ConfigNode copy = map(origin);
        List<String> left = List.of(keys);
        entries.forEach((key, value) -> {
            if (!left.contains(key)) {
                copy.put(key, keyOrigins.get(key), value);
            }
        });
        return copy;
    }

    /** The scalar under a key, or the fallback when the key is absent. */
    String textOf(String key, String fallback) {
        ConfigNode value = entries.get(key);
        if (value == null || value.isNull) {
            return fallback;
        }
        if (value.text == null) {
            throw new RunException(value.origin + ": '" + key + "' must be a single value, not a "
                    + (value.isList() ? "list" : "section") + ".");
        }
        return value.text;
    }

    /** Plain Java values (String, List, Map), paths made absolute once bound: for provenance and for reopening. */
    Object plain() {
        if (items != null) {
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.plain()));
            return values;
        }
        if (entries != null) {
            Map<String, Object> values = new LinkedHashMap<>();
            entries.forEach((key, value) -> values.put(key, value.plain()));
            return values;
        }
        return isNull ? null : meaning == null ? text : meaning;
    }

    /** Notes what the scalar means, so that {@link #plain} holds wherever it is read. */
    void means(String resolved) {
        meaning = resolved;
    }
}
