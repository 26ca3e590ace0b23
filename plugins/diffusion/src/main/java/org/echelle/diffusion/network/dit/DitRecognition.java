package org.echelle.diffusion.network.dit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.WeightShapes;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.Activation;
import org.echelle.torch.Weights;

/** Infers what diffusion transformer stands in weights: layout from names, sizes from shapes, the rest from config.json or options. */
final class DitRecognition {
    /** Heads of the published sizes (S, B, L, XL). */
    private static final Map<Integer, Integer> PUBLISHED_HEADS = Map.of(384, 6, 768, 12, 1024, 16, 1152, 16);

    private final Weights weights;
    private final DitOptions options;
    private final JsonNode json;
    private final DitLayout layout;
    private final String prefix;
    private final WeightShapes shapes;

    private DitRecognition(Weights weights, DitOptions options, DitLayout layout, String prefix) {
        this.weights = weights;
        this.options = options;
        this.layout = layout;
        this.prefix = prefix;
        shapes = new WeightShapes(weights, layout.readsText() ? "PixArt-alpha" : "a DiT");
        json = layout.isAuthors() ? MissingNode.getInstance() : json(weights);
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
        return new Found(new DitRecognition(weights, options, layout, prefix).config(), prefix);
    }

    private static JsonNode json(Weights weights) {
        Optional<Path> file = weights.folderFile("config.json");
        if (file.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return new ObjectMapper().readTree(file.get().toFile());
        } catch (IOException e) {
            throw new DiffusionException(file.get() + " is no readable JSON: " + e.getMessage() + ".", e);
        }
    }

    private String full(Part part, String suffix) {
        return prefix + layout.name(part, 0) + suffix;
    }

    private DitConfig config() {
        refuseForeign();
        int[] patch = shapes.of(full(Part.PATCH, ".weight"), 4);
        int width = patch[0];
        int depth = shapes.count(prefix + layout.name(Part.MLP_IN) + ".weight");
        int out = shapes.of(full(Part.LAST, ".weight"), 2)[0] / (patch[2] * patch[2]);
        int size = size(patch[2]);
        int entries = layout.readsText() ? 0 : shapes.of(full(Part.CLASSES, ".weight"), 2)[0];
        int classes = json.path("num_embeds_ada_norm").asInt(entries - 1);
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
                diffusersDit ? json.path("norm_eps").asDouble(1e-5) : DitConfig.NORM_EPS,
                layout.readsText() ? shapes.of(full(Part.TEXT_IN, ".weight"), 2)[1] : 0,
                layout.readsText() && shapes.has(full(Part.SIZE_IN, ".weight")),
                interpolation(size));
    }

    private void refuseForeign() {
        String usual = layout.readsText() ? "ada_norm_single" : "ada_norm_zero";
        String norm = json.path("norm_type").asText(usual);
        boolean affine = json.path("norm_elementwise_affine").asBoolean(false);
        if (!norm.equals(usual) || affine) {
            throw new DiffusionException("The config.json in " + weights.path() + " asks for norm_type " + norm
                    + " and norm_elementwise_affine " + affine + ", but a "
                    + (layout.readsText() ? "PixArt-alpha" : "DiT")
                    + " has " + usual + " and false; no other is known here.");
        }
    }

    private Activation activation() {
        String name = json.path("activation_fn").asText("gelu-approximate");
        return switch (name) {
            case "gelu-approximate" -> Activation.GELU_TANH;
            case "gelu" -> Activation.GELU;
            default ->
                throw new DiffusionException("The config.json in " + weights.path() + " asks for activation_fn " + name
                        + "; known are gelu-approximate and gelu.");
        };
    }

    private int size(int patch) {
        if (options.size().isPresent()) {
            return options.size().get();
        }
        if (json.hasNonNull("sample_size")) {
            return json.get("sample_size").asInt();
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
        return json.hasNonNull("interpolation_scale")
                ? json.get("interpolation_scale").asDouble()
                : Math.max(size / 64, 1);
    }

    private int heads(int width) {
        if (options.heads().isPresent()) {
            return options.heads().get();
        }
        if (json.hasNonNull("num_attention_heads")) {
            return json.get("num_attention_heads").asInt();
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
