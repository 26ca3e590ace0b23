package org.echelle.sae.architectures;

import java.util.List;
import java.util.stream.Stream;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
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
 * The k largest positive pre-activations of every row (Gao et al., arXiv 2406.04093). With {@code multi-k-weight} w the loss is
 * {@code L(k) + w L(multi-k * k)} of the same pre-activations, so that the codes of larger k are useful, too (their section 4,
 * Multi-TopK, with w = 1/8 and 4 k). Unlike sparsify's, both terms reach the encoder and what fires is counted at k.
 */
final class TopK implements TrainableArchitecture {
    private static final List<Setting> MULTI = List.of(
            Setting.number("multi-k-weight", 0, 0, 1000, "weight of the loss at a second, larger k (published: 0.125)"),
            Setting.number("multi-k", 4, 1, 1e6, "the second k, in units of k"));

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
        return Stream.concat(KSchedule.SETTINGS.stream(), MULTI.stream()).toList();
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.topk(features, steps);
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        double weight = Settings.number(config, "multi-k-weight");
        double factor = Settings.number(config, "multi-k");
        return weight == 0
                ? new SelectedObjective("topk.py", Objective.HostCode.ROW, config, width, 0)
                : new SelectedObjective("multi.py", Objective.HostCode.ROW, config, width, 0, weight, factor) {
                    @Override
                    public long stepFloats(TrainConfig c, int d) {
                        long wide = (long) Math.min(c.features(), factor * KSchedule.most(c));
                        return sparseFloats(c, d, wide * c.batch());
                    }
                };
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.largest(stored));
    }

    /** The k largest of a row. */
    static InferenceForm largest(StoredDictionary stored) {
        if (stored.k() < 1 || stored.k() > stored.features()) {
            throw new SaeException("A " + stored.architecture() + " dictionary of " + stored.features()
                    + " features cannot keep k = " + stored.k() + " of them.");
        }
        return InferenceForm.of(stored, new Selection.Largest(stored.k()));
    }
}
