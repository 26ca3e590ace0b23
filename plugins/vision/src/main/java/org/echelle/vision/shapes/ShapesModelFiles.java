package org.echelle.vision.shapes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.HostTensor;
import org.echelle.torch.JsonFiles;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.vision.subject.ViTConfig;
import org.echelle.vision.subject.VisionTransformer;

/** The folder of a trained shapes transformer: weights, timm's kind of config, metrics. */
final class ShapesModelFiles {
    static final String WEIGHTS = "model.safetensors";
    static final String CONFIG = "config.json";
    static final String METRICS = "metrics.json";

    private ShapesModelFiles() {}

    static void write(Path folder, VisionTransformer network, ShapesTrainOptions options, ShapesMetrics metrics) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        network.parameters().forEach((name, array) -> tensors.put(name, HostTensor.of(array)));
        SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of());
        JsonFiles.write(folder.resolve(CONFIG), config(network.config()));
        JsonFiles.write(folder.resolve(METRICS), metrics(network, options, metrics));
    }

    private static Map<String, Object> config(ViTConfig c) {
        Map<String, Object> cfg = new LinkedHashMap<>();
        cfg.put("input_size", List.of(c.channels(), c.imageHeight(), c.imageWidth()));
        cfg.put("mean", List.of(PictureBatches.MEAN, PictureBatches.MEAN, PictureBatches.MEAN));
        cfg.put("std", List.of(PictureBatches.STD, PictureBatches.STD, PictureBatches.STD));
        cfg.put("interpolation", "bicubic");
        cfg.put("crop_pct", 1.0);
        cfg.put("crop_mode", "center");
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("img_size", c.imageHeight());
        arguments.put("patch_size", c.patch());
        arguments.put("in_chans", c.channels());
        arguments.put("embed_dim", c.width());
        arguments.put("depth", c.depth());
        arguments.put("num_heads", c.heads());
        arguments.put("mlp_ratio", c.mlpWidth() / (double) c.width());
        List<String> labels = new ArrayList<>();
        List<Map<String, Object>> groups = new ArrayList<>();
        for (Factor factor : Factor.values()) {
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("name", factor.label());
            group.put("from", labels.size());
            group.put("values", factor.terms());
            groups.add(group);
            factor.terms().forEach(term -> labels.add(factor.label() + "/" + term));
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architecture", "vision_transformer");
        config.put("num_classes", labels.size());
        config.put("num_features", c.width());
        config.put("global_pool", "token");
        config.put("model_args", arguments);
        config.put("pretrained_cfg", cfg);
        config.put("label_names", labels);
        config.put("factor_groups", groups);
        return config;
    }

    private static Map<String, Object> metrics(VisionTransformer network, ShapesTrainOptions o, ShapesMetrics m) {
        Map<String, Object> accuracy = new LinkedHashMap<>();
        for (Factor factor : Factor.values()) {
            accuracy.put(factor.label(), m.right()[factor.place()] / (double) m.heldOut());
        }
        long parameters = network.parameters().values().stream()
                .mapToLong(a -> a.getShape().size())
                .sum();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("command", command(o));
        metrics.put("seed", o.seed());
        metrics.put("held_out_seed", ~o.seed());
        metrics.put("steps", o.steps());
        metrics.put("pictures_seen", (long) o.steps() * o.batch());
        metrics.put("seconds", Math.round(m.seconds() * 10) / 10.0);
        metrics.put("parameters", parameters);
        metrics.put("final_loss", m.loss());
        metrics.put("held_out_pictures", m.heldOut());
        metrics.put("held_out_accuracy", accuracy);
        return metrics;
    }

    private static String command(ShapesTrainOptions o) {
        return "./echelle train-subject --domain vision --trainer shapes-vit --out DIR --set steps=" + o.steps()
                + " --set batch=" + o.batch() + " --set learning-rate=" + o.learningRate() + " --set warmup="
                + o.warmup()
                + " --set weight-decay=" + o.weightDecay() + " --set width=" + o.width() + " --set depth=" + o.depth()
                + " --set heads=" + o.heads() + " --set patch=" + o.patch() + " --set held-out=" + o.heldOut()
                + " --set seed=" + o.seed();
    }
}
