package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ConfigFile;

/**
 * A pixel U-Net to be made anew: few enough choices to be settings of a training. It is diffusers' {@code UNet2DModel}, and its {@link
 * #published} settings are what lies with the weights afterwards.
 *
 * @param rows of the pictures
 * @param columns of the pictures
 * @param channels of the pictures
 * @param widths channels at each level, from the top; all but the last level halve
 * @param attention levels that have self-attention, counted from 0 at the top; the middle always has
 * @param resnets at each level on the way down
 * @param headWidth of the attention
 * @param groups of the norms; divides all widths
 * @param classes of the pictures; 0 for none. Beside theirs there is one more embedding, which stands for no class, so that the network
 *     can be guided
 */
public record PixelUNet(
        int rows,
        int columns,
        int channels,
        List<Integer> widths,
        List<Integer> attention,
        int resnets,
        int headWidth,
        int groups,
        int classes) {
    /** @throws DiffusionException if levels and sides do not go together */
    public PixelUNet {
        widths = List.copyOf(widths);
        attention = List.copyOf(attention);
        FreshUNet.check(rows, columns, widths, attention);
    }

    /** The label that stands for no class; -1 without classes. */
    public int unconditional() {
        return classes == 0 ? -1 : classes;
    }

    /** What the network is made of. */
    public UNetConfig config() {
        return UNetConfig.of(ConfigFile.of("The U-Net", published()));
    }

    /**
     * The network with {@linkplain FreshUNet fresh weights}.
     *
     * @param seed decides the values
     * @param manager owns the parameters, which want gradients once the caller says so
     */
    public UNet fresh(long seed, NDManager manager) {
        return FreshUNet.draw(config(), seed, manager);
    }

    /** What diffusers' {@code config.json} says of it, in order. */
    public Map<String, Object> published() {
        Map<String, Object> config =
                FreshUNet.published("UNet2DModel", "Attn", rows, columns, channels, widths, attention, resnets, groups);
        config.put("time_embedding_type", "positional");
        config.put("attention_head_dim", headWidth);
        config.put("resnet_time_scale_shift", "default");
        config.put("add_attention", true);
        if (classes > 0) {
            config.put("num_class_embeds", classes + 1);
            config.put(UNetSettings.UNCONDITIONAL, classes);
        }
        return config;
    }
}
