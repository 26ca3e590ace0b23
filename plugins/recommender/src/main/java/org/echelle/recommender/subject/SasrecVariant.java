package org.echelle.recommender.subject;

/** The three forward passes that share SASRec's parameter names. */
public enum SasrecVariant {
    /** {@code q = LN(x); x = q + attend(q, x, x); x = LN(x); x = x + ffn(x)}: pmixer's code until it learned others. */
    ORIGINAL,
    /** {@code x = LN(x + attend(x, x, x)); x = LN(x + ffn(x))}. */
    POST_LN,
    /** {@code x = x + attend(LN(x)); x = x + ffn(LN(x))}. */
    PRE_LN
}
