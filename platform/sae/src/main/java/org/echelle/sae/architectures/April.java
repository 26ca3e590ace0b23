package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.Objective;
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
 * ReLU with a penalty of what features write (Anthropic, April 2024 update): {@code z = max(x E^T + b_enc, 0)}, {@code loss =
 * |x - z D - b_dec|^2 + coefficient * sum z_j |w_j|}, atoms of any norm. The loss does not change when an atom shrinks and its
 * encoder row and bias grow. The finished dictionary has atoms of norm 1 and activations z_j |w_j|.
 *
 * <p>A coefficient for rows of unit mean square times the square root of d is one for rows of mean norm sqrt(d), where the original
 * recommends about 5. dictionary_learning subtracts b_dec before the encoder, which the original does not: {@code pre-bias: yes}.
 */
final class April implements TrainableArchitecture {
    static final String PRE_BIAS = "pre-bias";

    @Override
    public String name() {
        return "april";
    }

    @Override
    public String summary() {
        return "rectified features, their penalty weighted by the norms of free atoms (Anthropic, April 2024 update)";
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
                Setting.number(
                        PenaltyObjective.COEFFICIENT, 0.03, 0, 1e6, "of the sum of a row's activations times norms"),
                SparsityWarmup.SETTING,
                preBias());
    }

    static Setting preBias() {
        return Setting.word(
                PRE_BIAS, "no", List.of("no", "yes"), "whether b_dec is subtracted from a row before it is encoded");
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.penalty(features, steps, 0.9, "free", 0.1);
    }

    @Override
    public void check(TrainConfig config, int width) {
        PenaltyObjective.check(config);
        PenaltyObjective.refuse(config, "rescaled", "weights its penalty by the norms already; use free or unit");
    }

    @Override
    public boolean resamples() {
        return true;
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        boolean preBias = Settings.word(config, PRE_BIAS).equals("yes");
        return new ReluObjective(config, width, ReluObjective.BY_NORM, preBias);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.positive());
    }
}
