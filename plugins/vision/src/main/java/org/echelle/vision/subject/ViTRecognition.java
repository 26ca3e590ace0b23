package org.echelle.vision.subject;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.echelle.nn.Activation;
import org.echelle.nn.Attention;
import org.echelle.nn.Parameters;
import org.echelle.pictures.Interpolation;
import org.echelle.torch.Weights;
import org.echelle.vision.subject.ViTConfig.Head;
import org.echelle.vision.subject.ViTConfig.Pooling;
import org.echelle.vision.subject.ViTConfig.PositionRule;
import org.echelle.vision.subject.ViTLayout.Part;

/** Infers what ViT stands in weights: layout from names, sizes from shapes, the rest from options, config files or custom. */
final class ViTRecognition {
    /** Heads of the published ViTs whose head is not 64 wide. */
    private static final Map<Long, Integer> UNUSUAL_HEADS = Map.of(1280L, 16, 1408L, 16, 1664L, 16);

    private final ViTOptions options;
    private final PublishedConfig published;
    private final ViTLayout layout;
    private final String prefix;
    private final WeightShapes shapes;

    ViTRecognition(Weights weights, ViTOptions options, PublishedConfig published) {
        this.options = options;
        this.published = published;
        layout = layout(weights, options.layout());
        prefix = layout.prefix(weights.names()).orElseThrow();
        shapes = new WeightShapes(weights, "a ViT (" + layout.title() + " layout)");
    }

    private static ViTLayout layout(Weights weights, String asked) {
        List<ViTLayout> fitting = Arrays.stream(ViTLayout.values())
                .filter(l -> l.prefix(weights.names()).isPresent())
                .toList();
        if (!asked.equals("auto")) {
            ViTLayout named = Arrays.stream(ViTLayout.values())
                    .filter(l -> l.title().equals(asked))
                    .findFirst()
                    .orElseThrow(() -> new SubjectException("The layout " + asked + " is not known; known are auto, "
                            + Arrays.stream(ViTLayout.values())
                                    .map(ViTLayout::title)
                                    .collect(Collectors.joining(", "))
                            + "."));
            if (!fitting.contains(named)) {
                throw new SubjectException("The weights in " + weights.path() + " are not in the layout " + asked + ": "
                        + (fitting.isEmpty()
                                ? new WeightShapes(weights, "").looks()
                                : "their names are those of " + fitting.get(0).title() + "; use layout: auto")
                        + ".");
            }
            return named;
        }
        if (fitting.isEmpty()) {
            throw new SubjectException("The weights in " + weights.path() + " hold no ViT: "
                    + new WeightShapes(weights, "").looks() + ".");
        }
        return fitting.get(0);
    }

    private String full(Part part) {
        return prefix + layout.name(part);
    }

    private boolean has(Part part, String suffix) {
        return layout.has(part) && shapes.has(full(part).replace("%d", "0") + suffix);
    }

    ViTConfig config() {
        int width = (int) shapes.of(full(Part.NORM1).replace("%d", "0") + ".weight", 1)[0];
        int depth = shapes.count(full(Part.NORM1) + ".weight");
        boolean gated = has(Part.GATED_IN, ".weight");
        int mlp = (int) shapes.of(full(gated ? Part.GATED_IN : Part.MLP_IN).replace("%d", "0") + ".weight", 2)[0];
        long[] patchShape = shapes.of(full(Part.PATCH) + ".weight", layout == ViTLayout.LUCIDRAINS ? 2 : 4);
        int channels = layout == ViTLayout.LUCIDRAINS ? channels(patchShape[1]) : (int) patchShape[1];
        int patch = layout == ViTLayout.LUCIDRAINS
                ? (int) Math.round(Math.sqrt((double) patchShape[1] / channels))
                : (int) patchShape[2];
        long[] positionShape = shapes.of(full(Part.POSITIONS), 2, 3);
        int positions = (int) positionShape[positionShape.length - 2];
        boolean classToken = has(Part.CLASS, "");
        String registersName = registers();
        int registers = registersName.isEmpty() ? 0 : (int) shapes.of(prefix + registersName, 3)[1];
        int image = options.imageSize().orElseGet(() -> imageSize(channels, patch, positions, classToken, registers));
        int heads = heads(width);
        HeadFound head = head(width);
        boolean pooledNorm = has(Part.POOLED_NORM, ".weight");
        Pooling pooling = head.in == 2L * width
                ? Pooling.CLASS_AND_MEAN
                : !classToken || (layout == ViTLayout.TIMM && pooledNorm) ? Pooling.MEAN : Pooling.CLASS;
        boolean preNorm = has(Part.PRE_NORM, ".weight");
        return new ViTConfig(
                layout,
                prefix,
                image,
                image,
                patch,
                channels,
                width,
                depth,
                heads,
                options.attentionScale()
                        .orElse(Attention.scale(layout == ViTLayout.LUCIDRAINS ? width : Math.max(1, width / heads))),
                gated ? mlp / 2 : mlp,
                gated,
                activation(gated),
                options.normEps().orElse(published.number("layer_norm_eps").orElse(usualEps(preNorm))),
                classToken,
                registers,
                registersName,
                positions,
                positionRule(registers),
                preNorm,
                has(Part.FINAL_NORM, ".weight"),
                pooledNorm,
                has(Part.SCALE1, ""),
                shapes.has(full(Part.PATCH) + ".bias"),
                qkvBias(),
                pooling,
                head.kind,
                head.name,
                head.out);
    }

