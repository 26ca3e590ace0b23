package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.echelle.sae.Checks;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Objective;
import org.echelle.sae.Selection;
import org.echelle.sae.Setting;
import org.echelle.sae.Settings;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainDefaults;
import org.echelle.sae.TrainableArchitecture;

/**
 * BatchTopK with a penalty on atoms that look alike: in every chunk of a random partition of the features, the mean over features of
 * the square of the largest cosine with another atom of the chunk; gamma times the mean over chunks is added to the loss (OrtSAE,
 * Korznikov et al., arXiv 2509.22033). The maximum is over signed cosines, so opposite atoms are not penalised; it counts as 0 where
 * it is negative.
 *
 * <p>The published gamma, 0.25, belongs to a loss whose scale is that of rows of unit variance, mean over rows and columns; it is
 * multiplied by d for sum-mse of such rows, and likewise for other scalings and rows, so that its strength stays the same.
 *
 * <p>Cost of an evaluation: n * chunk * d products, forward alone. {@code every} 5 evaluates it in every fifth step, five times as
 * strong (the paper: results within 1 to 2 %); a smaller chunk is a weaker penalty.
 */
final class Ort implements TrainableArchitecture {
    private static final List<Setting> OWN = List.of(
            Setting.number("gamma", 0.25, 0, 1e6, "weight of the penalty on atoms that look alike"),
            Setting.number("chunk", 8192, 2, Integer.MAX_VALUE, "features that are compared with each other, about"),
            Setting.number("every", 1, 1, 1e6, "steps between evaluations, each that many times as strong"));

    @Override
    public String name() {
        return "ort";
    }

    @Override
    public String summary() {
        return "batch-topk with a penalty on atoms that look alike (OrtSAE, Korznikov et al. 2025)";
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
        for (String name : new String[] {"chunk", "every"}) {
            double value = Settings.number(config, name);
            Checks.require(value == Math.rint(value), name, value, "a whole number");
        }
    }

    @Override
    public Objective objective(TrainConfig config, int width) {
        int n = config.features();
        int chunks = (int) Math.ceil(n / Settings.number(config, "chunk"));
        int every = (int) Settings.number(config, "every");
        double gamma = Settings.number(config, "gamma");
        return new SelectedObjective("ort.py", Objective.HostCode.BATCH, config, width) {
            @Override
            public double[] numbers(long step) {
                return new double[] {1, 0, 0, gamma * every, chunks}; // batch-topk's, then the penalty's
            }

            @Override
            public NDArray[] tensors(long step, NDManager scope) {
                return gamma > 0 && step % every == 0
                        ? new NDArray[] {scope.create(partition(config.seed(), step, n))}
                        : new NDArray[0];
            }

            @Override
            public long stepFloats(TrainConfig c, int d) {
                long size = ((long) n + chunks - 1) / chunks;
                return super.stepFloats(c, d) + size * size + 2 * size * d + 4L * n * d;
            }
        };
    }

    /** The features in a random order (Fisher and Yates), from the seed and the step alone. */
    static long[] partition(long seed, long step, int n) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step + 1);
        long[] order = new long[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    @Override
    public InferenceForm form(StoredDictionary stored) {
        return InferenceForm.of(stored, Selection.calibrated(stored));
    }
}
