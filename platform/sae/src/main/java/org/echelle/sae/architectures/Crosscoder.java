package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.Checks;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.Objective;
import org.echelle.sae.SaeException;
import org.echelle.sae.Selection;
import org.echelle.sae.Setting;
import org.echelle.sae.Settings;
import org.echelle.sae.SparsityKey;
import org.echelle.sae.SparsityWarmup;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * One code for several sources (layers, models, times) of the same sample: rows are sources side by side, {@code z = ReLU(sum_s x^s W^s
 * + b)}, {@code xhat^s = z D^s + b^s} (Lindsey et al. 2024). Sources are brought to a common mean norm, sqrt of their width. Sparsity
 * comes from a batch-wise choice of the k * B largest {@code z_j sum_s |w_j^s|} (the default), or from the penalty {@code lambda mean_b
 * sum_j z_j sum_s |w_j^s|} as first published, which is known to make features look exclusive to one source that are not (Minder et al.,
 * arXiv 2504.02922). With one source the second is the April update's autoencoder. The finished dictionary has
 * {@code sum_s |w_j^s| = 1}, so that activations compare; {@link org.echelle.sae.CrosscoderNorms} reads off whose a feature is.
 */
final class Crosscoder implements TrainableArchitecture {
    static final String BATCH_TOPK = "batch-topk";

    @Override
    public String name() {
        return "crosscoder";
    }

    @Override
    public String summary() {
        return "features shared by several layers or models, whose rows lie side by side (Lindsey et al. 2024)";
    }

    @Override
    public boolean usesK() {
        return true;
    }

    @Override
    public boolean usesK(TrainConfig config) {
        return calibrated(config);
    }

    @Override
    public SparsityKey sparsity(TrainConfig config) {
        return usesK(config)
                ? TrainableArchitecture.super.sparsity(config)
                : SparsityKey.penalty(PenaltyObjective.COEFFICIENT);
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.word(
                        "sparsity",
                        BATCH_TOPK,
                        List.of(BATCH_TOPK, "l1"),
                        "k a row on average, or a penalty (no k, no aux)"),
                Setting.word(
                        "norm",
                        "sum",
                        List.of("sum", "concatenation"),
                        "an atom's size: its norms in all sources summed, or its norm over all of them"),
                Setting.number(PenaltyObjective.COEFFICIENT, 2, 0, 1e9, "lambda of the penalty of l1, for sum-mse"),
                SparsityWarmup.SETTING);
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        TrainDefaults penalty = TrainDefaults.penalty(features, steps, 0.9, "free", 0.1);
        return new TrainDefaults(penalty.learningRate(), 0.9, "mean-norm", "free", 0.1, "zero", 1 / 32.0);
    }

    @Override
    public void check(TrainConfig config, int width) {
        Checks.require(
                config.decoderNorm().equals("free"),
                "decoder-norm",
                config.decoderNorm(),
                "free with crosscoder, whose atoms' norms say whose a feature is");
        if (List.of(StoredDictionary.LAYER_NORM, StoredDictionary.CONSTANT_NORM).contains(config.normalise())) {
            throw new SaeException("normalise is " + config.normalise()
                    + ", which scales every row by itself; with crosscoder choose none, unit-mean-square, mean-norm or"
                    + " centre, which scale every source as a whole.");
        }
    }

    @Override
    public boolean takesParts() {
        return true;
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new CrosscoderObjective(config, width);
    }

    @Override
    public boolean calibrated(TrainConfig config) {
        return Settings.word(config, "sparsity").equals(BATCH_TOPK);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(
                stored,
                BATCH_TOPK.equals(stored.facts().get("sparsity"))
                        ? Selection.calibrated(stored)
                        : Selection.positive());
    }
}
