package org.echelle.sae.architectures;

import java.util.List;
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
 * ReLU with a penalty that nears a count (Karvonen et al., arXiv 2408.00113): {@code coefficient * sum z^p}, p falling from 1 in
 * jumps. At every jump the coefficient is multiplied by the ratio of the last ten penalties under the old p and under the new, so
 * that their product does not jump. The slope of z^p has no bound at 0; below the activation {@code least} it grows no more.
 */
final class PAnneal implements TrainableArchitecture {
    static final String P_END = "p-end";
    static final String FROM = "anneal-start";
    static final String TO = "anneal-end";
    static final String JUMPS = "jumps";
    static final String SHAPE = "norm";
    static final String LEAST = "least";

    @Override
    public String name() {
        return "p-anneal";
    }

    @Override
    public String summary() {
        return "rectified features under a penalty of z^p, p falling from 1 (Karvonen et al. 2024)";
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
                Setting.number(PenaltyObjective.COEFFICIENT, 0.015, 0, 1e6, "of the penalty while p is 1"),
                SparsityWarmup.SETTING,
                Setting.number(P_END, 0.2, 0.05, 1, "p at the end"),
                Setting.number(
                        FROM, 0.1, 0, Integer.MAX_VALUE, "where p starts to fall: up to 1 a share, above 1 a step"),
                Setting.number(TO, 1, 0, Integer.MAX_VALUE, "where p stops falling: up to 1 a share, above 1 a step"),
                Setting.number(JUMPS, 10, 2, 10_000, "values that p takes, the first and the last included"),
                Setting.word(SHAPE, "sum", List.of("sum", "root"), "sum: sum of z^p; root: its 1/p-th power"),
                Setting.number(LEAST, 1e-3, 0, 1, "activation below which the penalty's slope grows no more"));
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.penalty(features, steps, 0.9, "unit", 1);
    }

    @Override
    public void check(TrainConfig config, int width) {
        PenaltyObjective.check(config);
        PenaltyObjective.refuse(
                config, "free", "does not see the atoms' norms: they would grow and the activations vanish; use unit");
        double from = SparsityWarmup.steps(config, Settings.number(config, FROM));
        double to = SparsityWarmup.steps(config, Settings.number(config, TO));
        if (from >= to) {
            throw new SaeException("p-anneal is to start at step " + Math.round(from) + " and to end at step "
                    + Math.round(to) + "; give an anneal-start before anneal-end.");
        }
    }

    @Override
    public boolean resamples() {
        return true;
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new PAnnealObjective(config, width);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.positive());
    }
}
