package org.echelle.sae;

import java.util.List;

/**
 * An architecture that can be trained, as a person wants it described.
 *
 * @param name in configs and files
 * @param summary one line: what it does, and where it was published
 * @param usesK whether a config's {@code k} means something; where it does not, giving one is refused
 * @param settings of its own, besides those that every training has
 */
public record TrainableKind(String name, String summary, boolean usesK, List<OwnSetting> settings) {
    public TrainableKind {
        settings = List.copyOf(settings);
    }

    /** All of them, in the order in which people are to see them. */
    public static List<TrainableKind> all() {
        return Architectures.trainable().stream()
                .map(Architectures::trainable)
                .map(kind -> new TrainableKind(
                        kind.name(),
                        kind.summary(),
                        kind.usesK(),
                        kind.settings().stream()
                                .map(s -> new OwnSetting(s.name(), s.fallback(), s.words(), s.meaning()))
                                .toList()))
                .toList();
    }

    /** Their names. */
    public static List<String> names() {
        return Architectures.trainable();
    }

    /**
     * A setting of an architecture's own.
     *
     * @param name in a config's {@code settings}
     * @param fallback what holds when it is not given
     * @param words what it may be, where it is a word; empty for numbers
     * @param meaning one line
     */
    public record OwnSetting(String name, String fallback, List<String> words, String meaning) {
        public OwnSetting {
            words = List.copyOf(words);
        }
    }
}
