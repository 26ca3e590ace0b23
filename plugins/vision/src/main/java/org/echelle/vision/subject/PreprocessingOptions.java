package org.echelle.vision.subject;

import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;
import org.echelle.pictures.Interpolation;

/**
 * What a run config may say about preprocessing; what it leaves out comes from the config files beside the weights, else from
 * what is usual for the layout.
 */
public record PreprocessingOptions(
        @Option("How pictures are resized: none, exact, or shortest (the shorter side)")
        Optional<Resize> resize,

        @Option("Length in pixels that resizing aims at (both sides, or the shorter one)")
        Optional<Integer> resizeTo,

        @Option("Resampling filter: nearest, box, bilinear, hamming, bicubic or lanczos")
        Optional<Interpolation> interpolation,

        @Option("Swap dark and bright") Optional<Boolean> invert,

        @Option("Mean of each channel on the scale 0 to 1, one value or one a channel")
        List<Double> mean,

        @Option("Standard deviation of each channel on the scale 0 to 1, one value or one a channel")
        List<Double> std) {
    /** Nothing said. */
    public static final PreprocessingOptions NONE = new PreprocessingOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

    public PreprocessingOptions {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * Lays what was said over what else is known.
     *
     * @param imageHeight rows of the input that the network is built for
     * @param imageWidth columns of it
     */
    Preprocessing over(Preprocessing known, int imageHeight, int imageWidth) {
        boolean said = !equals(NONE);
        // a larger input than the published one is resized in proportion
        int toHeight = resizeTo.orElse(Math.round((float) known.resizeHeight() * imageHeight / known.height()));
        int toWidth = resizeTo.orElse(Math.round((float) known.resizeWidth() * imageWidth / known.width()));
        return new Preprocessing(
                known.channels(),
                resize.orElse(known.resize()),
                toHeight,
                toWidth,
                imageHeight,
                imageWidth,
                interpolation.orElse(known.interpolation()),
                invert.orElse(known.invert()),
                mean.isEmpty() ? known.mean() : mean,
                std.isEmpty() ? known.std() : std,
                said ? "set in the run config over " + known.source() : known.source());
    }
}
