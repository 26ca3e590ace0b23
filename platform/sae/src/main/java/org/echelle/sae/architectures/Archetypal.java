package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.Checks;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.Objective;
import org.echelle.sae.SaeException;
import org.echelle.sae.Selection;
import org.echelle.sae.Setting;
import org.echelle.sae.Settings;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * Atoms that stay near the data: {@code D = exp(mu) (W C + Lambda)} with fixed points C, W row-stochastic, and every row of Lambda no
 * longer than {@code delta} (relaxed archetypal, RA-SAE; Fel et al., arXiv 2502.12892). With delta 0 and mu 0 every atom is a mean of
 * points. W and Lambda are projected at every step, on their values; a row of W that lost all its weight starts again at one point. C
 * are centroids of the rows, or rows. As published there is neither a bias that is subtracted from rows nor one of the decoder (setting
 * {@code decoder-bias}), and the loss is the mean squared error; the library's batch normalisation in front of the ReLU is left out, as
 * a linear encoder can learn its affine part. After training the decoder is formed once.
 *
 * <p>A step makes the decoder anew, n * points * d multiplications and twice that backwards: with 1000 points and k = 32 active features
 * a row that is as much as {@code 1000 n / 32} rows' reconstruction, so keep points to a few thousand.
 */
final class Archetypal implements TrainableArchitecture {
    static final String BATCH_TOPK = "batch-topk";

    @Override
    public String name() {
        return "archetypal";
    }

    @Override
    public String summary() {
        return "top k features whose atoms are mixtures of data points, so that runs agree with each other (Fel et al. 2025)";
    }

    @Override
    public boolean usesK() {
        return true;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.number("points", 0, 0, 1 << 20, "fixed points that atoms are mixed from; 0: 2 n, at most 2048"),
                Setting.word("points-from", "k-means", List.of("k-means", "rows"), "centroids of the rows, or rows"),
                Setting.number("delta", 1, 0, 1e9, "how far an atom may lie from the points' hull, before exp(mu)"),
                Setting.word("radius", "learned", List.of("learned", "fixed"), "mu; fixed keeps it 0"),
                Setting.word("decoder-bias", "none", List.of("none", "learned"), "as published there is none"),
                Setting.word("selection", "topk", List.of("topk", BATCH_TOPK), "k of a row, or k * B of a batch"));
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        double rate = TrainDefaults.topk(features, steps).learningRate();
        return new TrainDefaults(rate, 0.9, "unit-mean-square", "free", 1, "zero", 1 / 32.0);
    }

    @Override
    public void check(TrainConfig config, int width) {
        Checks.require(
                config.decoderNorm().equals("free"),
                "decoder-norm",
                config.decoderNorm(),
                "free with archetypal, whose atoms' norms come from the points");
        if (config.start().atoms().equals("data")) {
            throw new SaeException(
                    "start-atoms is data, but the atoms of archetypal always start at its points; leave start-atoms out.");
        }
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new ArchetypalObjective(config, width);
    }

    @Override
    public boolean calibrated(TrainConfig config) {
        return Settings.word(config, "selection").equals(BATCH_TOPK);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return BATCH_TOPK.equals(stored.facts().get("selection"))
                ? InferenceForm.of(stored, Selection.calibrated(stored))
                : InferenceForm.of(stored, Selection.largest(stored));
    }
}
