package org.echelle.sae.architectures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.echelle.torch.HostTensor;

/**
 * BatchTopK whose first features reconstruct alone, too: with prefixes {@code m_1 < ... < m_G = n} of the features, the loss is the
 * mean of {@code ||x - b||^2} and of {@code ||x - xhat_i||^2}, {@code xhat_i} made of the selected features below {@code m_i}. Early
 * features become general, late ones cannot carve exceptions out of them (Bussmann, Nabeshima, Karvonen, Nanda, arXiv 2503.17547;
 * prefixes drawn anew every step: N. Nabeshima, "Matryoshka sparse autoencoders", 2024).
 *
 * <p>Weightings in circulation: {@code authors} is the mean over the G levels and the bias alone; {@code mean} is that without the
 * bias; {@code sum} is SAELens'; {@code mean-twice} is dictionary_learning's, which divides by G twice and so makes its auxiliary
 * loss G times as strong.
 */
final class Matryoshka implements TrainableArchitecture {
    static final String GROUPS = "groups";
    private static final List<Setting> OWN = List.of(
            Setting.numbers(
                    GROUPS,
                    "0.0625,0.0625,0.125,0.25,0.5",
                    "shares of the features in each group, from the most general on; they sum to 1"),
            Setting.numbers(
                    "prefixes", "", "lengths of the prefixes instead of groups; all features are always the last"),
            Setting.word(
                    "weighting",
                    "authors",
                    List.of("authors", "mean", "sum", "mean-twice"),
                    "how levels' losses are put together"),
            Setting.number("sampled", 0, 0, 1024, "prefixes drawn every step in place of fixed ones; 0: fixed ones"),
            Setting.number(
                    "sampled-power",
                    0.5,
                    0.01,
                    10,
                    "a drawn prefix is at most m long with probability (m/(n-1))^this"));

    @Override
    public String name() {
        return "matryoshka";
    }

    @Override
    public String summary() {
        return "batch-topk whose first features alone reconstruct too, general ones first (Bussmann et al. 2025)";
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
        return Stream.concat(KSchedule.SETTINGS.stream(), OWN.stream()).toList();
    }

    @Override
    public TrainDefaults defaults(int features, int width, long steps) {
        return TrainDefaults.topk(features, steps);
    }

    @Override
    public void check(TrainConfig config, int width) {
        prefixes(config);
        double sampled = Settings.number(config, "sampled");
        if (sampled != Math.rint(sampled) || sampled > config.features()) {
            throw new SaeException("sampled is " + sampled + "; it must be a whole number of prefixes, and of "
                    + config.features() + " features there are no more than that many.");
        }
    }

    /** Lengths of the fixed prefixes, rising to n. */
    static int[] prefixes(TrainConfig config) {
        int n = config.features();
        List<Double> given = Settings.numbers(config, "prefixes");
        return given.isEmpty() ? ofShares(Settings.numbers(config, GROUPS), n) : ofLengths(given, n);
    }

    private static int[] ofShares(List<Double> shares, int n) {
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        if (!(Math.abs(sum - 1) < 1e-6) || shares.stream().anyMatch(s -> !(s > 0))) {
            throw new SaeException("groups of matryoshka are " + shares
                    + "; they must be shares above 0 that sum to 1, not " + sum + ".");
        }
        int[] out = new int[shares.size()];
        int at = 0;
        for (int i = 0; i < out.length; i++) {
            int size = i == out.length - 1 ? n - at : (int) (shares.get(i) * n);
            if (size < 1) {
                throw new SaeException("Group " + (i + 1) + " of matryoshka, a share of " + shares.get(i) + " of " + n
                        + " features, would be empty; give fewer groups or more features.");
            }
            at += size;
            out[i] = at;
        }
        return out;
    }

    private static int[] ofLengths(List<Double> lengths, int n) {
        List<Integer> out = new ArrayList<>();
        int before = 0;
        for (double length : lengths) {
            if (length > n) {
                throw new SaeException("The prefix " + format(length) + " of matryoshka is past the last of " + n
                        + " features; give prefixes up to " + n + ", or more features.");
            }
            if (length != Math.rint(length) || length <= before) {
                throw new SaeException("The prefixes " + lengths
                        + " of matryoshka must be whole numbers from 1 on, each larger than the one before.");
            }
            before = (int) length;
            out.add(before);
        }
        if (before < n) {
            out.add(n); // every feature learns
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String format(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        return new MatryoshkaObjective(config, width);
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.calibrated(stored));
    }

    /**
     * The first features alone, a dictionary of its own.
     *
     * @param features how many; any number up to n, though only prefixes of the training were trained to stand alone
     */
    static StoredDictionary prefix(StoredDictionary stored, int features) {
        if (features < 1 || features > stored.features()) {
            throw new SaeException(
                    "A prefix of " + features + " features is not possible of " + stored.features() + ".");
        }
        Map<String, HostTensor> tensors = new LinkedHashMap<>(stored.tensors());
        tensors.put("encoder", rows(stored.encoder(), features));
        tensors.put("decoder", rows(stored.decoder(), features));
        tensors.put("b_enc", rows(stored.encoderBias(), features));
        Map<String, Object> facts = new LinkedHashMap<>(stored.facts());
        facts.put("features", features);
        return new StoredDictionary(tensors, facts);
    }

    private static HostTensor rows(HostTensor tensor, int count) {
        long[] shape = tensor.shape().clone();
        int width = shape.length == 2 ? (int) shape[1] : 1;
        shape[0] = count;
        return HostTensor.ofFloats(java.util.Arrays.copyOf(tensor.toFloats(), count * width), shape);
    }
}
