package org.echelle.vision.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.echelle.pictures.Interpolation;
import org.echelle.torch.JsonFiles;

/**
 * What the JSON files beside the weights say: Hugging Face's {@code config.json} and {@code preprocessor_config.json}, timm's
 * {@code config.json} ({@code model_args}, {@code pretrained_cfg}), open_clip's {@code open_clip_config.json}.
 */
final class PublishedConfig {
    private final JsonNode model;
    private final JsonNode preprocessor;
    private final JsonNode openClip;

    private PublishedConfig(JsonNode model, JsonNode preprocessor, JsonNode openClip) {
        this.model = model;
        this.preprocessor = preprocessor;
        this.openClip = openClip;
    }

    /** Reads what lies in the weights' folder. */
    static PublishedConfig beside(Path weights) {
        Path folder =
                Files.isDirectory(weights) ? weights : weights.toAbsolutePath().getParent();
        JsonNode model = read(folder.resolve("config.json"));
        boolean known = model.has("model_type")
                || model.has("hidden_size")
                || model.has("architecture")
                || model.has("pretrained_cfg")
                || model.has("vision_config");
        return new PublishedConfig(
                known ? model : MissingNode.getInstance(),
                read(folder.resolve("preprocessor_config.json")),
                read(folder.resolve("open_clip_config.json")));
    }

    private static JsonNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JsonFiles.mapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SubjectException(
                    "The config file " + file + " is not readable JSON: " + JsonFiles.fault(e)
                            + "; repair it or move it away.",
                    e);
        }
    }

    /** The part of the config that speaks of the vision tower. */
    private JsonNode vision() {
        JsonNode tower = model.path("vision_config");
        if (tower.isObject()) {
            return tower;
        }
        JsonNode arguments = model.path("model_args");
        return arguments.isObject() ? arguments : model;
    }

    /** A whole number under the first of these keys that stands in the model's config. */
    OptionalInt integer(String... keys) {
        for (String key : keys) {
            JsonNode value = vision().path(key);
            if (value.isArray() && !value.isEmpty()) {
                value = value.get(0);
            }
            if (value.isIntegralNumber()) {
                return OptionalInt.of(value.asInt());
            }
        }
        return OptionalInt.empty();
    }

    OptionalDouble number(String key) {
        JsonNode value = vision().path(key);
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    Optional<String> text(String key) {
        JsonNode value = vision().path(key);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** open_clip says whether a model was trained with QuickGELU. */
    Optional<Boolean> quickGelu() {
        JsonNode clip = openClip.path("model_cfg");
        return clip.isObject() ? Optional.of(clip.path("quick_gelu").asBoolean(false)) : Optional.empty();
    }

    /** Names of the classes in order, empty when not said. */
    List<String> labels() {
        List<String> names = new ArrayList<>();
        JsonNode byId = model.path("id2label");
        for (int i = 0; byId.has(Integer.toString(i)); i++) {
            names.add(byId.path(Integer.toString(i)).asText());
        }
        for (JsonNode list :
                List.of(model.path("label_names"), model.path("pretrained_cfg").path("label_names"))) {
            if (names.isEmpty() && list.isArray()) {
                list.forEach(n -> names.add(n.asText()));
            }
        }
        return List.copyOf(names);
    }

    /**
     * The published preprocessing, if there is one.
     *
     * @param channels of the network
     */
    Optional<Preprocessing> preprocessing(int channels) {
        if (preprocessor.isObject()) {
            return Optional.of(huggingFace(channels));
        }
        JsonNode timm = model.path("pretrained_cfg");
        if (timm.isObject() && timm.path("input_size").size() == 3) {
            return Optional.of(timm(timm, channels));
        }
        JsonNode clip = openClip.path("preprocess_cfg");
        if (clip.isObject()) {
            int size = first(clip.path("size"), integer("image_size").orElse(224));
            return Optional.of(new Preprocessing(
                    channels,
                    clip.path("resize_mode").asText("shortest").equals("squash") ? Resize.EXACT : Resize.SHORTEST,
                    size,
                    size,
                    size,
                    size,
                    Interpolation.named(clip.path("interpolation").asText("bicubic")),
                    false,
                    doubles(clip.path("mean"), Preprocessing.CLIP_MEAN),
                    doubles(clip.path("std"), Preprocessing.CLIP_STD),
                    "from open_clip_config.json"));
        }
        return Optional.empty();
    }

    private Preprocessing huggingFace(int channels) {
        JsonNode size = preprocessor.path("size");
        boolean shortest = size.has("shortest_edge")
                || (size.isInt() && preprocessor.path("do_center_crop").asBoolean(false));
        int edge = first(size, 224);
        int toHeight = size.path("height").asInt(size.path("shortest_edge").asInt(edge));
        int toWidth = size.path("width").asInt(size.path("shortest_edge").asInt(edge));
        JsonNode crop = preprocessor.path("crop_size");
        boolean crops = preprocessor.path("do_center_crop").asBoolean(crop.isObject() || crop.isInt());
        int height = crops ? crop.path("height").asInt(first(crop, toHeight)) : toHeight;
        int width = crops ? crop.path("width").asInt(first(crop, toWidth)) : toWidth;
        boolean resizes = preprocessor.path("do_resize").asBoolean(true);
        boolean normalises = preprocessor.path("do_normalize").asBoolean(true);
        return new Preprocessing(
                channels,
                !resizes ? Resize.NONE : shortest ? Resize.SHORTEST : Resize.EXACT,
                toHeight,
                toWidth,
                height,
                width,
                Interpolation.numbered(preprocessor.path("resample").asInt(2)),
                false,
                normalises ? doubles(preprocessor.path("image_mean"), List.of(0.5)) : List.of(0.0),
                normalises ? doubles(preprocessor.path("image_std"), List.of(0.5)) : List.of(1.0),
                "from preprocessor_config.json");
    }

    private static Preprocessing timm(JsonNode timm, int channels) {
        int height = timm.path("input_size").get(1).asInt();
        int width = timm.path("input_size").get(2).asInt();
        double share = timm.path("crop_pct").asDouble(0.875);
        boolean squash = timm.path("crop_mode").asText("center").equals("squash");
        return new Preprocessing(
                channels,
                squash || height != width ? Resize.EXACT : Resize.SHORTEST,
                (int) Math.floor(height / share),
                (int) Math.floor(width / share),
                height,
                width,
                Interpolation.named(timm.path("interpolation").asText("bilinear")),
                timm.path("invert").asBoolean(false),
                doubles(timm.path("mean"), Preprocessing.IMAGENET_MEAN),
                doubles(timm.path("std"), Preprocessing.IMAGENET_STD),
                "from config.json (pretrained_cfg)");
    }

    private static int first(JsonNode value, int otherwise) {
        return value.isArray() && !value.isEmpty() ? value.get(0).asInt(otherwise) : value.asInt(otherwise);
    }

    private static List<Double> doubles(JsonNode array, List<Double> otherwise) {
        if (!array.isArray() || array.isEmpty()) {
            return otherwise;
        }
        List<Double> values = new ArrayList<>();
        array.forEach(v -> values.add(v.asDouble()));
        return values;
    }
}
