package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.torch.Weights;

/**
 * The small classifier for PneumoniaMNIST ({@code features.0} to {@code features.13}, {@code fc}), and others of its build.
 *
 * <p>Hook points, {@code [batch, width, y, x]} after each ReLU: {@code features.2}, {@code features.6}, {@code features.10} and
 * {@code features.14}.
 */
public final class PneumoniaCnnKind implements SubjectKind<SizedOptions> {
    private static final String WHAT = "a PneumoniaMNIST CNN";
    private static final List<String> LABELS = List.of("normal", "pneumonia");

    @Override
    public String name() {
        return "pneumonia-cnn";
    }

    @Override
    public String description() {
        return "The small CNN for PneumoniaMNIST: convolutions with batch norm, global mean, linear head.";
    }

    @Override
    public Class<SizedOptions> options() {
        return SizedOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return WeightSource.matches(
                weights,
                n -> n.contains("features.0.weight")
                        && n.contains("features.1.running_mean")
                        && n.contains("features.4.weight")
                        && n.contains("fc.weight"));
    }

    @Override
    public MedicalSubject open(SizedOptions options, OpenContext context) {
        Weights weights = WeightSource.read(options.weights());
        int channels = WeightSource.size(weights, "features.0.weight", 1, WHAT);
        int classes = WeightSource.size(weights, "fc.weight", 0, WHAT);
        int[] widths = WeightSource.widths(weights, i -> "features." + 4 * i + ".weight", WHAT);
        int size = options.imageSize().orElse(128);
        boolean colour = channels == 3;
        return FilmSubject.open(
                options.weights(),
                weights,
                WHAT,
                "size " + size,
                p -> new PlainCnn(channels, widths, classes, size, p),
                new Preprocessing(
                        channels,
                        size,
                        size,
                        false,
                        Preprocessing.Range.AS_IS,
                        colour ? Preprocessing.IMAGENET_MEAN : List.of(0.5),
                        colour ? Preprocessing.IMAGENET_STD : List.of(0.5)),
                options.labelsOr(LABELS, classes),
                context);
    }
}
