package org.echelle.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.sae.TrainableKind;
import org.echelle.torch.Nearest;

/**
 * Which dictionaries a sweep trains: every combination of the values given for some keys. A key that an architecture does not have
 * (k, or a setting of another's own) is left out for it, with a note, and what is then equal is trained once.
 *
 * @param members in the order of the combinations, the first key slowest
 * @param notes what was left out, a sentence each
 */
record SweepGrid(List<Member> members, List<String> notes) {
    /** More at once are a mistake more often than a wish. */
    static final int MOST = 256;

    private static final String DICTIONARY = "dictionary.";
    private static final String SETTINGS = "settings.";
    private static final int LONGEST_NAME = 100;
    /** These decide the stream of rows, which is one for all. */
    private static final List<String> COMMON = List.of("batch", "steps", "epochs", "shuffle-rows", "checkpoint-every");

    /**
     * One dictionary to train.
     *
     * @param name of its folder
     * @param group the name without the seed: members of one group differ in their seed alone
     * @param assignments of a run config
     */
    record Member(String name, String group, List<String> assignments) {}

    private record Axis(String key, List<String> values) {}

    /**
     * Reads the combinations.
     *
     * @param set {@code KEY=VALUE} for all
     * @param over {@code KEY=V1,V2,...}; brackets keep a list together
     */
    static SweepGrid of(List<String> set, List<String> over) {
        Map<String, String> fixed = new LinkedHashMap<>();
        for (String assignment : set) {
            fixed.put(key("--set " + assignment, assignment), value(assignment));
        }
        List<Axis> axes = new ArrayList<>();
        for (String text : over) {
            axes.add(axis(text, fixed, axes));
        }
        List<Map<String, String>> combinations = List.of(fixed);
        for (Axis axis : axes) {
            combinations = combinations.stream()
                    .flatMap(c -> axis.values().stream().map(v -> plus(c, axis.key(), v)))
                    .toList();
            if (combinations.size() > 100 * MOST) {
                throw tooMany(combinations.size());
            }
        }
        Set<String> notes = new LinkedHashSet<>();
        Set<Map<String, String>> distinct = new LinkedHashSet<>();
        Set<TrainableKind> kinds = new LinkedHashSet<>();
        combinations.forEach(c -> kinds.add(kind(c)));
        combinations.forEach(c -> distinct.add(fitting(c, kinds, notes)));
        if (distinct.size() > MOST) {
            throw tooMany(distinct.size());
        }
        if (distinct.size() < combinations.size()) {
            notes.add(combinations.size() + " combinations make " + distinct.size()
                    + (distinct.size() == 1 ? " dictionary" : " dictionaries") + " that differ.");
        }
        return new SweepGrid(members(distinct, axes.stream().map(Axis::key).toList()), List.copyOf(notes));
    }

    private static RunException tooMany(int count) {
        return new RunException("The sweep would train " + count + " dictionaries at once; at most " + MOST
                + " are taken, so give fewer values to --over.");
    }

    private static Axis axis(String text, Map<String, String> fixed, List<Axis> before) {
        String key = key("--over " + text, text);
        if (COMMON.contains(key)) {
            throw new RunException("--over " + text + ": all dictionaries of a sweep share one stream of rows, so "
                    + key + " is one for all; give it with --set " + key + "=...");
        }
        if (fixed.containsKey(key)) {
            throw new RunException(key + " is given by --set and by --over; give it once.");
        }
        if (before.stream().anyMatch(a -> a.key().equals(key))) {
            throw new RunException(key + " is given by --over twice; write all its values with commas in one.");
        }
        List<String> values = split(value(text));
        if (values.isEmpty() || values.contains("")) {
            throw new RunException("--over " + text + ": there is a value missing; write them with commas, such as "
                    + key + "=8,16,32.");
        }
        return new Axis(key, List.copyOf(new LinkedHashSet<>(values)));
    }

