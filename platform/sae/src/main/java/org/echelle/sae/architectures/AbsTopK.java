package org.echelle.sae.architectures;

import java.util.Arrays;
import java.util.List;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.Setting;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;
import org.echelle.torch.HostTensor;

/**
 * The k entries of a row that are largest by size, with their signs, so that one atom serves two opposite ends (Zhu, Khalili, Zhu,
 * arXiv 2510.00404). Learns n atoms; opened, it is a dictionary of 2 n non-negative features, j and n + j being the two ends of atom
 * j, which says exactly the same: the k largest of {@code [u, -u]} are the k largest of {@code |u|}.
 *
 * <p>The published form subtracts no bias from a row; here b_dec is, which b_enc can undo.
 */
final class AbsTopK implements TrainableArchitecture {
    @Override
    public String name() {
        return "abs-topk";
    }

    @Override
    public String summary() {
        return "the k largest activations by size, with sign; each atom opens as two features, its ends (Zhu et al. 2025)";
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
        return new SelectedObjective("abstopk.py", config, width);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        InferenceForm one = TopK.largest(stored);
        return new InferenceForm(
                bothEnds(one.encoder()),
                bothEnds(one.encoderBias()),
                one.inputBias(),
                bothEnds(one.decoder()),
                one.outputBias(),
                one.skip(),
                one.selection(),
                0,
                0);
    }

    /** Rows, then their negatives. */
    private static HostTensor bothEnds(HostTensor rows) {
        float[] values = rows.toFloats();
        float[] out = Arrays.copyOf(values, 2 * values.length);
        for (int i = 0; i < values.length; i++) {
            out[values.length + i] = -values[i];
        }
        long[] shape = rows.shape().clone();
        shape[0] *= 2;
        return HostTensor.ofFloats(out, shape);
    }
}
