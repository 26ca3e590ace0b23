package org.echelle.api;

/**
 * A named annotation.
 *
 * @param id stable and unique within a run, such as {@code shape/circle}
 * @param name for people
 * @param group what the concept is one value of, such as {@code shape}; equal to {@code id} when it stands alone
 * @param level what carries it
 * @param scale what its values mean
 * @param source where it comes from, for provenance
 */
public record Concept(String id, String name, String group, Level level, Scale scale, String source) {
    /** What carries a label. */
    public enum Level {
        /** The sample as a whole. */
        SAMPLE,
        /** Single sites of a sample. */
        SITE
    }

    /** What a label's value means. */
    public enum Scale {
        /** 1 present, 0 absent. */
        BOOLEAN,
        /** A share or degree from 0 to 1. */
        GRADED
    }
}
