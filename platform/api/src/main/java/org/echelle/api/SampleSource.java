package org.echelle.api;

import java.util.List;
import java.util.Optional;

/** An ordered list of samples, read one by one. */
public interface SampleSource extends AutoCloseable {
    /** Number of samples. */
    int size();

    /** Stable name of a sample; unique within the source. */
    String id(int index);

    /**
     * What must stay on one side of a split: a patient, a protein cluster, a user. Samples of one group are never divided between
     * selection and held-out data. By default every sample is its own group.
     */
    default String group(int index) {
        return id(index);
    }

    /**
     * What the groups are, in a word: "patient", "user", "picture". Empty when nobody knows which samples belong together; scores
     * then carry a warning. A source whose samples are independent of each other names the sample itself.
     */
    default String groupedBy() {
        return "";
    }

    /** Names of numbers that are known of samples, such as a measured fitness; empty for none. */
    default List<String> measures() {
        return List.of();
    }

    /**
     * Such a number.
     *
     * @param measure one of {@link #measures}
     * @return NaN where it is not known of that sample
     */
    default double measure(String measure, int index) {
        return Double.NaN;
    }

    /** What the samples are changed copies of, such as the wild type of a mutational scan; empty for samples of their own. */
    default Optional<Sample> original() {
        return Optional.empty();
    }

    /**
     * How items are ranked for these samples, when a subject of their domain ranks items; empty for any other source.
     *
     * @since 1.7
     */
    default Optional<ItemRanking> ranking() {
        return Optional.empty();
    }

    /** SHA-256 (64 hexadecimal digits) over what decides the samples: names and contents, or the generator's settings. */
    String fingerprint();

    /**
     * Reads a sample. Safe for use by several threads.
     *
     * @param index from 0 to {@code size() - 1}
     * @throws BadSampleException when this one sample is unreadable; the host skips, counts and names it
     */
    Sample load(int index);

    @Override
    default void close() {}
}
