package org.echelle.sae;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An architecture's settings with their values. */
public final class Settings {
    private Settings() {}

    /**
     * Every setting of an architecture in canonical form, fallbacks filled in.
     *
     * @throws SaeException if one is unknown or impossible
     */
    static Map<String, String> resolve(TrainableArchitecture kind, Map<String, String> given) {
        Map<String, String> out = new TreeMap<>();
        for (Setting setting : kind.settings()) {
            Object value = given.getOrDefault(setting.name(), setting.fallback());
            out.put(setting.name(), setting.canonical(value, kind.name()));
        }
        for (String name : given.keySet()) {
            if (!out.containsKey(name)) {
                throw new SaeException(kind.name() + " has no setting \"" + name + "\"; "
                        + (out.isEmpty()
                                ? "it has none of its own."
                                : "it has " + String.join(", ", out.keySet()) + "."));
            }
        }
        return out;
    }

    /** A number of a resolved config. */
    public static double number(TrainConfig config, String name) {
        return Double.parseDouble(config.settings().get(name));
    }

    /** A word of a resolved config. */
    public static String word(TrainConfig config, String name) {
        return config.settings().get(name);
    }

    /** A list of a resolved config; empty where it is "". */
    public static List<Double> numbers(TrainConfig config, String name) {
        String text = config.settings().get(name);
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Double::valueOf).toList();
    }
}
