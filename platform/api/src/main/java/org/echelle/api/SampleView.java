package org.echelle.api;

/** How a sample, and a feature's activations on it, are shown to a person. Safe for use by several threads. */
public interface SampleView {
    /**
     * Draws a sample as it is.
     *
     * @return a fragment of HTML, no larger than a card, that works without scripts and without a network
     */
    String draw(Sample sample, ViewAssets assets);

    /** Draws a sample with a feature's activations on it. */
    String draw(Sample sample, SiteActivations activations, ViewAssets assets);

    /** Style rules that the fragments need, put once on every page. */
    default String css() {
        return "";
    }
}
