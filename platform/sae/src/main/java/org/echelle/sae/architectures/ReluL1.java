package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.Objective;
import org.echelle.sae.Selection;
import org.echelle.sae.Setting;
import org.echelle.sae.SparsityKey;
import org.echelle.sae.SparsityWarmup;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * ReLU with an L1 penalty (Bricken et al. 2023, "Towards Monosemanticity"): {@code z = max((x - b_dec) E^T + b_enc, 0)},
 * {@code loss = |x - z D - b_dec|^2 + coefficient * sum z}, atoms of norm 1. At a fixed support the penalty makes activations too
 * small, by coefficient / 2 for orthonormal atoms; Gated and JumpReLU dictionaries mend that.
 *
 * <p>The coefficient multiplies the sum over features, mean over rows, whatever the scaling of the squared error; peers' sweep for
 * rows of unit mean square is 0.012 to 0.06. Dead features: see {@link org.echelle.sae.step.Resampling}. dictionary_learning
 * multiplies its sampled rows into the encoder unnormalised; ours are of length 1.
 */
final class ReluL1 implements TrainableArchitecture {
    @Override
    public String name() {
        return "relu-l1";
    }

    @Override
    public String summary() {
        return "rectified features under an L1 penalty, atoms of norm 1 (Bricken et al. 2023)";
    }

    @Override
    public boolean usesK() {
        return false;
    }

    @Override
    public SparsityKey sparsity(TrainConfig config) {
        return SparsityKey.penalty(PenaltyObjective.COEFFICIENT);
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.number(PenaltyObjective.COEFFICIENT, 0.03, 0, 1e6, "of the sum of a row's activations"),
                SparsityWarmup.SETTING);
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.penalty(features, steps, 0.9, "unit", 1);
    }

    @Override
    public void check(TrainConfig config, int width) {
        PenaltyObjective.check(config);
        PenaltyObjective.refuse(
                config, "free", "does not see the atoms' norms: they would grow and the activations vanish; use april");
    }

    @Override
    public boolean resamples() {
        return true;
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new ReluObjective(config, width, ReluObjective.SUM, true);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.positive());
    }
}
