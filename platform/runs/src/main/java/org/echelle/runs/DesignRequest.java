package org.echelle.runs;

import org.echelle.analysis.prediction.FewLabels;

/**
 * How designs are made.
 *
 * @param labels to learn from, drawn at random; 0 for all
 * @param features that are steered, those with the largest weights
 * @param changes that each edit proposes
 * @param distance changes that a design has at most
 * @param count designs that are told
 * @param draws of matched random features
 * @param fitting lines that are fitted, each to another four fifths of the labels, and how
 */
public record DesignRequest(
        int labels, int features, int changes, int distance, int count, int draws, FewLabels.Request fitting) {
    public DesignRequest {
        Bounds.flagAtLeast("labels", labels, 0);
        Bounds.flagAtLeast("features", features, 1);
        Bounds.flagAtLeast("changes", changes, 1);
        Bounds.flagAtLeast("mutations", distance, 1);
        Bounds.flagAtLeast("count", count, 1);
        Bounds.flagAtLeast("controls", draws, 0);
    }
}
