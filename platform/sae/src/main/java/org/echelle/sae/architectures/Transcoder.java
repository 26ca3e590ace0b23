package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.Checks;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.SaeException;
import org.echelle.sae.Selection;
import org.echelle.sae.Setting;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * From what enters a part of a network to what leaves it: rows are {@code [x | y]}, {@code z = TopK(x W^T + b_enc)}, {@code yhat = z D +
 * b_dec}, loss {@code ||y - yhat||^2} (Dunefsky et al., arXiv 2406.11944; TopK and the start as in sparsify: D = 0, b_dec the mean of y,
 * b_enc so that the mean of x gives 0). The share of variance is that of y.
 */
class Transcoder implements TrainableArchitecture {
    @Override
    public String name() {
        return "transcoder";
    }

    @Override
    public String summary() {
        return "top k features that turn a layer's input into its output, rows being both side by side (Dunefsky et al. 2024)";
    }

    /** Whether there is a linear way from x to y past the features. */
    boolean skip() {
        return false;
    }

    @Override
    public final boolean usesK() {
        return true;
    }

    @Override
    public final List<Setting> settings() {
        return KSchedule.SETTINGS;
    }

    @Override
    public final TrainDefaults defaults(int features, int width, long steps) {
        double rate = TrainDefaults.topk(features, steps).learningRate();
        return new TrainDefaults(rate, 0.9, "centre", "free", 1, "mean", 1 / 32.0);
    }

    @Override
    public final void check(TrainConfig config, int width) {
        if (config.blocks().size() != 2) {
            throw new SaeException("A " + name()
                    + " needs rows of two parts, what enters and what leaves; this row has "
                    + Math.max(1, config.blocks().size()) + ". Give a second file of rows, one for each of the first"
                    + " (train X --with Y).");
        }
        Checks.require(
                config.decoderNorm().equals("free"),
                "decoder-norm",
                config.decoderNorm(),
                "free with " + name() + ", whose atoms start at 0");
        Checks.require(
                !config.start().atoms().equals("data"),
                "start-atoms",
                config.start().atoms(),
                "random with " + name() + ", whose atoms start at 0");
    }

    @Override
    public final boolean takesParts() {
        return true;
    }

    @Override
    public final Objective objective(TrainConfig config, int width) {
        return new TranscoderObjective(config, skip());
    }

    @Override
    public final InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, selection(stored));
    }

    /** The k largest, as ours are trained; others' may have thresholds, or take everything positive. */
    private static Selection selection(StoredDictionary stored) {
        if (stored.k() > 0) {
            return Selection.largest(stored);
        }
        return stored.find("threshold")
                .<Selection>map(t -> new Selection.Above(t.toFloats()))
                .orElseGet(Selection::positive);
    }
}
