package org.echelle.diffusion.network.unet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/**
 * Stable Diffusion in one file, as its authors publish it (keys {@code model.diffusion_model.input_blocks.1.0.in_layers.0.weight}): the
 * U-Net's settings, read from shapes, and its weights under diffusers' names.
 *
 * <p>Shapes do not tell the number of heads. The published models have 8 of them where projections are convolutions (1.x) and heads of 64
 * where they are linear (2.x, XL); other files need a {@code config.json}. Nor do they tell the size of the pictures: 64 is taken, 128 for
 * XL.
 */
public final class LdmCheckpoint {
    private static final String FIRST = "input_blocks.0.0.weight";
    /** Of whole checkpoints, and of files that hold the U-Net alone. */
    private static final List<String> PREFIXES = List.of("model.diffusion_model.", "diffusion_model.", "");

    private static final int HEAD_WIDTH = 64;
    private static final int HEADS = 8;
    private static final int XL_SIZE_WIDTH = 256;
    private static final int SIZE = 64;
    private static final int XL_SIZE = 128;

    private final Map<String, long[]> shapes;
    private final List<Level> levels = new ArrayList<>();
    private final Map<String, String> modules = new LinkedHashMap<>(); // theirs, without prefix, to ours

    /** What the way down shows of a level. */
    private static final class Level {
        private int width;
        private int resnets;
        private int depth; // 0 without attention
    }

    private LdmCheckpoint(Map<String, long[]> shapes) {
        this.shapes = shapes;
        walkDown();
        walkUp();
        fixed();
    }

    /** Whether a file holds such a U-Net. */
    public static boolean isOne(Weights weights) {
        return PREFIXES.stream().anyMatch(p -> weights.names().contains(p + FIRST));
    }

    /**
     * The U-Net's settings as shapes tell them.
     *
     * @throws DiffusionException if the blocks are not those of Stable Diffusion
     */
    public static UNetConfig config(Weights weights) {
        return config(weights, 0);
    }

    /**
     * The same for samples of another size.
     *
     * @param size height and width of the latents; 0 for the usual one
     */
    public static UNetConfig config(Weights weights, int size) {
        return of(weights).config(String.valueOf(weights.path()), size);
    }

    /** The U-Net's weights under diffusers' names; everything else in the file is left out. */
    public static Weights weights(Weights weights) {
        LdmCheckpoint checkpoint = of(weights);
        String prefix = prefix(weights);
        Map<String, HostTensor> renamed = new LinkedHashMap<>();
        for (String name : checkpoint.shapes.keySet()) {
            renamed.put(checkpoint.rename(name), weights.tensor(prefix + name));
        }
        return Weights.of(renamed);
    }

