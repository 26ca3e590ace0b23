package org.echelle.recommender.subject;

/**
 * Sizes of a GRU4Rec.
 *
 * @param rows of the table of items
 * @param embedding width of an item
 * @param width of the recurrent state
 * @param layers recurrent ones
 * @param gates whether gates have biases, which RecBole's have not
 * @param bias whether the layer after them has one
 * @param length actions that are shown at most
 */
record GruConfig(
        GruLayout layout, int rows, int embedding, int width, int layers, boolean gates, boolean bias, int length) {}
