package org.echelle.protein.unirep;

/**
 * A UniRep of any size.
 *
 * @param layers number of stacked mLSTMs
 * @param embedding width of the token embedding
 * @param width of every hidden state
 */
record UniRepConfig(int layers, int embedding, int width) {}
