package org.echelle.runs;

/**
 * What an attribution is to explain.
 *
 * @param hook name of the hook point; empty for the run's last one
 * @param from name of an earlier hook point for a graph of features; empty for none, or for the run's first when it has several
 * @param sample id or number of the sample
 * @param output output or concept; empty for what the subject decides
 * @param steps of integrated gradients; 0 for gradient times activation
 * @param top features in table and drawing
 * @param name of the folder within the run; empty to make one
 */
public record AttributeOptions(
        String hook, String from, String sample, String output, int steps, int top, String name) {
    public AttributeOptions {
        Bounds.flagAtLeast("steps", steps, 0);
        Bounds.flagAtLeast("top", top, 1);
    }
}
