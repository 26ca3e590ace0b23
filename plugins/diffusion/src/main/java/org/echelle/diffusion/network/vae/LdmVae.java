package org.echelle.diffusion.network.vae;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/**
 * The autoencoder within Stable Diffusion's one-file checkpoints (keys {@code first_stage_model.encoder.down.0.block.0.conv1.weight}): its
 * settings, read from shapes, and its weights under diffusers' names.
 */
public final class LdmVae {
    private static final String FIRST = "encoder.down.0.block.0.conv1.weight";
    /** Of whole checkpoints, and of files that hold the autoencoder alone. */
    private static final List<String> PREFIXES = List.of("first_stage_model.", "");

    private static final double SCALE = 0.18215;
    private static final double XL_SCALE = 0.13025;
    private static final Pattern LEVEL = Pattern.compile("(encoder|decoder)\\.(down|up)\\.(\\d+)\\.(.+)");
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("mid.block_1.", "mid_block.resnets.0.");
        PARTS.put("mid.block_2.", "mid_block.resnets.1.");
        PARTS.put("mid.attn_1.norm.", "mid_block.attentions.0.group_norm.");
        PARTS.put("mid.attn_1.q.", "mid_block.attentions.0.to_q.");
        PARTS.put("mid.attn_1.k.", "mid_block.attentions.0.to_k.");
        PARTS.put("mid.attn_1.v.", "mid_block.attentions.0.to_v.");
        PARTS.put("mid.attn_1.proj_out.", "mid_block.attentions.0.to_out.0.");
        PARTS.put("norm_out.", "conv_norm_out.");
        PARTS.put(".nin_shortcut.", ".conv_shortcut.");
    }

    private LdmVae() {}

    /** Whether a file holds such an autoencoder. */
    public static boolean isOne(Weights weights) {
        return PREFIXES.stream().anyMatch(p -> weights.names().contains(p + FIRST));
    }

    /**
     * Its settings as shapes tell them; latents are scaled as the published models scale them, by 0.13025 in XL and else by 0.18215.
     *
     * @throws DiffusionException if there is none
     */
    public static VaeConfig config(Weights weights) {
        return config(weights, weights.names().stream().anyMatch(n -> n.startsWith("conditioner.")));
    }

    /** The same where it is known whether it belongs to XL, as of a file that holds the autoencoder alone. */
    public static VaeConfig config(Weights weights, boolean xl) {
        String prefix = prefix(weights);
        List<Integer> widths = new ArrayList<>();
        int resnets = 0;
        while (weights.names().contains(block(prefix, widths.size(), 0))) {
            widths.add((int) shape(weights, block(prefix, widths.size(), 0))[0]);
        }
        while (weights.names().contains(block(prefix, 0, resnets))) {
            resnets++;
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "AutoencoderKL");
        config.put("in_channels", (int) shape(weights, prefix + "encoder.conv_in.weight")[1]);
        config.put("out_channels", (int) shape(weights, prefix + "decoder.conv_out.weight")[0]);
        config.put("latent_channels", (int) shape(weights, prefix + "decoder.conv_in.weight")[1]);
        config.put("block_out_channels", widths);
        config.put("layers_per_block", resnets);
        config.put("use_quant_conv", weights.names().contains(prefix + "quant_conv.weight"));
        config.put("use_post_quant_conv", weights.names().contains(prefix + "post_quant_conv.weight"));
        config.put("scaling_factor", xl ? XL_SCALE : SCALE);
        return VaeConfig.of(ConfigFile.of(String.valueOf(weights.path()), config));
    }

    private static String block(String prefix, int level, int resnet) {
        return prefix + "encoder.down." + level + ".block." + resnet + ".conv1.weight";
    }

    private static long[] shape(Weights weights, String name) {
        return weights.tensor(name).shape();
    }

    private static String prefix(Weights weights) {
        return PREFIXES.stream()
                .filter(p -> weights.names().contains(p + FIRST))
                .findFirst()
                .orElseThrow(() -> new DiffusionException("The file has no " + PREFIXES.get(0) + FIRST
                        + ", so that no autoencoder is in it; give a checkpoint that holds one, or a folder in"
                        + " diffusers' layout."));
    }

    /** Its weights under diffusers' names; everything else in the file is left out. */
    public static Weights weights(Weights weights) {
        String prefix = prefix(weights);
        int levels = 0;
        while (weights.names().contains(block(prefix, levels, 0))) {
            levels++;
        }
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        for (String name : weights.names()) {
            if (name.startsWith(prefix) && !name.startsWith(prefix + "loss.")) {
                HostTensor tensor = weights.tensor(name);
                String ours = rename(name.substring(prefix.length()), levels);
                long[] shape = tensor.shape();
                boolean pointwise = ours.contains(".attentions.") && shape.length == 4;
                renamed.put(ours, pointwise ? tensor.reshape(shape[0], shape[1]) : tensor);
            }
        }
        return Weights.of(renamed);
    }

    private static String rename(String name, int levels) {
        String ours = name;
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            ours = ours.replace(part.getKey(), part.getValue());
        }
        Matcher level = LEVEL.matcher(ours);
        if (!level.matches()) {
            return ours;
        }
        int number = Integer.parseInt(level.group(3));
        boolean up = level.group(2).equals("up"); // counted from the pictures' side, against the order of running
        String rest = level.group(4)
                .replace("block.", "resnets.")
                .replace("downsample.", "downsamplers.0.")
                .replace("upsample.", "upsamplers.0.");
        return level.group(1) + (up ? ".up_blocks." : ".down_blocks.") + (up ? levels - 1 - number : number) + "."
                + rest;
    }
}
