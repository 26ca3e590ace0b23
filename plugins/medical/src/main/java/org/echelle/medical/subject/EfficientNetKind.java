package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.medical.MedicalException;
import org.echelle.torch.Weights;

/**
 * EfficientNets under lukemelas' names ({@code _conv_stem}, {@code _blocks.0._depthwise_conv}, {@code _conv_head}), such as Mammo-CLIP's image
 * tower ({@code image_encoder.}) with a fine-tuned head ({@code classifier.classification_head}) or without. Text tower and projections of
 * such a checkpoint are left aside.
 *
 * <p>Hook points, all {@code [batch, width, y, x]}: {@code _blocks.0} and so on, and {@code _swish}, its last call, with the prefix of
 * the weights: 48 x 29 places of 2048 channels for a B5 at 1520 x 912.
 */
public final class EfficientNetKind implements SubjectKind<EfficientNetOptions> {
    private static final String WHAT = "an EfficientNet";
    private static final String MARKER = "_blocks.0._depthwise_conv.weight";
    /** Strides of the seven stages. */
    private static final int[] STRIDES = {1, 2, 2, 2, 1, 2, 1};

    @Override
    public String name() {
        return "efficientnet";
    }

    @Override
    public String description() {
        return "EfficientNet, such as Mammo-CLIP's B5 image tower on mammograms, with or without its head.";
    }

    @Override
    public Class<EfficientNetOptions> options() {
        return EfficientNetOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return WeightSource.matches(weights, names -> names.stream().anyMatch(n -> n.endsWith(MARKER)));
    }

    @Override
    public MedicalSubject open(EfficientNetOptions options, OpenContext context) {
        Weights weights = WeightSource.read(options.weights());
        String prefix = weights.names().stream()
                .filter(n -> n.equals(MARKER) || n.endsWith("." + MARKER))
                .map(n -> n.substring(0, n.length() - MARKER.length()))
                .findFirst()
                .orElseThrow(() -> new MedicalException("The weights in " + options.weights()
                        + " hold no EfficientNet: no parameter is called " + MARKER + "."));
        EfficientNet.Config config = config(weights, prefix, options);
        return FilmSubject.open(
                options.weights(),
                weights,
                WHAT,
                "size " + options.height() + " x " + options.width() + " padded for " + options.paddedFor(),
                p -> {
                    p.ignore("text_encoder.*", "image_projection.*", "text_projection.*", "logit_scale");
                    return new EfficientNet(config, p);
                },
                new Preprocessing(
                        config.channels(),
                        options.height(),
                        options.width(),
                        false,
                        Preprocessing.Range.MIN_MAX,
                        List.of(0.3089279),
                        List.of(0.25053555)),
                options.labels(),
                context);
    }

    private static EfficientNet.Config config(Weights weights, String prefix, EfficientNetOptions options) {
        int stem = WeightSource.size(weights, prefix + "_conv_stem.weight", 0, WHAT);
        List<EfficientNet.Block> blocks = new ArrayList<>();
        int in = stem;
        int stage = -1;
        while (weights.names().contains(prefix + "_blocks." + blocks.size() + "._depthwise_conv.weight")) {
            String p = prefix + "_blocks." + blocks.size() + ".";
            int inner = WeightSource.size(weights, p + "_depthwise_conv.weight", 0, WHAT);
            int kernel = WeightSource.size(weights, p + "_depthwise_conv.weight", 2, WHAT);
            int out = WeightSource.size(weights, p + "_project_conv.weight", 0, WHAT);
            int squeezed = WeightSource.size(weights, p + "_se_reduce.weight", 0, WHAT);
            boolean begins = out != in; // every stage has a width of its own
            stage += begins ? 1 : 0;
            if (stage < 0 || stage >= STRIDES.length) {
                throw new MedicalException("The blocks in " + options.weights()
                        + " do not fall into EfficientNet's seven stages, each of a width of its own.");
            }
            blocks.add(new EfficientNet.Block(in, inner, out, kernel, begins ? STRIDES[stage] : 1, squeezed));
            in = out;
        }
        String head = "classifier.classification_head.weight";
        return new EfficientNet.Config(
                prefix,
                WeightSource.size(weights, prefix + "_conv_stem.weight", 1, WHAT),
                stem,
                blocks,
                WeightSource.size(weights, prefix + "_conv_head.weight", 0, WHAT),
                weights.names().contains(head) ? WeightSource.size(weights, head, 0, WHAT) : 0,
                options.height(),
                options.width(),
                options.paddedFor());
    }
}