    private int channels(long patchLength) {
        for (int c : options.channels().map(List::of).orElse(List.of(3, 1))) {
            long side = Math.round(Math.sqrt((double) patchLength / c));
            if (side * side * c == patchLength) {
                return c;
            }
        }
        throw new SubjectException("A patch of " + patchLength
                + " values is no square of 1 or 3 channels; set the option channels to what the network takes.");
    }

    private String registers() {
        for (String name : List.of("register_tokens", "reg_token", "embeddings.register_tokens")) {
            if (shapes.has(prefix + name)) {
                return name;
            }
        }
        return "";
    }

    /** Meta's own checkpoints, which were trained on 518 pixels and are used on 224. */
    private boolean metaDino() {
        return layout == ViTLayout.TIMM
                && (shapes.has(prefix + "mask_token") || shapes.has(prefix + "register_tokens"));
    }

    private int imageSize(int channels, int patch, int positions, boolean classToken, int registers) {
        Optional<Preprocessing> known = published.preprocessing(channels);
        if (known.isPresent()) {
            return known.get().height();
        }
        OptionalInt said = published.integer("image_size", "img_size");
        if (said.isPresent()) {
            return said.getAsInt();
        }
        if (metaDino() && positions == 37 * 37 + 1) {
            return 16 * patch;
        }
        for (int leading : new int[] {classToken ? 1 : 0, 0, (classToken ? 1 : 0) + registers}) {
            int side = (int) Math.round(Math.sqrt(positions - leading));
            if (side * side == positions - leading) {
                return side * patch;
            }
        }
        throw new SubjectException(
                "The " + positions + " learned positions are no square grid; set the option image-size.");
    }

    private int heads(long width) {
        if (options.heads().isPresent()) {
            return options.heads().get();
        }
        OptionalInt said = published.integer("num_attention_heads", "num_heads", "heads");
        if (said.isPresent()) {
            return said.getAsInt();
        }
        if (layout == ViTLayout.LUCIDRAINS) {
            return 8; // the library's default
        }
        if (UNUSUAL_HEADS.containsKey(width)) {
            return UNUSUAL_HEADS.get(width);
        }
        if (width % 64 == 0) {
            return (int) (width / 64);
        }
        throw new SubjectException("Nothing tells the number of attention heads of this ViT of width " + width
                + "; set the option heads.");
    }

    private boolean qkvBias() {
        if (layout.has(Part.PACKED)) {
            return has(Part.PACKED, "bias");
        }
        return has(layout.has(Part.QKV) ? Part.QKV : Part.QUERY, ".bias");
    }

    private Activation activation(boolean gated) {
        if (options.activation().isPresent()) {
            return Activation.named(options.activation().get());
        }
        if (gated) {
            return Activation.SILU;
        }
        if (published.quickGelu().isPresent()) {
            return published.quickGelu().get() ? Activation.QUICK_GELU : Activation.GELU;
        }
        boolean clip = layout == ViTLayout.OPENAI_CLIP || layout == ViTLayout.HUGGINGFACE_CLIP;
        return published
                .text("hidden_act")
                .map(Activation::named)
                .orElse(clip ? Activation.QUICK_GELU : Activation.GELU);
    }

    private double usualEps(boolean preNorm) {
        return switch (layout) {
            case TIMM -> preNorm ? 1e-5 : 1e-6; // timm's ViTs with a norm in front are CLIP's
            case HUGGINGFACE_DINOV2 -> 1e-6;
            case HUGGINGFACE_VIT -> 1e-12;
            case HUGGINGFACE_CLIP, OPENAI_CLIP, LUCIDRAINS -> 1e-5;
        };
    }

