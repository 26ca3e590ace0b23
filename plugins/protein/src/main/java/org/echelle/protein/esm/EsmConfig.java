package org.echelle.protein.esm;

/**
 * An ESM-2 of any size.
 *
 * @param layout naming of the parameters
 * @param prefix what stands before the names of the trunk
 * @param headPrefix what stands before {@code lm_head}
 * @param layers number of transformer layers
 * @param width of the residual stream
 * @param heads divides the width; each head's width is even
 * @param mlpWidth inside the MLP, four times the width in published models
 * @param normEps what layer norms add to the variance
 * @param tokenDropout whether embeddings are scaled as token dropout left them in training
 * @param head whether there is the masked-language-model head
 * @param tied whether that head's matrix is the embedding
 * @param contacts whether the contact head runs
 */
record EsmConfig(
        EsmLayout layout,
        String prefix,
        String headPrefix,
        int layers,
        int width,
        int heads,
        int mlpWidth,
        double normEps,
        boolean tokenDropout,
        boolean head,
        boolean tied,
        boolean contacts) {
    /** Layer norms of all published sizes. */
    static final double NORM_EPS = 1e-5;

    int headWidth() {
        return width / heads;
    }
}
