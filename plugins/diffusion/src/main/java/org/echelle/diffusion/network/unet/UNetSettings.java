package org.echelle.diffusion.network.unet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.diffusion.network.Sinusoid;
import org.echelle.diffusion.network.block.BlockStyle;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.diffusion.network.unet.Stage.Kind;
import org.echelle.diffusion.network.unet.UNetConfig.Added;
import org.echelle.diffusion.network.unet.UNetConfig.Classes;
import org.echelle.nn.Activation;
import org.echelle.nn.NnException;

/** Reads the settings of diffusers' two classes of U-Nets. */
final class UNetSettings {
    /** Our own key: which class stands for none. diffusers warns of it and goes on. */
    static final String UNCONDITIONAL = "unconditional_class";

    private static final Map<String, Kind> DOWN =
            Map.of("DownBlock2D", Kind.NONE, "AttnDownBlock2D", Kind.SELF, "CrossAttnDownBlock2D", Kind.CROSS);
    private static final Map<String, Kind> UP =
            Map.of("UpBlock2D", Kind.NONE, "AttnUpBlock2D", Kind.SELF, "CrossAttnUpBlock2D", Kind.CROSS);

    private final ConfigFile file;
    private final boolean conditional;
    private final List<Integer> widths;
    private final int groups;

    private UNetSettings(ConfigFile file) {
        this.file = file;
        file.only("_class_name", "UNet2DConditionModel", "UNet2DModel");
        conditional = file.has("_class_name")
                ? file.text("_class_name", "").equals("UNet2DConditionModel")
                : file.has("cross_attention_dim");
        widths = file.integers("block_out_channels");
        groups = file.integer("norm_num_groups", 32);
    }

    static UNetConfig read(ConfigFile file) {
        return new UNetSettings(file).config();
    }

    private UNetConfig config() {
        refuseOthers();
        boolean cosines = file.flag("flip_sin_to_cos", true);
        double shift = file.number("freq_shift", 0);
        int timeWidth = conditional ? file.integer("time_embedding_dim", 4 * widths.get(0)) : 4 * widths.get(0);
        BlockStyle style = new BlockStyle(
                groups,
                file.number("norm_eps", 1e-5),
                activation(),
                timeWidth,
                file.text("resnet_time_scale_shift", "default").equals("scale_shift"));
        if (!file.has("sample_size")) {
            file.integer("sample_size"); // says that it must stand there
        }
        List<Integer> size = file.each("sample_size", 2, 0);
        List<Stage> down = stages("down_block_types", DOWN, false);
        List<Stage> up = stages("up_block_types", UP, true);
        return new UNetConfig(
                conditional,
                size.get(0),
                size.get(1),
                file.integer("in_channels", conditional ? 4 : 3),
                file.integer("out_channels", conditional ? 4 : 3),
                conditional ? file.integer("conv_in_kernel", 3) : 3,
                conditional ? file.integer("conv_out_kernel", 3) : 3,
                file.flag("center_input_sample", false),
                new Sinusoid(widths.get(0), cosines, shift),
                style,
                down,
                mid(style),
                up,
                file.integer("downsample_padding", 1),
                file.flag("use_linear_projection", false),
                textWidth(),
                classes(),
                added(cosines, shift));
    }

    private void refuseOthers() {
        file.only("time_embedding_type", "positional");
        file.only("resnet_time_scale_shift", "default", "scale_shift");
        file.only("mid_block_scale_factor", 1);
        file.only("downsample_padding", 0, 1);
        file.only("downsample_type", "conv");
        file.only("upsample_type", "conv");
        file.only("class_embed_type", "timestep");
        if (!conditional) {
            file.only("mid_block_type", "UNetMidBlock2D");
            file.only("attention_legacy_order", false);
            return;
        }
        file.only("mid_block_type", "UNetMidBlock2DCrossAttn");
        for (String key : List.of(
                "only_cross_attention",
                "mid_block_only_cross_attention",
                "dual_cross_attention",
                "resnet_skip_time_act",
                "class_embeddings_concat")) {
            file.only(key, false);
        }
        for (String key : List.of(
                "encoder_hid_dim",
                "encoder_hid_dim_type",
                "time_embedding_act_fn",
                "timestep_post_act",
                "time_cond_proj_dim",
                "cross_attention_norm")) {
            file.only(key);
        }
        file.only("resnet_out_scale_factor", 1);
        file.only("attention_type", "default");
        file.only("addition_embed_type", "text_time");
    }

    private Activation activation() {
        try {
            return Activation.named(file.text("act_fn", "silu"));
        } catch (NnException e) {
            throw file.refuse("act_fn", "implemented are silu, gelu and relu");
        }
    }

