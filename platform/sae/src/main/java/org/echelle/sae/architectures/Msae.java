package org.echelle.sae.architectures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.sae.InferenceForm;
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
 * Matryoshka by k, not by feature: TopK at levels {@code k_1 < k_2 < ...} of the same pre-activations, the loss
 * {@code sum a_i L_i / sum a_i}, L_i every row's squared error over its own square; a_i = 1 ({@code uniform}) or L, L-1, ... 1
 * ({@code reverse}, the sparsest level weighs most). Published with levels that double up to n, the last being plain ReLU
 * (Zaigrajew, Baniecki, Biecek, arXiv 2502.20578). Here the first level is the config's k, with which the dictionary opens; it may be
 * opened with any other k, n for all positive activations.
 *
 * <p>Unlike the authors' code, which moves the norm that an atom loses in a step to its encoder row, the norm is dropped: it differs
 * from 1 by less than a step of Adam.
 */
final class Msae implements TrainableArchitecture {
    /** Above this share of the features, codes of a level are computed densely. */
    private static final double SPARSE = 0.125;

    private static final List<Setting> SETTINGS = List.of(
            Setting.numbers("levels", "", "k of the levels, rising; empty: k, 2 k, 4 k, ... and all features"),
            Setting.word(
                    "weighting", "uniform", List.of("uniform", "reverse"), "of the levels; reverse: sparsest most"));

    @Override
    public String name() {
        return "msae";
    }

    @Override
    public String summary() {
        return "topk at several k at once, from sparse to dense, for any k later (Zaigrajew et al. 2025)";
    }

    @Override
    public boolean usesK() {
        return true;
    }

    @Override
    public boolean auxiliary() {
        return false;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public String scaling() {
        return "row";
    }

    /**
     * The TopK family's learning rate; no auxiliary loss. Published is 1e-4 for some ten thousand features, where the two agree; 128
     * features trained for 1000 steps at 3e-4 stay near their random start.
     */
    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        double rate = TrainDefaults.topk(features, steps).learningRate();
        return new TrainDefaults(rate, 0.9, "centre", "unit", 1, "zero", 0);
    }

    @Override
    public void check(TrainConfig config, int width) {
        levels(config);
        if (config.revival().auxWeight() > 0) {
            throw new SaeException(
                    "msae has no auxiliary loss: its dense levels reach every feature. Leave aux-weight out, or give 0.");
        }
    }

    /** k of the levels, rising. */
    static int[] levels(TrainConfig config) {
        int n = config.features();
        List<Integer> out = new ArrayList<>();
        List<Double> given = Settings.numbers(config, "levels");
        for (long k = config.k(); given.isEmpty() && k < n; k *= 2) {
            out.add((int) k);
        }
        if (given.isEmpty()) {
            out.add(n);
        }
        for (double k : given) {
            int before = out.isEmpty() ? 0 : out.get(out.size() - 1);
            if (k != Math.rint(k) || k <= before || k > n) {
                throw new SaeException("levels of msae are " + given
                        + "; they must be whole numbers that rise, from 1 to the " + n + " features.");
            }
            out.add((int) k);
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        int[] levels = levels(config);
        int sparse = 0;
        while (sparse < levels.length && levels[sparse] <= SPARSE * config.features()) {
            sparse++;
        }
        int count = levels.length;
        boolean reverse = Settings.word(config, "weighting").equals("reverse");
        double[] numbers = new double[2 + 2 * count];
        numbers[0] = sparse;
        numbers[1] = count;
        for (int i = 0; i < count; i++) {
            numbers[2 + i] = levels[i];
            numbers[2 + count + i] = reverse ? (count - i) / (0.5 * count * (count + 1)) : 1.0 / count;
        }
        long entries = sparse == 0 ? 0 : (long) levels[sparse - 1] * config.batch();
        long dense = sparse == count ? 0 : 5L * config.batch() * config.features();
        return new SelectedObjective("msae.py", config, width, numbers) {
            @Override
            public Map<String, Object> facts() {
                return Map.of("levels", java.util.Arrays.stream(levels).boxed().toList());
            }

            @Override
            public long stepFloats(TrainConfig c, int d) {
                return sparseFloats(c, d, entries) + dense + (count + 2L) * c.batch() * d;
            }
        };
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        InferenceForm form = TopK.largest(stored);
        return stored.k() == stored.features() ? form.withSelection(Selection.positive()) : form;
    }
}
