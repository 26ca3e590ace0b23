package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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
        List<String> down = new ArrayList<>();
        List<String> up = new ArrayList<>();
        for (int i = 0; i < widths.size(); i++) {
            boolean attends = attention.contains(i);
            down.add(attends ? "CrossAttnDownBlock2D" : "DownBlock2D");
            up.add(attends ? "CrossAttnUpBlock2D" : "UpBlock2D");
        }
        Collections.reverse(up);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "UNet2DConditionModel");
        config.put("sample_size", rows == columns ? rows : List.of(rows, columns));
        config.put("in_channels", channels);
        config.put("out_channels", channels);
        config.put("center_input_sample", false);
        config.put("flip_sin_to_cos", true);
        config.put("freq_shift", 0);
        config.put("down_block_types", down);
        config.put("mid_block_type", "UNetMidBlock2DCrossAttn");
        config.put("up_block_types", up);
        config.put("only_cross_attention", false);
        config.put("block_out_channels", widths);
        config.put("layers_per_block", resnets);
        config.put("downsample_padding", 1);
        config.put("mid_block_scale_factor", 1);
        config.put("act_fn", "silu");
        config.put("norm_num_groups", groups);
        config.put("norm_eps", 1e-5);
        config.put("cross_attention_dim", textWidth);
        config.put("attention_head_dim", heads); // the number of heads, against its name
        config.put("use_linear_projection", true);
        return config;
    }
}