    private List<Stage> stages(String key, Map<String, Kind> kinds, boolean up) {
        List<String> types = file.texts(key);
        if (types.size() != widths.size()) {
            throw file.refuse(key, "\"block_out_channels\" has " + widths.size() + " widths, one a block");
        }
        List<Integer> layers = turned(file.each("layers_per_block", widths.size(), 2), up);
        List<Integer> depths = up && file.has("reverse_transformer_layers_per_block")
                ? file.each("reverse_transformer_layers_per_block", widths.size(), 1)
                : turned(file.each("transformer_layers_per_block", widths.size(), 1), up);
        List<Integer> channels = turned(widths, up);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Kind kind = kinds.get(types.get(i));
            if (kind == null || kind == (conditional ? Kind.SELF : Kind.CROSS)) {
                throw file.refuse(
                        key,
                        types.get(i) + " is not implemented; "
                                + (conditional ? "text-conditional" : "pixel") + " U-Nets here have "
                                + String.join(" and ", known(kinds)));
            }
            int width = channels.get(i);
            divides("norm_num_groups", groups, width);
            int heads = kind == Kind.NONE ? 0 : heads(up ? types.size() - 1 - i : i, width);
            stages.add(new Stage(width, layers.get(i) + (up ? 1 : 0), kind, heads, depths.get(i), groups));
        }
        return List.copyOf(stages);
    }

    private List<String> known(Map<String, Kind> kinds) {
        return kinds.entrySet().stream()
                .filter(e -> e.getValue() != (conditional ? Kind.SELF : Kind.CROSS))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static List<Integer> turned(List<Integer> numbers, boolean up) {
        List<Integer> copy = new ArrayList<>(numbers);
        if (up) {
            Collections.reverse(copy);
        }
        return copy;
    }

    private void divides(String key, int divisor, int width) {
        if (divisor < 1 || width % divisor != 0) {
            throw file.refuse(key, "that does not divide the " + width + " channels of a block");
        }
    }

    /**
     * Heads at a level, counted from the top. In conditional U-Nets {@code attention_head_dim} is the number of heads, against its name;
     * diffusers keeps it so for the sake of published files. In pixel U-Nets it is a head's width.
     */
    private int heads(int level, int width) {
        if (conditional) {
            String key = file.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim";
            int heads = file.each(key, widths.size(), 8).get(level);
            divides(key, heads, width);
            return heads;
        }
        int headWidth = file.nulled("attention_head_dim") ? width : file.integer("attention_head_dim", 8);
        divides("attention_head_dim", headWidth, width);
        return width / headWidth;
    }

    private Optional<Stage> mid(BlockStyle style) {
        if (file.nulled("mid_block_type")) {
            return Optional.empty();
        }
        int last = widths.size() - 1;
        int width = widths.get(last);
        if (conditional) {
            int depth =
                    file.each("transformer_layers_per_block", widths.size(), 1).get(last);
            return Optional.of(new Stage(width, 2, Kind.CROSS, heads(last, width), depth, groups));
        }
        Kind kind = file.flag("add_attention", true) ? Kind.SELF : Kind.NONE;
        // With scale and shift the attention in the middle has a norm only if its groups are named.
        int attentionGroups = file.integer("attn_norm_num_groups", style.scaleShift() ? 0 : groups);
        return Optional.of(new Stage(width, 2, kind, kind == Kind.NONE ? 0 : heads(last, width), 1, attentionGroups));
    }

    private int textWidth() {
        if (!conditional) {
            return 0;
        }
        List<Integer> all = file.each("cross_attention_dim", widths.size(), 1280);
        if (all.stream().distinct().count() > 1) {
            throw file.refuse("cross_attention_dim", "one width for all blocks is implemented");
        }
        return all.get(0);
    }

    private Classes classes() {
        boolean sinusoids = file.has("class_embed_type");
        int table = sinusoids ? 0 : file.integer("num_class_embeds", 0);
        int unconditional = file.integer(UNCONDITIONAL, -1);
        if (unconditional >= table && unconditional >= 0) {
            throw file.refuse(UNCONDITIONAL, "there are " + table + " class embeddings, counted from 0");
        }
        return sinusoids || table > 0 ? new Classes(table, sinusoids, unconditional) : Classes.NONE;
    }

    private Optional<Added> added(boolean cosines, double shift) {
        if (!conditional || !file.has("addition_embed_type")) {
            return Optional.empty();
        }
        int size = file.integer("addition_time_embed_dim");
        int width = file.integer("projection_class_embeddings_input_dim");
        if (width <= Added.SIZES * size) {
            throw file.refuse(
                    "projection_class_embeddings_input_dim",
                    "six sizes of " + size + " and a pooled text should fit into it");
        }
        return Optional.of(new Added(new Sinusoid(size, cosines, shift), width - Added.SIZES * size));
    }
}
