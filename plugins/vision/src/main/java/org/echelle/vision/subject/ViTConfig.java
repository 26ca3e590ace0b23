package org.echelle.vision.subject;

import org.echelle.nn.Activation;
import org.echelle.nn.Attention;

/**
 * Everything that decides a ViT's computation but its parameters' values.
 *
 * @param layout names of parameters and hook points
 * @param prefix what stands before the layout's names, such as {@code vit.}; may be empty
 * @param imageHeight rows of the input, in pixels
 * @param imageWidth columns of the input, in pixels
 * @param patch edge of a patch, in pixels
 * @param channels of the input
 * @param width {@code d} of the residual stream
 * @param depth number of blocks
 * @param heads of each attention
 * @param attentionScale factor of the products of queries and keys
 * @param mlpWidth width inside the MLP (of one half, when gated)
 * @param gatedMlp whether the MLP is a gated unit
 * @param activation of the MLP
 * @param normEps added to variances
 * @param classToken whether a class token comes first
 * @param registers number of register tokens behind the class token
 * @param registersName parameter of the register tokens, empty without
 * @param positions number of learned positions
 * @param positionRule how positions are brought to another grid
 * @param preNorm whether tokens are normalised before the first block
 * @param finalNorm whether all tokens are normalised after the last block
 * @param pooledNorm whether the pooled vector is normalised
 * @param layerScale whether residual branches have learned factors
 * @param patchBias whether the patch embedding has a bias
 * @param qkvBias whether queries, keys and values have biases
 * @param pooling how tokens become one vector
 * @param head what comes after it
 * @param headName parameter scope (or name) of the head, prefix included; empty without
 * @param outputs length of the output
 */
public record ViTConfig(
        ViTLayout layout,
        String prefix,
        int imageHeight,
        int imageWidth,
        int patch,
        int channels,
        int width,
        int depth,
        int heads,
        double attentionScale,
        int mlpWidth,
        boolean gatedMlp,
        Activation activation,
        double normEps,
        boolean classToken,
        int registers,
        String registersName,
        int positions,
        PositionRule positionRule,
        boolean preNorm,
        boolean finalNorm,
        boolean pooledNorm,
        boolean layerScale,
        boolean patchBias,
        boolean qkvBias,
        Pooling pooling,
        Head head,
        String headName,
        int outputs) {
    /** How tokens become one vector. */
    public enum Pooling {
        /** The class token. */
        CLASS,
        /** The mean of the patch tokens. */
        MEAN,
        /** The class token, then the mean of the patch tokens. */
        CLASS_AND_MEAN
    }

    /** What comes after pooling. */
    public enum Head {
        /** Nothing: the pooled vector is the output. */
        NONE,
        /** One linear layer: logits. */
        LINEAR,
        /** Two linear layers with an exact GELU between: logits. */
        MLP,
        /** A linear map without bias, weight {@code [out, in]}: an embedding. */
        PROJECTION,
        /** A linear map without bias, stored as {@code [in, out]}: an embedding. */
        MATRIX
    }

    /** How learned positions are brought to a grid that they were not learned on. */
    public enum PositionRule {
        /** Bicubic to the new size, without antialiasing (Hugging Face). */
        BICUBIC,
        /** Bicubic to the new size with antialiasing (timm; DINOv2 with registers). */
        BICUBIC_ANTIALIASED,
        /** Bicubic by the factor (new + 0.1) / old (DINOv2 without registers). */
        BICUBIC_OFFSET
    }

    public ViTConfig {
        if (imageHeight % patch != 0 || imageWidth % patch != 0) {
            throw new SubjectException(
                    "Pictures of " + imageHeight + " x " + imageWidth + " pixels do not divide into patches of " + patch
                            + "; choose an image-size that is a multiple of it.");
        }
        if (width % heads != 0) {
            throw new SubjectException(
                    "A width of " + width + " does not divide into " + heads + " heads; set the option heads.");
        }
    }

    /**
     * A plain ViT under timm's names: class token, final norm, linear head ({@code head.weight}), exact GELU, eps 1e-6.
     *
     * @param imageSize edge of the square input, in pixels
     * @param classes outputs of the head; 0 for none
     */
    public static ViTConfig timm(
            int imageSize, int patch, int channels, int width, int depth, int heads, int mlpWidth, int classes) {
        int side = imageSize / patch;
        return new ViTConfig(
                ViTLayout.TIMM,
                "",
                imageSize,
                imageSize,
                patch,
                channels,
                width,
                depth,
                heads,
                Attention.scale(width / heads),
                mlpWidth,
                false,
                Activation.GELU,
                1e-6,
                true,
                0,
                "",
                side * side + 1,
                PositionRule.BICUBIC_ANTIALIASED,
                false,
                true,
                false,
                false,
                true,
                true,
                Pooling.CLASS,
                classes > 0 ? Head.LINEAR : Head.NONE,
                classes > 0 ? "head" : "",
                classes > 0 ? classes : width);
    }

    /** Rows of patches. */
    public int rows() {
        return imageHeight / patch;
    }

    /** Columns of patches. */
    public int columns() {
        return imageWidth / patch;
    }

    /** Tokens in front of the patches: class token and registers. */
    public int leading() {
        return (classToken ? 1 : 0) + registers;
    }

    /** Length of the pooled vector. */
    int pooledWidth() {
        return pooling == Pooling.CLASS_AND_MEAN ? 2 * width : width;
    }

    /** Whether the output is scores of classes. */
    boolean classifies() {
        return head == Head.LINEAR || head == Head.MLP;
    }

    /** Module path of a hook point outside the blocks. */
    String path(ViTLayout.Part part) {
        return prefix + layout.name(part);
    }

    /** Module path of a part of a block. */
    String path(ViTLayout.Part part, int block) {
        return prefix + layout.name(part, block);
    }
}
