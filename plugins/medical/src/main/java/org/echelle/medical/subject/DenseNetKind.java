package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.torch.Weights;

/**
 * DenseNets of torchxrayvision ({@code features.conv0}, {@code features.denseblock1.denselayer1.norm1}, {@code classifier},
 * {@code op_threshs}), from a state dict.
 *
 * <p>Hook points, all {@code [batch, width, y, x]}: {@code features.denseblock1} to {@code 4}, {@code features.transition1} to {@code 3},
 * {@code features.norm5} (before the ReLU) and {@code relu} (after it). A tap sees an array of its own: the published code's ReLU, which
 * works in place, cannot spoil it.
 */
public final class DenseNetKind implements SubjectKind<SizedOptions> {
    private static final String WHAT = "a DenseNet (torchxrayvision)";

    /** torchxrayvision's findings, in order. */
    private static final List<String> FINDINGS = List.of(
            "Atelectasis",
            "Consolidation",
            "Infiltration",
            "Pneumothorax",
            "Edema",
            "Emphysema",
            "Fibrosis",
            "Effusion",
            "Pneumonia",
            "Pleural_Thickening",
            "Cardiomegaly",
            "Nodule",
            "Mass",
            "Hernia",
            "Lung Lesion",
            "Fracture",
            "Lung Opacity",
            "Enlarged Cardiomediastinum");

    @Override
    public String name() {
        return "densenet";
    }

    @Override
    public String description() {
        return "torchxrayvision's DenseNet-121 on chest X-rays, from a state dict: findings that may go together.";
    }

    @Override
    public Class<SizedOptions> options() {
        return SizedOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return WeightSource.matches(
                weights,
                n -> n.contains("features.conv0.weight")
                        && n.contains("features.denseblock1.denselayer1.norm1.weight"));
    }

    @Override
    public MedicalSubject open(SizedOptions options, OpenContext context) {
        Weights weights = WeightSource.read(options.weights());
        DenseNet.Config config = config(weights, options.imageSize().orElse(224));
        float[] thresholds = weights.names().contains("op_threshs")
                ? weights.tensor("op_threshs").toFloats()
                : null;
        // (2 v - 1) 1024, v from 0 to 1
        Preprocessing preprocessing = new Preprocessing(
                config.channels(),
                config.size(),
                config.size(),
                true,
                Preprocessing.Range.AS_IS,
                List.of(0.5),
                List.of(1 / 2048.0));
        return FilmSubject.open(
                options.weights(),
                weights,
                WHAT,
                "size " + config.size(),
                p -> new DenseNet(config, thresholds, p),
                preprocessing,
                options.labelsOr(alone(FINDINGS), config.outputs()),
                context);
    }

    private static DenseNet.Config config(Weights weights, int size) {
        List<Integer> blocks = new ArrayList<>();
        while (weights.names().contains(layer(blocks.size() + 1, 1))) {
            int layers = 0;
            while (weights.names().contains(layer(blocks.size() + 1, layers + 1))) {
                layers++;
            }
            blocks.add(layers);
        }
        String inside = "features.denseblock1.denselayer1.conv2.weight";
        return new DenseNet.Config(
                WeightSource.size(weights, "features.conv0.weight", 1, WHAT),
                WeightSource.size(weights, "features.conv0.weight", 0, WHAT),
                blocks.stream().mapToInt(Integer::intValue).toArray(),
                WeightSource.size(weights, inside, 0, WHAT),
                WeightSource.size(weights, inside, 1, WHAT),
                WeightSource.size(weights, "classifier.weight", 0, WHAT),
                size);
    }

    private static String layer(int block, int layer) {
        return "features.denseblock" + block + ".denselayer" + layer + ".norm1.weight";
    }

    /** Each finding a decision of its own: the part before the slash says so. */
    private static List<String> alone(List<String> findings) {
        return findings.stream().map(f -> f + "/present").toList();
    }
}
