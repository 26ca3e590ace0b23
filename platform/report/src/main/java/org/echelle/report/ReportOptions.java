package org.echelle.report;

/**
 * Sizes of a report.
 *
 * @param featurePages most feature pages at one hook point
 * @param topSamples samples with the largest activations on a feature page
 * @param samplesPerBand samples drawn at random from each quarter of the active samples
 * @param counterExamples most misses, and most false alarms, on a feature page
 * @param nearest nearest features on a feature page
 * @param groupPages most pages of groups of samples, such as patients
 * @param threads that draw and write
 */
public record ReportOptions(
        int featurePages,
        int topSamples,
        int samplesPerBand,
        int counterExamples,
        int nearest,
        int groupPages,
        int threads) {
    /** 512 pages, 12 top samples, 6 a band, 6 counter-examples of each kind, 8 neighbours, 12 pages of groups, two threads. */
    public static ReportOptions standard() {
        return new ReportOptions(512, 12, 6, 6, 8, 12, 2);
    }

    /** The same with another limit of feature pages. */
    public ReportOptions withFeaturePages(int pages) {
        return new ReportOptions(pages, topSamples, samplesPerBand, counterExamples, nearest, groupPages, threads);
    }

    /** The same with another number of strongest samples. */
    public ReportOptions withTopSamples(int count) {
        return new ReportOptions(featurePages, count, samplesPerBand, counterExamples, nearest, groupPages, threads);
    }

    /** The same with another limit of groups' pages. */
    public ReportOptions withGroupPages(int pages) {
        return new ReportOptions(featurePages, topSamples, samplesPerBand, counterExamples, nearest, pages, threads);
    }
}
