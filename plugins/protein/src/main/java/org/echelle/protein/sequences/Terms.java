package org.echelle.protein.sequences;

import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers keywords, enzyme classes and GO terms of one entry. */
final class Terms {
    private final Map<String, Map<String, String>> groups = new LinkedHashMap<>();

    void keyword(String name) {
        if (!name.isBlank()) {
            put("keyword", name.strip(), name.strip());
        }
    }

    /** An EC number, and the classes above it: {@code 3.4.21.68} is also {@code 3.4.21}, {@code 3.4} and {@code 3}. */
    void ec(String number) {
        StringBuilder prefix = new StringBuilder();
        for (String part : number.strip().split("\\.", -1)) {
            if (part.isEmpty() || part.equals("-")) {
                return; // 3.4.-.- says no more than 3.4
            }
            prefix.append(prefix.isEmpty() ? "" : ".").append(part);
            put("ec", prefix.toString(), "EC " + prefix);
        }
    }

    /**
     * @param id such as {@code GO:0009986}
     * @param term its words, with or without the letter of the aspect ({@code C:cell surface})
     */
    void go(String id, String term) {
        String words = term.strip();
        put("go", id.strip(), words.length() > 2 && words.charAt(1) == ':' ? words.substring(2) : words);
    }

    private void put(String group, String id, String name) {
        groups.computeIfAbsent(group, g -> new LinkedHashMap<>()).putIfAbsent(id, name);
    }

    Map<String, Map<String, String>> groups() {
        return groups;
    }
}
