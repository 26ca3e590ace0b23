package org.echelle.vision.shapes;

/**
 * What a training came to.
 *
 * @param loss running mean of the last steps, summed over factors
 * @param seconds of the training itself
 * @param right {@code [factor]}, held-out pictures told right
 * @param heldOut number of held-out pictures
 */
record ShapesMetrics(double loss, double seconds, int[] right, int heldOut) {}
