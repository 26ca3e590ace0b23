package org.echelle.diffusion.network.dit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.WeightShapes;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.Activation;
import org.echelle.torch.Weights;

/** Infers what diffusion transformer stands in weights: layout from names, sizes from shapes, the rest from config.json or options. */
final class DitRecognition {
    /** Heads of the published sizes (S, B, L, XL). */
    private static final Map<Integer, Integer> PUBLISHED_HEADS = Map.of(384, 6, 768, 12, 1024, 16, 1152, 16);

    private final Weights weights;
    private final DitOptions options;
    private final ConfigFile config;
    private final DitLayout layout;
    private final String prefix;
    private final WeightShapes shapes;

    private DitRecognition(Weights weights, DitOptions options, DitLayout layout, String prefix) {
        this.weights = weights;
        this.options = options;
        this.layout = layout;
        this.prefix = prefix;
        shapes = new WeightShapes(weights, layout.readsText() ? "PixArt-alpha" : "a DiT");
        Optional<Path> file = layout.isAuthors() ? Optional.empty() : weights.folderFile("config.json");
        config = file.map(ConfigFile::read).orElseGet(() -> ConfigFile.of("No config.json", Map.of()));
    }

    /**
     * What was found.
     *
     * @param prefix what stands before the layout's names
     */
    record Found(DitConfig config, String prefix) {}

    static Optional<DitLayout> layout(Weights weights) {
        return Arrays.stream(DitLayout.values())
                .filter(l -> l.prefix(weights.names()).isPresent())
                .findFirst();
    }

    static Found find(Weights weights, DitOptions options) {
        DitLayout layout = layout(weights)
                .orElseThrow(() -> new DiffusionException("The weights in " + weights.path()
                        + " hold neither a DiT nor a PixArt-alpha: no name of their layouts is among them."));
        String prefix = layout.prefix(weights.names()).orElseThrow();
        return new Found(new DitRecognition(weights, options, layout, prefix).inferred(), prefix);
    }

    private String full(Part part, String suffix) {
        return prefix + layout.name(part, 0) + suffix;
    }

    private DitConfig inferred() {
        refuseForeign();
        int[] patch = shapes.of(full(Part.PATCH, ".weight"), 4);
        int width = patch[0];
        int depth = shapes.count(prefix + layout.name(Part.MLP_IN) + ".weight");
        int out = shapes.of(full(Part.LAST, ".weight"), 2)[0] / (patch[2] * patch[2]);
        int size = size(patch[2]);
        int entries = layout.readsText() ? 0 : shapes.of(full(Part.CLASSES, ".weight"), 2)[0];
        int classes = config.integer("num_embeds_ada_norm", entries - 1);
        boolean diffusersDit = layout == DitLayout.DIFFUSERS_DIT;
        Part qkv = layout.has(Part.QKV) ? Part.QKV : Part.QUERY;
        return new DitConfig(
                layout,
                patch[1],
                out,
                size,
                patch[2],
                width,
                depth,
                heads(width),
                shapes.of(full(Part.MLP_IN, ".weight"), 2)[0],
                activation(),
                layout.readsText() ? 0 : classes,
                entries > classes,
                shapes.has(full(qkv, ".bias")),
                options.frequencyShift().orElse(diffusersDit ? 1.0 : 0.0),
                diffusersDit ? config.number("norm_eps", 1e-5) : DitConfig.NORM_EPS,
                layout.readsText() ? shapes.of(full(Part.TEXT_IN, ".weight"), 2)[1] : 0,
                layout.readsText() && shapes.has(full(Part.SIZE_IN, ".weight")),
                interpolation(size));
    }

    private void refuseForeign() {
        config.only("norm_type", layout.readsText() ? "ada_norm_single" : "ada_norm_zero");
        config.only("norm_elementwise_affine", false);
        config.only("activation_fn", "gelu-approximate", "gelu");
    }

    private Activation activation() {
        boolean exact = config.text("activation_fn", "gelu-approximate").equals("gelu");
        return exact ? Activation.GELU : Activation.GELU_TANH;
    }

    private int size(int patch) {
        if (options.size().isPresent()) {
            return options.size().get();
        }
        if (config.has("sample_size")) {
            return config.integer("sample_size");
        }
        if (layout.has(Part.POSITIONS) && shapes.has(full(Part.POSITIONS, ""))) {
            String name = full(Part.POSITIONS, "");
            return shapes.side(shapes.of(name, 3)[1], name) * patch;
        }
        throw new DiffusionException("Nothing in " + weights.path()
                + " tells the samples' size; put diffusers' config.json beside the weights, or set the option size.");
    }

    private double interpolation(int size) {
        if (!layout.readsText()) {
            return 1;
        }
        return config.number("interpolation_scale", Math.max(size / 64, 1));
    }

    private int heads(int width) {
        if (options.heads().isPresent()) {
            return options.heads().get();
        }
        if (config.has("num_attention_heads")) {
            return config.integer("num_attention_heads");
        }
        Integer published = PUBLISHED_HEADS.get(width);
        if (published == null) {
            throw new DiffusionException("No published DiT or PixArt-alpha has the width " + width + " of "
                    + weights.path() + ", so its number of heads is not known; put diffusers' config.json beside the"
                    + " weights, or set the option heads.");
        }
        return published;
    }
}
