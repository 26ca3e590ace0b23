package org.echelle.api;

import java.util.List;

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

    /**
     * Draws a sample with a feature's activations and the outline of an annotation, so that a reader sees whether the one lies in the other.
     * A view that draws no outlines leaves it out, as here.
     *
     * @param annotated of the same rows as the activations
     */
    default String draw(Sample sample, SiteActivations activations, AnnotatedSites annotated, ViewAssets assets) {
        return draw(sample, activations, assets);
    }

    /**
     * How many of a feature's strongest samples {@link #together} wants to see; 0, the usual, for a view that draws nothing of several
     * samples at once.
     */
    default int excerpts() {
        return 0;
    }

    /**
     * Takes from one of those samples what {@link #together} needs of it, such as the letters around the strongest place. It is asked
     * for while the sample is loaded anyway, and kept until the feature's page is written; so it is small.
     *
     * @return any text; an empty one when the sample has nothing to add
     */
    default String excerpt(Sample sample, SiteActivations activations) {
        return "";
    }

    /**
     * Draws what a feature's strongest samples have in common, such as a sequence logo.
     *
     * @param excerpts what {@link #excerpt} took, strongest sample first, empty ones left out; at least one
     * @return a fragment of HTML like {@link #draw}'s, as wide as a page, that tells how many samples it shows; empty for none
     */
    default String together(List<String> excerpts, ViewAssets assets) {
        return "";
    }

    /**
     * A script that pages carry once, for what style rules cannot do, such as a slider over a picture's grey values. Fragments must tell the same
     * without it, and it must ask for nothing outside the page.
     *
     * @return without {@code ]]>} and without an end of a script element; empty for none
     */
    default String script() {
        return "";
    }

    /** Style rules that the fragments need, put once on every page. */
    default String css() {
        return "";
    }
}
