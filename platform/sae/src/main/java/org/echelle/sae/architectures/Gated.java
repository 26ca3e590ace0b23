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
import org.echelle.torch.HostTensor;

/**
 * Gated dictionary (Rajamanoharan et al., arXiv 2404.16014): with {@code u = (x - b_dec) E^T}, the gate {@code g = u + b_gate} says
 * whether a feature fires, the magnitude {@code m = exp(r_mag) u + b_mag} how much: {@code z = [g > 0] max(m, 0)}. The penalty falls
 * on the gate alone, so magnitudes are not shrunk: {@code loss = |x - z D - b_dec|^2 + coefficient * sum max(g, 0) +
 * |x - max(g, 0) D' - b_dec'|^2}, the last with decoder and b_dec held fixed. SAELens lets its decoder learn from that term too,
 * and so has another objective.
 *
 * <p>Inference is a JumpReLU: encoder rows times exp(r_mag), bias b_mag, threshold {@code max(b_mag - exp(r_mag) b_gate, 0)}. Stored
 * beside the four usual tensors (b_enc is 0): {@code b_gate}, {@code b_mag}, {@code r_mag}.
 */
final class Gated implements TrainableArchitecture {
    @Override
    public String name() {
        return "gated";
    }

    @Override
    public String summary() {
        return "a gate that is penalised and a magnitude that is not (Rajamanoharan et al. 2024)";
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
                        PenaltyObjective.COEFFICIENT, 0.03, 0, 1e6, "of the sum of a row's positive gate activations"),
                SparsityWarmup.SETTING);
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.penalty(features, steps, 0, "unit", 1);
    }

    @Override
    public void check(TrainConfig config, int width) {
        PenaltyObjective.check(config);
        PenaltyObjective.refuse(
                config, "free", "does not see the atoms' norms: they would grow and the activations vanish; use unit");
        PenaltyObjective.refuse(config, "rescaled", "is trained with atoms of norm 1; use unit");
    }

    @Override
    public boolean resamples() {
        return true;
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new GatedObjective(config, width);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        float[] gate = stored.tensor("b_gate").toFloats();
        float[] magnitude = stored.tensor("b_mag").toFloats();
        float[] r = stored.tensor("r_mag").toFloats();
        float[] encoder = stored.encoder().toFloats();
        float[] thresholds = new float[gate.length];
        int d = stored.width();
        for (int j = 0; j < gate.length; j++) {
            double stretch = Math.exp(r[j]);
            thresholds[j] = (float) Math.max(magnitude[j] - stretch * gate[j], 0);
            for (int i = 0; i < d; i++) {
                encoder[j * d + i] *= (float) stretch;
            }
        }
        return InferenceForm.of(stored, new Selection.Above(thresholds))
                .withEncoder(HostTensor.ofFloats(encoder, gate.length, d), stored.tensor("b_mag"));
    }
}
