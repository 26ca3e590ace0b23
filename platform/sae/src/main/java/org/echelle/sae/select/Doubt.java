package org.echelle.sae.select;

/**
 * What is known of a row's pre-activations from upper bounds s that a bfloat16 product gave: one that is stored as s is at most {@code s (1 + u)},
 * since s was rounded, and at least {@code s (1 - u) - 2 reach length - slack}.
 *
 * @param reach of the row
 * @param length of every feature
 * @param longest the largest of those
 * @param slack for rounding of biases
 */
record Doubt(float reach, float[] length, float longest, float slack) {
    /** Unit roundoff of bfloat16, with room for the float arithmetic here. */
    static final float U = 1.001f / 256;

    /** What the true pre-activation of a feature is not below. */
    float atLeast(float bound, int feature) {
        return bound * (1 - U) - 2 * reach * length[feature] - slack;
    }

    /** The same of any feature, for a positive bound as integer; what is not above this integer is surely below. */
    int floor(int bound) {
        return bitsBelow(Float.intBitsToFloat(bound) * (1 - U) - 2 * reach * longest - slack);
    }

    /** Of bounds that may belong to a value or more, all are above this; as integer. */
    static int bitsBelow(float value) {
        return Float.floatToIntBits(Math.max(0, below(value)));
    }

    /** Bounds that may belong to a value or more, which is not below 0, are above this. */
    static float below(float value) {
        return value * (1 - U);
    }
}
