package org.echelle.recommender.subject;

/**
 * Sizes of a SASRec.
 *
 * @param rows of the table of items, padding among them
 * @param positions rows of the table of positions
 * @param length actions that are shown: padding fills shorter histories on the left
 * @param zero whether padding has position 0 and the first place 1, as newer code has it; otherwise places count from 0 and padding is
 *     cleared after each block
 */
record SasrecConfig(
        int rows, int positions, int length, boolean zero, int width, int blocks, int heads, SasrecVariant variant) {
    /** Of all layer norms, as published. */
    static final double EPS = 1e-8;

    SasrecConfig as(SasrecVariant other) {
        return new SasrecConfig(rows, positions, length, zero, width, blocks, heads, other);
    }
}
