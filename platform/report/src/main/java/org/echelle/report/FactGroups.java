package org.echelle.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A JSON object of facts for reading: plain values in one group, each object within it in a group of its own. */
final class FactGroups {
    private FactGroups() {}

    static List<Facts> of(String title, JsonNode object) {
        List<Facts> groups = new ArrayList<>();
        add(title, object, groups);
        return groups;
    }

    private static void add(String title, JsonNode object, List<Facts> groups) {
        Map<String, String> plain = new LinkedHashMap<>();
        int at = groups.size();
        object.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                add(title + ": " + words(entry.getKey()), value, groups);
            } else {
                plain.put(words(entry.getKey()), text(value));
            }
        });
        if (!plain.isEmpty()) {
            groups.add(at, new Facts(title, plain));
        }
    }

    /** {@code learningRate} and {@code held-out-share} in plain words; names with dots, of bundles and hook points, stay. */
    private static String words(String key) {
        return key.indexOf('.') >= 0
                ? key
                : key.replaceAll("([a-z])([A-Z])", "$1 $2").replace('-', ' ').toLowerCase(Locale.ROOT);
    }

    private static String text(JsonNode value) {
        if (value.isFloatingPointNumber()) {
            return Numbers.figure(value.asDouble());
        }
        if (value.isIntegralNumber()) {
            return Numbers.count(value.asLong());
        }
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.isContainerNode() ? item.toString() : text(item)));
            return String.join(", ", items);
        }
        String text = value.asText();
        return text.matches("[0-9]{5,15}") ? Numbers.count(Long.parseLong(text)) : text;
    }
}
