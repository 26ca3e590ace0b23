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
 * JumpReLU (Rajamanoharan et al., arXiv 2407.14435): {@code a = x E^T + b_enc}, {@code z = a [a > t]} with one threshold {@code t}
 * a feature, {@code loss = |x - z D - b_dec|^2 + coefficient * L0}. Neither z nor L0 has a slope in t; with a kernel K of bandwidth
 * h one is made of the rows whose pre-activation lies within the kernel of the threshold: {@code dz/dt = -(t/h) K((a - t)/h)},
 * {@code d[a > t]/dt = -(1/h) K((a - t)/h)}, which on average is the slope of the expected loss.
 *
 * <p>Penalties: {@code l0}; {@code target-l0}, coefficient * (L0 / target - 1)^2, which asks for a number of features directly
 * (dictionary_learning); {@code tanh}, coefficient * sum of tanh(s z |w|) (Anthropic, January 2025), with which atoms may be free.
 * {@code pre-act-weight} adds the sum of max(t - a, 0) |w|, which pulls silent features back.
 *
 * <p>Where peers differ: dictionary_learning and Bussmann take L0's step of z, which is 0 below the threshold, so that half of the
 * kernel is lost and the slope is half of what it should be; ours is of a. dictionary_learning lets thresholds become negative; ours
 * stay at 0 or above. {@code peer: dictionary_learning} does as it does. With {@code threshold-scale: log} the chain rule's factor t
 * is there, which Bussmann's and MSAE's code lack.
 */
final class JumpRelu implements TrainableArchitecture {
    static final String PENALTY = "penalty";
    static final String TARGET = "target-l0";
    static final String TANH = "tanh-scale";
    static final String BANDWIDTH = "bandwidth";
    static final String KERNEL = "kernel";
    static final String THRESHOLD = "threshold";
    static final String SCALE = "threshold-scale";
    static final String PRE_ACT = "pre-act-weight";
    static final String PRE_ACT_OF = "pre-act-of";
    static final String PEER = "peer";
    static final List<String> PENALTIES = List.of("l0", "target-l0", "tanh");
    static final List<String> KERNELS = List.of("rectangle", "triangle", "epanechnikov");

    @Override
    public String name() {
        return "jumprelu";
    }

    @Override
    public String summary() {
        return "a learned threshold for every feature, under a penalty of their number (Rajamanoharan et al. 2024)";
    }

    @Override
    public boolean usesK() {
        return false;
    }

    @Override
    public SparsityKey sparsity(TrainConfig config) {
        return Settings.word(config, PENALTY).equals("target-l0")
                ? SparsityKey.target(TARGET, Settings.number(config, TARGET), PenaltyObjective.COEFFICIENT)
                : SparsityKey.penalty(PenaltyObjective.COEFFICIENT);
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.word(PENALTY, "target-l0", PENALTIES, "what is penalised"),
                Setting.number(PenaltyObjective.COEFFICIENT, 1, 0, 1e6, "of the penalty"),
                Setting.number(
                        TARGET,
                        0,
                        0,
                        1e9,
                        "features a row that the penalty target-l0 asks for; 0: 16, or fewer if there are fewer"),
                Setting.number(TANH, 4, 1e-6, 1e6, "s of the penalty tanh"),
                SparsityWarmup.SETTING,
                Setting.number(BANDWIDTH, 0.001, 1e-9, 1e6, "of the kernel; in units of normalised rows"),
                Setting.word(KERNEL, "rectangle", KERNELS, "shape of the kernel"),
                Setting.number(THRESHOLD, 0.001, 0, 1e6, "of every feature at the start"),
                Setting.word(SCALE, "raw", List.of("raw", "log"), "whether thresholds or their logarithms are learned"),
                Setting.number(PRE_ACT, 0, 0, 1e6, "weight of the pre-activation loss; Anthropic's is 3e-6"),
                Setting.word(PRE_ACT_OF, "dead", List.of("dead", "all"), "features that the pre-activation loss is of"),
                April.preBias(),
                Setting.word(PEER, "none", List.of("none", "dictionary_learning"), "whose mistakes to repeat"));
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.penalty(features, steps, 0, "unit", 1);
    }

    @Override
    public void check(TrainConfig config, int width) {
        PenaltyObjective.check(config);
        PenaltyObjective.refuse(
                config, "rescaled", "has thresholds that would change with the norms; use unit or free");
        boolean log = Settings.word(config, SCALE).equals("log");
        if (log && Settings.number(config, THRESHOLD) == 0) {
            throw new SaeException("threshold is 0 and threshold-scale is log, but 0 has no logarithm; give a threshold"
                    + " above 0, or threshold-scale raw.");
        }
        if (log && !Settings.word(config, PEER).equals("none")) {
            throw new SaeException(
                    "threshold-scale is log and peer is dictionary_learning, whose thresholds are raw; give one of them.");
        }
        if (Settings.word(config, PENALTY).equals("target-l0") && target(config) > config.features()) {
            throw new SaeException("target-l0 is " + target(config) + " but there are only " + config.features()
                    + " features; give a smaller target-l0, or more features.");
        }
    }

    static double target(TrainConfig config) {
        double given = Settings.number(config, TARGET);
        return given > 0 ? given : Math.min(16, config.features());
    }

    @Override
    public boolean resamples() {
        return true;
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new JumpReluObjective(config, width);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        float[] thresholds = stored.find("threshold")
                .map(t -> t.toFloats())
                .orElseGet(() -> ((Selection.Above) Selection.calibrated(stored)).thresholds());
        return InferenceForm.of(stored, new Selection.Above(thresholds));
    }
}
