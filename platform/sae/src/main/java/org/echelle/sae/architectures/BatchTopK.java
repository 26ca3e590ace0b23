package org.echelle.sae.architectures;

import java.util.List;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.Selection;
import org.echelle.sae.Setting;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * In training the k*B largest positive pre-activations of the batch, at inference everything above one threshold, so that a row's
 * code does not depend on its neighbours (Bussmann et al., arXiv 2412.06410).
 */
final class BatchTopK implements TrainableArchitecture {
    @Override
    public String name() {
        return "batch-topk";
    }

    @Override
    public String summary() {
        return "k activations a row on average, chosen over the whole batch; one threshold at inference (Bussmann et al. 2024)";
    }

    @Override
    public boolean usesK() {
        return true;
    }

    @Override
    public boolean calibrated() {
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
        return new SelectedObjective("topk.py", Objective.HostCode.BATCH, config, width, 1);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.calibrated(stored));
    }
}
