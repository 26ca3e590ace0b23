package org.echelle.sae.architectures;

import java.util.List;
import java.util.Map;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.SaeException;
import org.echelle.sae.Setting;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * One dictionary for every k up to K: with a row's selected features by falling activation, {@code xhat_t} made of the first t, the
 * loss is the mean of {@code ||x - xhat_t||^2} over t = 1..K (Balagansky et al., arXiv 2505.24473). Opened with its K, or with any
 * smaller k.
 */
final class HierarchicalTopK implements TrainableArchitecture {
    private static final String LARGEST = "largest-k";

    @Override
    public String name() {
        return "hierarchical-topk";
    }

    @Override
    public String summary() {
        return "topk whose loss is the mean over all smaller k, so that any of them can be used later (Balagansky et al. 2025)";
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
        return new SelectedObjective("hierarchical.py", config, width) {
            @Override
            public Map<String, Object> facts() {
                return Map.of(LARGEST, config.k());
            }
        };
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        if (stored.k() > stored.number(LARGEST, stored.k())) {
            throw new SaeException("This hierarchical-topk dictionary was trained for k up to "
                    + (int) stored.number(LARGEST, 0) + ", not for k = " + stored.k() + ".");
        }
        return TopK.largest(stored);
    }
}
