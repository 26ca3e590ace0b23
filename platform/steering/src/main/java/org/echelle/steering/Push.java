package org.echelle.steering;

/**
 * A vector that is added to every edited row, whatever its features are.
 *
 * @param vector {@code [d]}, in the units of a raw row
 */
public record Push(float[] vector) {
    public Push {
        vector = vector.clone();
    }
}
