package org.echelle.api;

/** Takes the labels of one sample. What is not told is absent (value 0). */
public interface LabelSink {
    /**
     * A label of the whole sample.
     *
     * @param concept index in {@link ConceptSource#concepts}
     * @param value 1, or a degree from 0 to 1 for a graded concept
     */
    void sample(int concept, float value);

    /**
     * A label of one site.
     *
     * @param concept index in {@link ConceptSource#concepts}
     * @param row row of the {@link SampleSites} that {@link ConceptSource#annotate} was given
     * @param value 1, or a degree from 0 to 1
     * @param instance which instance of the concept in this sample (the second box, the third domain), from 1; 0 where instances
     *     are not told apart
     */
    void site(int concept, int row, float value, int instance);

    /** Nobody knows whether the sample has the concept: it counts neither for nor against. */
    void unknownSample(int concept);

    /** Nobody knows whether that site has the concept. */
    void unknownSite(int concept, int row);
}
