package org.echelle.sae.architectures;

import java.util.List;
import java.util.stream.Stream;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.SaeException;
import org.echelle.sae.Setting;
import org.echelle.sae.Settings;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * An encoder of h heads, each with m base and l extension rows; feature (t, i, j) of n = h m l is the geometric mean of its two
 * rectified parents, {@code sqrt(relu(p_ti x) relu(q_tj x))}, then the k largest of a row; the decoder is a plain one (KronSAE,
 * Kurochkin et al., arXiv 2505.22255). h (m + l) encoder rows instead of n; features of one head are related by construction.
 *
 * <p>Near 0 the root's slope has no bound: in the gradient, a parent counts as at least 1e-5 (the paper does not say what it does).
 * The published encoder has no bias; {@code encoder-bias} learned gives each parent one.
 */
final class Kron implements TrainableArchitecture {
    static final String BASE = "base";
    static final String EXTENSION = "extension";
    static final String BIAS = "encoder-bias";
    private static final List<Setting> OWN = List.of(
            Setting.number("heads", 0, 0, Integer.MAX_VALUE, "h; 0: features / (base * extension)"),
            Setting.number(BASE, 2, 1, 65536, "m, base rows a head"),
            Setting.number(EXTENSION, 8, 1, 65536, "l, extension rows a head"),
            Setting.word(BIAS, "none", List.of("none", "learned"), "bias of the encoder's rows"));

    @Override
    public String name() {
        return "kron";
    }

    @Override
    public String summary() {
        return "topk with a thin encoder: a feature fires where both its parents do (KronSAE, Kurochkin et al. 2025)";
    }

    @Override
    public boolean usesK() {
        return true;
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(KSchedule.SETTINGS.stream(), OWN.stream()).toList();
    }

    /** The paper's learning rate, 8e-4, or the TopK family's where that is larger; for the rest the TopK family's. */
    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        TrainDefaults kin = TrainDefaults.topk(features, steps);
        return new TrainDefaults(
                Math.max(8e-4, kin.learningRate()),
                kin.beta1(),
                kin.normalise(),
                kin.decoderNorm(),
                kin.startNorm(),
                kin.bias(),
                kin.auxWeight());
    }

    @Override
    public void check(TrainConfig config, int width) {
        double m = Settings.number(config, BASE);
        double l = Settings.number(config, EXTENSION);
        double h = Settings.number(config, "heads");
        int n = config.features();
        if (m != Math.rint(m) || l != Math.rint(l) || n % (m * l) != 0 || (h != 0 && h * m * l != n)) {
            throw new SaeException("kron has heads * base * extension features; base " + m + " and extension " + l
                    + (h > 0 ? " with " + h + " heads" : "") + " do not give " + n
                    + ". Make features a multiple of base * extension and leave heads out.");
        }
        if (config.decoderNorm().equals("rescaled")) {
            throw new SaeException(
                    "kron cannot choose features as if their atoms had norm 1 (decoder-norm rescaled): an"
                            + " encoder row serves many atoms. Choose unit or free.");
        }
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new KronObjective(config, width);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        int m = (int) stored.number(BASE, 0);
        int l = (int) stored.number(EXTENSION, 0);
        InferenceForm plain = TopK.largest(stored);
        long rows = stored.encoder().shape()[0];
        if (m < 1 || l < 1 || rows % (m + l) != 0 || rows / (m + l) * m * l != stored.features()) {
            throw new SaeException("This kron dictionary has base " + m + " and extension " + l
                    + ", which do not fit its " + rows + " encoder rows and " + stored.features() + " features.");
        }
        return new InferenceForm(
                plain.encoder(),
                plain.encoderBias(),
                plain.inputBias(),
                plain.decoder(),
                plain.outputBias(),
                plain.skip(),
                plain.selection(),
                m,
                l);
    }
}
