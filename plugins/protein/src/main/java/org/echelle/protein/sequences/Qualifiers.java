package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Qualifiers of a feature as flat files and TSV write them: {@code /note="Kringle 1"; /evidence="ECO:0000269|PubMed:1"}. */
final class Qualifiers {
    private static final Pattern ECO = Pattern.compile("ECO:\\d{7}");

    private Qualifiers() {}

    /** Adds a continuation line: a blank between, but not where a word was broken behind its hyphen or slash. */
    static void join(StringBuilder text, String more) {
        boolean broken = !text.isEmpty()
                && (text.charAt(text.length() - 1) == '-' || text.charAt(text.length() - 1) == '/')
                && !more.startsWith("and ")
                && !more.startsWith("or ");
        text.append(text.isEmpty() || broken ? "" : " ").append(more);
    }

    /** Splits at semicolons that stand outside quotes. */
    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                quoted = !quoted;
            } else if (text.charAt(i) == ';' && !quoted) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(text.substring(from).strip());
        parts.removeIf(String::isEmpty);
        return parts;
    }

    /** @param qualifiers each beginning with a slash */
    static Feature feature(FeatureType type, Location location, List<String> qualifiers) {
        String note = "";
        String ligand = "";
        List<String> evidence = List.of();
        for (String qualifier : qualifiers) {
            int equals = qualifier.indexOf('=');
            String value = equals < 0 ? "" : unquoted(qualifier.substring(equals + 1));
            switch (equals < 0 ? qualifier : qualifier.substring(0, equals)) {
                case "/note" -> note = value;
                case "/ligand" -> ligand = value;
                case "/evidence" -> evidence = eco(value);
                default -> {}
            }
        }
        return new Feature(type, location, note, ligand, evidence);
    }

    /** The ECO codes in a text, each once. */
    static List<String> eco(String text) {
        Set<String> codes = new LinkedHashSet<>();
        Matcher matcher = ECO.matcher(text);
        while (matcher.find()) {
            codes.add(matcher.group());
        }
        return List.copyOf(codes);
    }

    private static String unquoted(String value) {
        String stripped = value.strip();
        boolean quoted = stripped.length() >= 2 && stripped.startsWith("\"") && stripped.endsWith("\"");
        return (quoted ? stripped.substring(1, stripped.length() - 1) : stripped).replace("\"\"", "\"");
    }
}
