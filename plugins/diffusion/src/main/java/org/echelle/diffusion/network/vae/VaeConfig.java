package org.echelle.diffusion.network.vae;

import java.util.List;
import org.echelle.diffusion.network.block.BlockStyle;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.nn.Activation;
import org.echelle.nn.NnException;

/**
 * What an autoencoder is made of.
 *
 * @param in channels of pictures
 * @param out channels of decoded pictures
 * @param latent channels of latents
 * @param widths channels at each level, from the pictures' side; all but the last level halve
 * @param resnets at each level of the encoder; the decoder has one more
 * @param style of the resnet blocks
 * @param attends whether the middle has attention
 * @param quantConv whether a 1x1 convolution stands behind the encoder
 * @param postQuantConv whether one stands before the decoder
 * @param scale what latents are multiplied by, so that they vary by about 1
 * @param shift what is taken from them before
 */
public record VaeConfig(
        int in,
        int out,
        int latent,
        List<Integer> widths,
        int resnets,
        BlockStyle style,
        boolean attends,
        boolean quantConv,
        boolean postQuantConv,
        double scale,
        double shift) {
    private static final double NORM_EPS = 1e-6;

    /** Reads what diffusers' {@code config.json} says. */
    public static VaeConfig of(ConfigFile file) {
        file.only("_class_name", "AutoencoderKL");
        file.only("down_block_types", "DownEncoderBlock2D");
        file.only("up_block_types", "UpDecoderBlock2D");
        file.only("latents_mean");
        file.only("latents_std");
        List<Integer> widths = file.integers("block_out_channels");
        int groups = file.integer("norm_num_groups", 32);
        for (int width : widths) {
            if (groups < 1 || width % groups != 0) {
                throw file.refuse("norm_num_groups", "that does not divide the " + width + " channels of a block");
            }
        }
        double scale = file.number("scaling_factor", 0.18215);
        if (!(scale > 0)) {
            throw file.refuse("scaling_factor", "it is a number above 0");
        }
        return new VaeConfig(
                file.integer("in_channels", 3),
                file.integer("out_channels", 3),
                file.integer("latent_channels", 4),
                widths,
                file.integer("layers_per_block", 1),
                new BlockStyle(groups, NORM_EPS, activation(file), 0, false),
                file.flag("mid_block_add_attention", true),
                file.flag("use_quant_conv", true),
                file.flag("use_post_quant_conv", true),
                scale,
                file.number("shift_factor", 0));
    }

    private static Activation activation(ConfigFile file) {
        try {
            return Activation.named(file.text("act_fn", "silu"));
        } catch (NnException e) {
            throw file.refuse("act_fn", "implemented are silu, gelu and relu");
        }
    }

    /** By how much latents are smaller than pictures, along each side. */
    public int factor() {
        return 1 << (widths.size() - 1);
    }
}
