package org.echelle.sae.select;

/**
 * What is known of a row's pre-activations from upper bounds s that a bfloat16 product gave: one that is stored as s is at most {@code s (1 + u)},
 * since s was rounded, and at least {@code s (1 - u) - 2 reach length - slack}. Errors of rounding are far below their bounds mostly, so it
 * is rather {@code s - reach length}: that says what is worth computing first, and the values computed say whether it was enough.
 *
 * @param reach of the row
 * @param length of every feature
 * @param longest the largest of those
 * @param slack for rounding of biases
 * @param share how much of the doubt counts: 2 reach length where it must be sure
 */
record Doubt(float reach, float[] length, float longest, float slack, float share) {
    private static final float SURE = 2;
    private static final float LIKELY = 1.2f;

    /** What is rather so, with a little room. */
    static Doubt likely(float reach, float[] length, float longest, float slack) {
        return new Doubt(reach, length, longest, slack, LIKELY);
    }

    /** The same without a chance that it is not so. */
    Doubt sure() {
        return new Doubt(reach, length, longest, slack, SURE);
    }

    /** Unit roundoff of bfloat16, with room for the float arithmetic here. */
    static final float U = 1.001f / 256;

    /** What the true pre-activation of a feature is not below, or likely not. */
    float atLeast(float bound, int feature) {
        return bound * (1 - U) - share * reach * length[feature] - slack;
    }

    /** The same of any feature, for a positive bound as integer; what is not above this integer is below. */
    int floor(int bound) {
        return bitsBelow(Float.intBitsToFloat(bound) * (1 - U) - share * reach * longest - slack);
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
