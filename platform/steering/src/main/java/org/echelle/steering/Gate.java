package org.echelle.steering;

/** When a sample is edited at all. */
public sealed interface Gate {
    /** Every sample. */
    static Gate open() {
        return new Open();
    }

    /** Every sample. */
    record Open() implements Gate {}

    /**
     * The share of the sample's rows on which any of the features fires is above a threshold (DSG, arXiv 2504.08192).
     *
     * @param features any of these
     * @param threshold share of rows from 0 to 1; strictly more opens
     */
    record FiringShare(int[] features, double threshold) implements Gate {
        public FiringShare {
            features = features.clone();
        }
    }

    /**
     * The edit would change much: the mean over rows and width of {@code (decode(z') - x)^2} is at least a threshold (ItD, arXiv
     * 2503.09446, one definition for choosing the threshold and for using it).
     *
     * @param threshold in squared units of a raw row
     */
    record Change(double threshold) implements Gate {}

    /**
     * As {@link Change}, but decided once a sample and pass: where the pass first comes by rows of the sample that the intervention may
     * edit, over those rows; the decision holds to the end. So a prompt is judged before anything is made of it, as ItD's gate has it,
     * and of a sampler's steps only the first decides.
     *
     * @param threshold in squared units of a raw row; 0 opens for every sample
     */
    record FirstChange(double threshold) implements Gate {}
}
