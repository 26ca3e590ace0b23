package org.echelle.report;

import org.echelle.api.SampleSites;

/** Where each feature is active. Safe for use by several threads. */
public interface FeatureActivations {
    /** Number of features. */
    int features();

    /** Number of rows that were encoded. */
    long rows();

    /** Samples that those rows come from: indices in the sample source, rising. */
    int[] samples();

    /** Number of rows on which a feature is active. */
    long count(int feature);

    /** A feature's largest activation; 0 when it is never active. */
    float max(int feature);

    /** Every row on which a feature is active. */
    ActiveRows active(int feature);

    /** The stored rows of a sample. */
    SampleSites sites(int sample);

    /**
     * The rows on which one feature is active, ordered by sample.
     *
     * @param sample {@code [i]}, index in the sample source, not falling
     * @param position {@code [i]}, row within {@link #sites} of that sample
     * @param value {@code [i]}, the activation, above 0
     */
    record ActiveRows(int[] sample, int[] position, float[] value) {}
}
