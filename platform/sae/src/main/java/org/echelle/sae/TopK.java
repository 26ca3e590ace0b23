package org.echelle.sae;

import java.util.List;

/** The k largest positive pre-activations of every row (Gao et al., arXiv 2406.04093). */
final class TopK implements TrainableArchitecture {
    @Override
    public String name() {
        return "topk";
    }

    @Override
    public String summary() {
        return "the k largest activations of every row, dead features revived by an auxiliary loss (Gao et al. 2024)";
    }

    @Override
    public boolean usesK() {
        return true;
    }

    @Override
    public List<Setting> settings() {
        return KSchedule.SETTINGS;
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.topk(features, steps);
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new SelectedObjective("topk.py", config, width, 0, 0, 0);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        if (stored.k() < 1 || stored.k() > stored.features()) {
            throw new SaeException("A topk dictionary of " + stored.features() + " features cannot keep k = "
                    + stored.k() + " of them.");
        }
        return InferenceForm.of(stored, new Selection.Largest(stored.k()));
    }
}
