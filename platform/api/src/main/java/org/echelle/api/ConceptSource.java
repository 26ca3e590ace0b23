package org.echelle.api;

import java.util.List;

/** Annotations of the samples of one run. */
public interface ConceptSource extends AutoCloseable {
    /** The concepts, in the order in which {@link LabelSink} numbers them. */
    List<Concept> concepts();

    /**
     * Tells the labels of one sample. Called for samples in rising order, each once a pass.
     *
     * @param sample index in the {@link SampleSource} that the source was opened with
     * @param sites the sample's stored rows
     * @param sink takes the labels
     */
    void annotate(int sample, SampleSites sites, LabelSink sink);

    @Override
    default void close() {}
}
