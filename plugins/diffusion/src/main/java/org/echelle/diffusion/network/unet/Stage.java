package org.echelle.diffusion.network.unet;

/**
 * One block of a U-Net: resnets at one resolution, each perhaps with attention behind it.
 *
 * @param channels of its outputs
 * @param resnets how many
 * @param attention behind each of them (in the middle: between them)
 * @param heads of that attention
 * @param depth transformer blocks in a stack, for cross-attention
 * @param attentionGroups of the norm in front of a self-attention; 0 for none
 */
record Stage(int channels, int resnets, Kind attention, int heads, int depth, int attentionGroups) {
    /** What stands behind the resnets. */
    enum Kind {
        /** Nothing: {@code DownBlock2D}, {@code UpBlock2D}. */
        NONE,
        /** Self-attention of the map: {@code AttnDownBlock2D}, {@code AttnUpBlock2D}. */
        SELF,
        /** A stack of transformer blocks that read the text: {@code CrossAttnDownBlock2D}, {@code CrossAttnUpBlock2D}. */
        CROSS
    }
}
