package org.echelle.recommender.subject;

/**
 * Sizes of a BERT4Rec.
 *
 * @param items without padding (0) and the mask token (the row after the last item)
 * @param length places, the mask token's among them
 * @param inner width between the two pointwise layers
 */
record BertConfig(int items, int length, int width, int inner, int blocks, int heads) {
    int mask() {
        return items + 1;
    }
}
