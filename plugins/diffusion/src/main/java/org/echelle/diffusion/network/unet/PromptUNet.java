package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ConfigFile;

/**
 * A pixel U-Net that reads text, to be made anew: diffusers' {@code UNet2DConditionModel}, as in Stable Diffusion 1.x but for its size.
 *
 * @param rows of the pictures
 * @param columns of the pictures
 * @param channels of the pictures
 * @param widths channels at each level, from the top; all but the last level halve
 * @param attention levels that attend to themselves and to the text, counted from 0 at the top; the middle always does
 * @param resnets at each level on the way down
 * @param heads of every attention; divides the widths of those levels
 * @param groups of the norms; divides all widths
 * @param textWidth width of the text's hidden states
 */
public record PromptUNet(
        int rows,
        int columns,
        int channels,
        List<Integer> widths,
        List<Integer> attention,
        int resnets,
        int heads,
        int groups,
        int textWidth) {
    /** @throws DiffusionException if levels and sides do not go together */
    public PromptUNet {
        widths = List.copyOf(widths);
        attention = List.copyOf(attention);
        FreshUNet.check(rows, columns, widths, attention);
    }

    /** What the network is made of. */
    public UNetConfig config() {
        return UNetConfig.of(ConfigFile.of("The U-Net", published()));
    }

    /**
     * The network with {@linkplain FreshUNet fresh weights}; the last convolution is zero (Dhariwal and Nichol 2021, arXiv 2105.05233), so
     * that a network that predicts noise begins with a mean squared error of 1, the noise's own variance.
     *
     * @param seed decides the values
     * @param manager owns the parameters, which want gradients once the caller says so
     */
    public UNet fresh(long seed, NDManager manager) {
        UNet network = FreshUNet.draw(config(), seed, manager);
        network.parameters().get("conv_out.weight").muli(0);
        return network;
    }

    /** What diffusers' {@code config.json} says of it, in order. */
    public Map<String, Object> published() {
        Map<String, Object> config = FreshUNet.published(
                "UNet2DConditionModel", "CrossAttn", rows, columns, channels, widths, attention, resnets, groups);
        config.put("mid_block_type", "UNetMidBlock2DCrossAttn");
        config.put("only_cross_attention", false);
        config.put("cross_attention_dim", textWidth);
        config.put("attention_head_dim", heads); // the number of heads, against its name
        config.put("use_linear_projection", true);
        return config;
    }
}
