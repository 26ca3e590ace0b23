package org.echelle.steering;

/** What becomes of that part of a row which the dictionary does not explain, {@code x - decode(z)}. */
public enum ErrorTerm {
    /** {@code x' = x + (decode(z') - decode(z))}: only what was edited changes. */
    KEPT,
    /** {@code x' = decode(z')}: the subject sees nothing but the dictionary's view, edited or not. */
    DROPPED,
    /**
     * {@code x' = decode(z') + (decode(z) - x)}, the sign that SAeUron's released code has; its paper says {@link #KEPT}. For
     * reproducing its published figures only.
     */
    REVERSED
}
