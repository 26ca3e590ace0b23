package org.echelle.medical.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.medical.MedicalException;
import org.echelle.torch.Weights;

/**
 * The image encoder of MedSAM, and of SAM, whose names and layers are the same ({@code image_encoder.blocks.0.attn.rel_pos_h}). Prompt encoder
 * and mask decoder of such a checkpoint are left aside.
 *
 * <p>Films are resized bilinearly to the square that the positions were learned for, whatever their shape, and brought to 0 to 1 each by its
 * own extremes; a window (CT) or percentiles (MRI) must be applied before, by {@code samples.window} or in the files.
 *
 * <p>Hook points: {@code image_encoder.blocks.0} and so on, {@code [batch, y, x, width]}, and {@code image_encoder.neck},
 * {@code [batch, width, y, x]}.
 */
public final class MedSamKind implements SubjectKind<MedSamOptions> {
    private static final String WHAT = "the image encoder of MedSAM or SAM";
    private static final String PREFIX = "image_encoder.";

    @Override
    public String name() {
        return "medsam";
    }

    @Override
    public String description() {
        return "MedSAM's image encoder (SAM ViT), from a checkpoint of the whole network or its encoder.";
    }

    @Override
    public Class<MedSamOptions> options() {
        return MedSamOptions.class;
    }

    @Override
    public boolean recognises(Path weights) {
        return WeightSource.matches(
                weights,
                n -> n.contains(PREFIX + "blocks.0.attn.rel_pos_h") && n.contains(PREFIX + "patch_embed.proj.weight"));
    }

    @Override
    public MedicalSubject open(MedSamOptions options, OpenContext context) {
        Weights weights = WeightSource.read(options.weights());
        MedSam.Config config = config(weights);
        int size = config.grid() * config.patch();
        return FilmSubject.open(
                options.weights(),
                weights,
                WHAT,
                "size " + size,
                p -> {
                    p.ignore("prompt_encoder.*", "mask_decoder.*", "pixel_mean", "pixel_std");
                    return new MedSam(config, p);
                },
                new Preprocessing(
                        config.channels(), size, size, false, Preprocessing.Range.MIN_MAX, List.of(0.0), List.of(1.0)),
                List.of(),
                context);
    }

    private static MedSam.Config config(Weights weights) {
        String embed = PREFIX + "patch_embed.proj.weight";
        int width = WeightSource.size(weights, PREFIX + "pos_embed", 3, WHAT);
        int grid = WeightSource.size(weights, PREFIX + "pos_embed", 1, WHAT);
        List<Integer> windows = new ArrayList<>();
        while (weights.names().contains(positions(windows.size()))) {
            // a table of relative positions from -(window - 1) to window - 1
            int window = (WeightSource.size(weights, positions(windows.size()), 0, WHAT) + 1) / 2;
            if (window < 1 || window > grid) {
                throw new MedicalException("The parameter " + positions(windows.size()) + " in " + weights.path()
                        + " is for windows of " + window + " places and the picture has " + grid
                        + " a side; check that the file is whole.");
            }
            windows.add(window);
        }
        int head = WeightSource.size(weights, positions(0), 1, WHAT);
        if (head < 1 || width % head != 0) {
            throw new MedicalException("The weights in " + weights.path() + " have tokens of " + width
                    + " numbers, which do not divide into heads of " + head + "; check that the file is whole.");
        }
        return new MedSam.Config(
                PREFIX,
                WeightSource.size(weights, embed, 1, WHAT),
                WeightSource.size(weights, embed, 2, WHAT),
                grid,
                width,
                width / head,
                WeightSource.size(weights, PREFIX + "blocks.0.mlp.lin1.weight", 0, WHAT),
                windows,
                WeightSource.size(weights, PREFIX + "neck.0.weight", 0, WHAT));
    }

    private static String positions(int block) {
        return PREFIX + "blocks." + block + ".attn.rel_pos_h";
    }
}
