package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.medical.MedicalException;
import org.echelle.torch.Weights;

/**
 * The chest X-ray segmenter beside HybridGNet ({@code dconv_down1.block.0}, {@code bottleneck}, {@code dconv_up1}, {@code conv_last}): lungs,
 * heart and clavicles.
 *
 * <p>Hook points, all {@code [batch, width, y, x]} after the ReLU: {@code dconv_down1} to {@code dconv_down4}, {@code bottleneck},
 * {@code dconv_up4} to {@code dconv_up1}.
 */
public final class ChestUnetKind implements SubjectKind<SizedOptions> {
    private static final String WHAT = "a chest X-ray U-Net (HybridGNet)";
    private static final List<String> LABELS = List.of("background", "lungs", "heart", "clavicles");

    @Override
    public String name() {
        return "chest-unet";
    }

    @Override
    public String description() {
        return "The residual U-Net of HybridGNet: lungs, heart and clavicles in chest X-rays.";
    }

    @Override
    public Class<SizedOptions> options() {
        return SizedOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return WeightSource.matches(
                weights, n -> n.contains("dconv_down1.block.0.weight") && n.contains("conv_last.weight"));
    }

    @Override
    public MedicalSubject open(SizedOptions options, OpenContext context) {
        Weights weights = WeightSource.read(options.weights());
        int channels = WeightSource.size(weights, "dconv_down1.block.0.weight", 0, WHAT);
        int classes = WeightSource.size(weights, "conv_last.weight", 0, WHAT);
        int[] widths = WeightSource.widths(weights, i -> "dconv_down" + (i + 1) + ".block.2.weight", WHAT);
        int depth = widths.length;
        int size = options.imageSize().orElse(512);
        if (size < 1 << depth || size % (1 << depth) != 0) {
            throw new MedicalException("The subject's image-size is " + size + "; this U-Net halves it " + depth
                    + " times, so give a multiple of " + (1 << depth) + ", such as 512 or 1024.");
        }
        return FilmSubject.open(
                options.weights(),
                weights,
                WHAT,
                "size " + size,
                p -> new ResidualUnet(channels, widths, classes, size, size, p),
                Preprocessing.plain(channels, size, size),
                options.labelsOr(LABELS, classes),
                context);
    }
}
