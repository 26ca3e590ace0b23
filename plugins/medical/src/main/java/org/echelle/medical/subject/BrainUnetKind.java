package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.medical.MedicalException;
import org.echelle.torch.Weights;

/**
 * The brain MRI U-Net of mateuszbuda ({@code encoder1.enc1conv1}, {@code bottleneck.bottleneckconv1}, {@code upconv4}, {@code conv}).
 *
 * <p>Films are resized to the input and each channel is brought to mean 0 and deviation 1; the published pipeline scales whole volumes
 * (crop to the brain, percentiles 10 to 99), which must be done before, since a film knows nothing of its volume.
 *
 * <p>Hook points, all {@code [batch, width, y, x]} after the ReLU: {@code encoder1} to {@code 4}, {@code bottleneck}, {@code decoder4} to
 * {@code 1}.
 */
public final class BrainUnetKind implements SubjectKind<SizedOptions> {
    private static final String WHAT = "a brain MRI U-Net (mateuszbuda)";

    @Override
    public String name() {
        return "brain-unet";
    }

    @Override
    public String description() {
        return "mateuszbuda's U-Net for tumours in brain MRI slices, from a state dict.";
    }

    @Override
    public Class<SizedOptions> options() {
        return SizedOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return WeightSource.matches(
                weights, n -> n.contains("encoder1.enc1conv1.weight") && n.contains("decoder1.dec1conv1.weight"));
    }

    @Override
    public MedicalSubject open(SizedOptions options, OpenContext context) {
        Weights weights = WeightSource.read(options.weights());
        int channels = WeightSource.size(weights, "encoder1.enc1conv1.weight", 1, WHAT);
        int first = WeightSource.size(weights, "encoder1.enc1conv1.weight", 0, WHAT);
        int classes = WeightSource.size(weights, "conv.weight", 0, WHAT);
        int size = options.imageSize().orElse(256);
        if (size < 16 || size % 16 != 0) {
            throw new MedicalException("The subject's image-size is " + size
                    + "; this U-Net halves it four times: give a multiple of 16.");
        }
        return FilmSubject.open(
                options.weights(),
                weights,
                WHAT,
                "size " + size,
                p -> new BrainUnet(channels, first, classes, size, p),
                new Preprocessing(channels, size, size, false, Preprocessing.Range.Z_SCORE, List.of(0.0), List.of(1.0)),
                options.labelsOr(List.of("tumour"), classes),
                context);
    }
}