    private static LdmCheckpoint of(Weights weights) {
        String prefix = prefix(weights);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String name : weights.names()) {
            if (name.startsWith(prefix)) {
                shapes.put(name.substring(prefix.length()), weights.tensor(name).shape());
            }
        }
        return of(shapes);
    }

    private static String prefix(Weights weights) {
        return PREFIXES.stream()
                .filter(p -> weights.names().contains(p + FIRST))
                .findFirst()
                .orElse(PREFIXES.get(0));
    }

    /** @param shapes of the U-Net's parameters, by name without the prefix */
    static LdmCheckpoint of(Map<String, long[]> shapes) {
        if (!shapes.containsKey(FIRST)) {
            throw new DiffusionException("The file has no " + PREFIXES.get(0) + FIRST
                    + ", with which Stable Diffusion's checkpoints begin; give one of those or a folder in"
                    + " diffusers' layout.");
        }
        return new LdmCheckpoint(shapes);
    }

    /** diffusers' name; a foreign one stays, so that the check of the parameters names it. */
    String rename(String name) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String ours = modules.get(name.substring(0, dot));
            if (ours != null) {
                return ours + name.substring(dot);
            }
        }
        return name;
    }

    UNetConfig config(String source, int size) {
        long[] first = shapes.get(FIRST);
        Optional<String> keys = shapes.keySet().stream()
                .filter(n -> n.endsWith(".attn2.to_k.weight"))
                .findFirst();
        if (keys.isEmpty() || !shapes.containsKey("out.2.weight")) {
            throw new DiffusionException(source
                    + " holds a U-Net without cross-attention or without an output; it is not Stable Diffusion's.");
        }
        boolean linear = shapes.entrySet().stream()
                .anyMatch(e -> e.getKey().endsWith(".proj_in.weight") && e.getValue().length == 2);
        long[] label = shapes.get("label_emb.0.0.weight");
        List<Integer> widths = list(l -> l.width);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "UNet2DConditionModel");
        config.put("sample_size", size > 0 ? size : label == null ? SIZE : XL_SIZE);
        config.put("in_channels", (int) first[1]);
        config.put("out_channels", (int) shapes.get("out.2.weight")[0]);
        config.put("block_out_channels", widths);
        config.put("layers_per_block", list(l -> l.resnets));
        config.put("norm_num_groups", 32);
        config.put("cross_attention_dim", (int) shapes.get(keys.get())[1]);
        config.put("use_linear_projection", linear);
        config.put("attention_head_dim", list(l -> linear ? Math.max(1, l.width / HEAD_WIDTH) : HEADS));
        config.put("down_block_types", list(l -> l.depth > 0 ? "CrossAttnDownBlock2D" : "DownBlock2D"));
        List<String> up = new ArrayList<>();
        levels.forEach(l -> up.add(0, l.depth > 0 ? "CrossAttnUpBlock2D" : "UpBlock2D"));
        config.put("up_block_types", up);
        List<Integer> depths = new ArrayList<>(list(l -> Math.max(1, l.depth)));
        // The middle has the last level's depth, also where that level itself has no attention.
        depths.set(depths.size() - 1, Math.max(1, depth("middle_block.1")));
        config.put("transformer_layers_per_block", depths);
        if (label != null) {
            config.put("addition_embed_type", "text_time");
            config.put("addition_time_embed_dim", XL_SIZE_WIDTH);
            config.put("projection_class_embeddings_input_dim", (int) label[1]);
        }
        return UNetConfig.of(ConfigFile.of(source, config));
    }

    private <T> List<T> list(Function<Level, T> of) {
        return levels.stream().map(of).toList();
    }

    private boolean has(String module) {
        return shapes.containsKey(module + ".weight");
    }

    private int depth(String attention) {
        int depth = 0;
        while (has(attention + ".transformer_blocks." + depth + ".norm1")) {
            depth++;
        }
        return depth;
    }

    private void walkDown() {
        Level level = new Level();
        for (int n = 1; ; n++) {
            String block = "input_blocks." + n + ".";
            String ours = "down_blocks." + levels.size() + ".";
            if (has(block + "0.op")) {
                modules.put(block + "0.op", ours + "downsamplers.0.conv");
                levels.add(level);
                level = new Level();
            } else if (has(block + "0.in_layers.2")) {
                level.width = (int) shapes.get(block + "0.in_layers.2.weight")[0];
                resnet(block + "0", ours + "resnets." + level.resnets);
                if (has(block + "1.norm")) {
                    level.depth = Math.max(level.depth, depth(block + "1"));
                    modules.put(block + "1", ours + "attentions." + level.resnets);
                }
                level.resnets++;
            } else {
                break;
            }
        }
        levels.add(level);
    }

    private void walkUp() {
        int block = 0;
        int resnet = 0;
        for (int n = 0; has("output_blocks." + n + ".0.in_layers.2"); n++) {
            String theirs = "output_blocks." + n + ".";
            String ours = "up_blocks." + block + ".";
            resnet(theirs + "0", ours + "resnets." + resnet);
            boolean attends = has(theirs + "1.norm");
            if (attends) {
                modules.put(theirs + "1", ours + "attentions." + resnet);
            }
            resnet++;
            String larger = theirs + (attends ? "2" : "1") + ".conv";
            if (has(larger)) {
                modules.put(larger, ours + "upsamplers.0.conv");
                block++;
                resnet = 0;
            }
        }
    }

    private void fixed() {
        modules.put("input_blocks.0.0", "conv_in");
        modules.put("time_embed.0", "time_embedding.linear_1");
        modules.put("time_embed.2", "time_embedding.linear_2");
        modules.put("label_emb.0.0", "add_embedding.linear_1");
        modules.put("label_emb.0.2", "add_embedding.linear_2");
        resnet("middle_block.0", "mid_block.resnets.0");
        modules.put("middle_block.1", "mid_block.attentions.0");
        resnet("middle_block.2", "mid_block.resnets.1");
        modules.put("out.0", "conv_norm_out");
        modules.put("out.2", "conv_out");
    }

    private void resnet(String theirs, String ours) {
        modules.put(theirs + ".in_layers.0", ours + ".norm1");
        modules.put(theirs + ".in_layers.2", ours + ".conv1");
        modules.put(theirs + ".emb_layers.1", ours + ".time_emb_proj");
        modules.put(theirs + ".out_layers.0", ours + ".norm2");
        modules.put(theirs + ".out_layers.3", ours + ".conv2");
        modules.put(theirs + ".skip_connection", ours + ".conv_shortcut");
    }
}
