package org.echelle.diffusion.network.unet;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.DiffusionException;
import org.echelle.nn.Parameters;

/**
 * What all U-Nets that are made anew share. Their weights are drawn as PyTorch draws those of linear layers and convolutions, with a
 * deviation of {@code (3 fanIn)^-0.5}, and those of embeddings with 1: what diffusers' U-Nets are trained from.
 */
final class FreshUNet {
    private FreshUNet() {}

    /**
     * Checks levels against sides.
     *
     * @param attention levels that have any, counted from 0 at the top
     * @throws DiffusionException if they do not go together
     */
    static void check(int rows, int columns, List<Integer> widths, List<Integer> attention) {
        int halved = 1 << Math.max(0, widths.size() - 1);
        if (widths.isEmpty() || rows % halved != 0 || columns % halved != 0) {
            throw new DiffusionException("A U-Net with " + widths.size() + " levels halves pictures "
                    + Math.max(0, widths.size() - 1) + " times, and " + rows + " x " + columns
                    + " pixels do not halve so often without rest; give fewer levels or another size.");
        }
        for (int level : attention) {
            if (level < 0 || level >= widths.size()) {
                throw new DiffusionException(
                        "There is no level " + level + " for attention; levels are 0 to " + (widths.size() - 1) + ".");
            }
        }
    }

    /**
     * What {@code config.json} says of every U-Net on pixels, in diffusers' words: class, sides, levels and norms.
     *
     * @param name of diffusers' class
     * @param attending begins the names of blocks that attend, such as {@code Attn}
     */
    static Map<String, Object> published(
            String name,
            String attending,
            int rows,
            int columns,
            int channels,
            List<Integer> widths,
            List<Integer> attention,
            int resnets,
            int groups) {
        List<String> down = new ArrayList<>();
        List<String> up = new ArrayList<>();
        for (int i = 0; i < widths.size(); i++) {
            String attends = attention.contains(i) ? attending : "";
            down.add(attends + "DownBlock2D");
            up.add(attends + "UpBlock2D");
        }
        Collections.reverse(up);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", name);
        config.put("sample_size", rows == columns ? rows : List.of(rows, columns));
        config.put("in_channels", channels);
        config.put("out_channels", channels);
        config.put("center_input_sample", false);
        config.put("flip_sin_to_cos", true);
        config.put("freq_shift", 0);
        config.put("down_block_types", down);
        config.put("up_block_types", up);
        config.put("block_out_channels", widths);
        config.put("layers_per_block", resnets);
        config.put("mid_block_scale_factor", 1);
        config.put("downsample_padding", 1);
        config.put("act_fn", "silu");
        config.put("norm_num_groups", groups);
        config.put("norm_eps", 1e-5);
        return config;
    }

    static UNet draw(UNetConfig config, long seed, NDManager manager) {
        UNet network = new UNet(config, Parameters.random(seed, manager));
        network.parameters().forEach((name, weight) -> {
            Shape shape = weight.getShape();
            if (shape.dimension() < 2) {
                return;
            }
            double drawn =
                    shape.dimension() == 2 ? 0.02 : Math.sqrt(2.0 / (shape.get(0) * shape.get(2) * shape.get(3)));
            double fanIn = (double) shape.size() / shape.get(0);
            double wanted = name.equals("class_embedding.weight") ? 1 : 1 / Math.sqrt(3 * fanIn);
            weight.muli(wanted / drawn);
        });
        return network;
    }
}