    /** The key of an assignment, checked. */
    private static String key(String origin, String assignment) {
        String raw =
                assignment.substring(0, Math.max(0, assignment.indexOf('='))).trim();
        String key = raw.startsWith(DICTIONARY) ? raw.substring(DICTIONARY.length()) : raw;
        if (key.equals("seed") || (key.startsWith(SETTINGS) && key.length() > SETTINGS.length())) {
            return key;
        }
        List<String> known = new ArrayList<>(OptionsBinder.keys(DictionaryOptions.class));
        known.remove("settings");
        if (!known.contains(key)) {
            known.add("seed");
            known.add("settings.NAME");
            throw OptionsBinder.unknownKey(origin, key, known, "a dictionary's config");
        }
        return key;
    }

    private static String value(String assignment) {
        return assignment.substring(assignment.indexOf('=') + 1).trim();
    }

    /** At commas that are not within brackets. */
    private static List<String> split(String text) {
        List<String> out = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                out.add(text.substring(from, i).trim());
                from = i + 1;
            }
        }
        out.add(text.substring(from).trim());
        return out;
    }

    private static Map<String, String> plus(Map<String, String> all, String key, String value) {
        Map<String, String> out = new LinkedHashMap<>(all);
        out.put(key, value);
        return out;
    }

    private static TrainableKind kind(Map<String, String> combination) {
        String name = combination.getOrDefault("architecture", "topk");
        return TrainableKind.all().stream()
                .filter(k -> k.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RunException("There is no trainable architecture '" + name + "'"
                        + Nearest.question(name, TrainableKind.names()) + " Trainable are "
                        + String.join(", ", TrainableKind.names())
                        + "; `echelle train --architectures` describes them."));
    }

    private static Map<String, String> fitting(
            Map<String, String> combination, Set<TrainableKind> kinds, Set<String> notes) {
        TrainableKind kind = kind(combination);
        Map<String, String> out = new LinkedHashMap<>(combination);
        if (!kind.usesK() && out.remove("k") != null) {
            notes.add(kind.name() + " has no k, so the values of k are left out for it.");
        }
        for (String key : new TreeSet<>(out.keySet())) {
            if (key.startsWith(SETTINGS) && !has(kind, key)) {
                if (kinds.stream().noneMatch(k -> has(k, key))) {
                    throw new RunException(
                            "No architecture of the sweep has a setting '" + key.substring(SETTINGS.length())
                                    + "'; `echelle train --architectures` lists what each has.");
                }
                out.remove(key);
                notes.add(kind.name() + " has no setting " + key.substring(SETTINGS.length())
                        + ", so its values are left out for it.");
            }
        }
        return out;
    }

    private static boolean has(TrainableKind kind, String key) {
        return kind.settings().stream().anyMatch(s -> key.equals(SETTINGS + s.name()));
    }

    private static List<Member> members(Set<Map<String, String>> distinct, List<String> axes) {
        List<Member> out = new ArrayList<>();
        Set<String> used = new LinkedHashSet<>();
        for (Map<String, String> values : distinct) {
            List<String> assignments = new ArrayList<>();
            values.forEach((key, value) -> assignments.add((key.equals("seed") ? "" : DICTIONARY) + key + "=" + value));
            String group =
                    name(values, axes.stream().filter(a -> !a.equals("seed")).toList());
            String name = axes.contains("seed") ? group + "-" + part("seed", values.get("seed")) : group;
            if (!used.add(name.toLowerCase(Locale.ROOT))) {
                group = group + "-" + out.size();
                name = name + "-" + out.size();
                used.add(name.toLowerCase(Locale.ROOT));
            }
            out.add(new Member(name, group, List.copyOf(assignments)));
        }
        return out;
    }

    private static String name(Map<String, String> values, List<String> axes) {
        StringBuilder name = new StringBuilder(values.getOrDefault("architecture", "topk"));
        for (String key : axes) {
            if (values.containsKey(key) && !key.equals("architecture")) {
                name.append('-').append(part(key, values.get(key)));
            }
        }
        return name.length() <= LONGEST_NAME
                ? name.toString()
                : name.substring(0, LONGEST_NAME - 9) + "-"
                        + Integer.toHexString(name.toString().hashCode());
    }

    private static String part(String key, String value) {
        String safe = value.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("\\.+$", "_");
        return switch (key) {
            case "features" -> "n" + safe;
            case "k" -> "k" + safe;
            case "seed" -> "seed" + safe;
            default -> key.replace(SETTINGS, "") + "_" + safe;
        };
    }
}