    private PositionRule positionRule(int registers) {
        if (layout != ViTLayout.TIMM) {
            return PositionRule.BICUBIC;
        }
        return metaDino() && registers == 0 ? PositionRule.BICUBIC_OFFSET : PositionRule.BICUBIC_ANTIALIASED;
    }

    private record HeadFound(Head kind, String name, long in, int out) {}

    private HeadFound head(int width) {
        for (String scope : List.of(prefix, outer())) {
            if (layout.has(Part.HEAD) && shapes.has(scope + layout.name(Part.HEAD) + ".weight")) {
                String name = scope + layout.name(Part.HEAD);
                long[] shape = shapes.of(name + ".weight", 2);
                boolean two = layout.has(Part.HEAD_IN);
                return new HeadFound(two ? Head.MLP : Head.LINEAR, name, two ? width : shape[1], (int) shape[0]);
            }
            if (layout.has(Part.PROJECTION) && shapes.has(scope + layout.name(Part.PROJECTION))) {
                String name = scope + layout.name(Part.PROJECTION);
                return new HeadFound(Head.PROJECTION, name, width, (int) shapes.of(name, 2)[0]);
            }
            if (layout.has(Part.MATRIX) && shapes.has(scope + layout.name(Part.MATRIX))) {
                String name = scope + layout.name(Part.MATRIX);
                return new HeadFound(Head.MATRIX, name, width, (int) shapes.of(name, 2)[1]);
            }
        }
        return new HeadFound(Head.NONE, "", width, width);
    }

    /** The scope around the tower, where Hugging Face puts heads: {@code vit.} less its last part. */
    private String outer() {
        int dot = prefix.lastIndexOf('.', prefix.length() - 2);
        return prefix.substring(0, dot + 1);
    }

    /** What may be left over: other towers of the same model, and parameters of training only. */
    void ignore(Parameters p) {
        p.at(prefix).ignore("mask_token", "embeddings.mask_token", "pooler.*", "embeddings.position_ids");
        if (layout == ViTLayout.HUGGINGFACE_CLIP) {
            p.at(outer()).ignore("text_model.*", "text_projection.*", "logit_scale", "logit_bias");
        }
        if (layout == ViTLayout.OPENAI_CLIP && !prefix.isEmpty()) {
            p.at(outer())
                    .ignore(
                            "transformer.*",
                            "token_embedding.*",
                            "positional_embedding",
                            "ln_final.*",
                            "text_projection*",
                            "text.*",
                            "logit_scale",
                            "logit_bias",
                            "attn_mask",
                            "input_resolution",
                            "context_length",
                            "vocab_size");
        }
    }

    /** What is usual for the layout when neither config files nor options tell. */
    Preprocessing usualPreprocessing(ViTConfig c) {
        int size = c.imageHeight();
        boolean clip = layout == ViTLayout.OPENAI_CLIP || layout == ViTLayout.HUGGINGFACE_CLIP || c.preNorm();
        boolean dino = metaDino() || layout == ViTLayout.HUGGINGFACE_DINOV2;
        List<Double> half = List.of(0.5);
        String assumed = "assumed, as usual for " + layout.title() + " weights; the option preprocessing changes it";
        if (clip) {
            return shortest(c, size, Interpolation.BICUBIC, Preprocessing.CLIP_MEAN, Preprocessing.CLIP_STD, assumed);
        }
        if (dino) {
            int edge = Math.round(size * 256f / 224);
            return shortest(
                    c, edge, Interpolation.BICUBIC, Preprocessing.IMAGENET_MEAN, Preprocessing.IMAGENET_STD, assumed);
        }
        if (layout == ViTLayout.TIMM) {
            return shortest(c, (int) Math.floor(size / 0.9), Interpolation.BICUBIC, half, half, assumed);
        }
        boolean mnist = layout == ViTLayout.LUCIDRAINS && c.channels() == 1 && size == 28;
        return new Preprocessing(
                c.channels(),
                Resize.EXACT,
                size,
                size,
                size,
                size,
                Interpolation.BILINEAR,
                false,
                mnist ? List.of(0.1307) : half,
                mnist ? List.of(0.3081) : half,
                mnist ? "assumed, as usual for MNIST; the option preprocessing changes it" : assumed);
    }

    private static Preprocessing shortest(
            ViTConfig c, int edge, Interpolation filter, List<Double> mean, List<Double> std, String source) {
        boolean grey = c.channels() == 1;
        return new Preprocessing(
                c.channels(),
                Resize.SHORTEST,
                edge,
                edge,
                c.imageHeight(),
                c.imageWidth(),
                filter,
                false,
                grey ? List.of(mean.get(0)) : mean,
                grey ? List.of(std.get(0)) : std,
                source);
    }
}
