package org.echelle.sae;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a dictionary is trained. Zeros, -1 and "auto" mean "choose for me"; {@link #resolve} says what is chosen.
 *
 * @param architecture one of {@link TrainableKind#names}
 * @param features number n of features
 * @param k features a row (on average, where the architecture chooses over a batch); 0: 16 where the architecture has a k
 * @param batch rows a step
 * @param steps optimiser steps; 0: from {@code epochs}
 * @param epochs passes over the rows; 0 with {@code steps} 0: enough passes for 4 million rows, between 1500 and 20 000 steps
 * @param optimiser how weights move
 * @param revival what is done for features that do not fire
 * @param start how weights begin
 * @param blocks widths of the parts that a row is made of, for transcoders (input, target) and crosscoders (one a source); empty: a
 *     row is one part
 * @param normalise {@code none}, {@code unit-mean-square}, {@code mean-norm}, {@code centre}, {@code layer-norm},
 *     {@code constant-norm}, {@code by-timestep} or {@code time-conditioned}; "auto": the architecture's; see {@link Normalisation}
 * @param decoderNorm {@code unit}: atoms keep norm 1; {@code free}; {@code rescaled}: free, but features are chosen as if their atoms
 *     had norm 1; "auto": the architecture's
 * @param scaling of the loss: {@code sum-mse} (mean over rows of the squared error summed over d), {@code mean-mse} (that / d),
 *     {@code variance} (divided by the mean squared distance of rows from their mean, measured once), {@code batch-fvu} (divided by
 *     that of the batch) or {@code row} (every row's error divided by its own square); "auto": the architecture's
 * @param precision of the encoder product: {@code float32}, {@code bfloat16-rescored} (candidates from a bfloat16 product, then
 *     exact) or {@code bfloat16}
 * @param seed of the weights and of the order of rows
 * @param shuffleRows rows permuted together; 0 reads in order
 * @param checkpointEvery steps between checkpoints; 0: none but the one that a cancelled run leaves
 * @param logEvery steps between points of the history
 * @param settings the architecture's own, by name
 */
public record TrainConfig(
        String architecture,
        int features,
        int k,
        int batch,
        long steps,
        double epochs,
        Optimiser optimiser,
        Revival revival,
        FirstValues start,
        List<Integer> blocks,
        String normalise,
        String decoderNorm,
        String scaling,
        String precision,
        long seed,
        int shuffleRows,
        int checkpointEvery,
        int logEvery,
        Map<String, String> settings) {
    private static final int K = 16;

    public TrainConfig {
        blocks = List.copyOf(blocks);
        settings = new TreeMap<>(settings);
    }

    /** A dictionary of a kind, every other value at its default. */
    public static TrainConfig of(String architecture, int features) {
        return new TrainConfig(
                architecture,
                features,
                0,
                1024,
                0,
                0,
                Optimiser.standard(),
                Revival.standard(),
                FirstValues.standard(),
                List.of(),
                "auto",
                "auto",
                "auto",
                "float32",
                0,
                1 << 18,
                500,
                50,
                Map.of());
    }

    /** A TopK dictionary with every other value at its default. */
    public static TrainConfig topk(int features, int k) {
        return of("topk", features).withK(k);
    }

    /** A BatchTopK dictionary with every other value at its default. */
    public static TrainConfig batchTopk(int features, int k) {
        return of("batch-topk", features).withK(k);
    }

    private TrainConfig with(Consumer<TrainDraft> change) {
        TrainDraft draft = new TrainDraft(this);
        change.accept(draft);
        return draft.config();
    }

    /** The same with another architecture. */
    public TrainConfig withArchitecture(String value) {
        return with(d -> d.architecture = value);
    }

    /** The same with another number of features. */
    public TrainConfig withFeatures(int value) {
        return with(d -> d.features = value);
    }

    /** The same with another k. */
    public TrainConfig withK(int value) {
        return with(d -> d.k = value);
    }

    /** The same with another number of rows a step. */
    public TrainConfig withBatch(int value) {
        return with(d -> d.batch = value);
    }

    /** The same with a number of steps. */
    public TrainConfig withSteps(long value) {
        return with(d -> {
            d.steps = value;
            d.epochs = 0;
        });
    }

    /** The same with a number of passes over the rows. */
    public TrainConfig withEpochs(double value) {
        return with(d -> {
            d.steps = 0;
            d.epochs = value;
        });
    }

    /** The same with another optimiser. */
    public TrainConfig withOptimiser(Optimiser value) {
        return with(d -> d.optimiser = value);
    }

    /** The same with another peak learning rate. */
    public TrainConfig withLearningRate(double value) {
        Optimiser o = optimiser;
        return withOptimiser(new Optimiser(
                value,
                o.schedule(),
                o.warmup(),
                o.decayFrom(),
                o.beta1(),
                o.beta2(),
                o.epsilon(),
                o.clip(),
                o.average()));
    }

    /** The same with another schedule. */
    public TrainConfig withSchedule(int warmupSteps, double decayFromShare) {
        Optimiser o = optimiser;
        return withOptimiser(new Optimiser(
                o.learningRate(),
                o.schedule(),
                warmupSteps,
                decayFromShare,
                o.beta1(),
                o.beta2(),
                o.epsilon(),
                o.clip(),
                o.average()));
    }

    /** The same with another treatment of dead features. */
    public TrainConfig withRevival(Revival value) {
        return with(d -> d.revival = value);
    }

    /** The same with another auxiliary loss. */
    public TrainConfig withAux(double weight, int perRow, long deadAfter) {
        return withRevival(new Revival(weight, perRow, deadAfter, revival.resampleEvery()));
    }

    /** The same with another beginning. */
    public TrainConfig withStart(FirstValues value) {
        return with(d -> d.start = value);
    }

    /** The same for rows made of parts. */
    public TrainConfig withBlocks(List<Integer> value) {
        return with(d -> d.blocks = value);
    }

    /** The same with another normalisation of the rows. */
    public TrainConfig withNormalise(String value) {
        return with(d -> d.normalise = value);
    }

    /** The same with another treatment of the atoms' norms. */
    public TrainConfig withDecoderNorm(String value) {
        return with(d -> d.decoderNorm = value);
    }

    /** The same with another scaling of the loss. */
    public TrainConfig withScaling(String value) {
        return with(d -> d.scaling = value);
    }

    /** The same with another precision of the encoder product. */
    public TrainConfig withPrecision(String value) {
        return with(d -> d.precision = value);
    }

    /** The same with another seed. */
    public TrainConfig withSeed(long value) {
        return with(d -> d.seed = value);
    }

    /** The same with another shuffle buffer; 0 reads in order. */
    public TrainConfig withShuffleRows(int value) {
        return with(d -> d.shuffleRows = value);
    }

    /** The same with other intervals, in steps. */
    public TrainConfig withIntervals(int checkpoint, int log) {
        return with(d -> {
            d.checkpointEvery = checkpoint;
            d.logEvery = log;
        });
    }

    /** The same with one of the architecture's own settings. */
    public TrainConfig withSetting(String name, Object value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(name, String.valueOf(value));
        return with(d -> d.settings = all);
    }

    /** The same with all of the architecture's own settings. */
    public TrainConfig withSettings(Map<String, String> value) {
        return with(d -> d.settings = value);
    }

    /** Learning rate of a step (from 0) of a resolved config. */
    public double learningRateAt(long step) {
        return optimiser.rateAt(step, steps) * ResamplingSchedule.rateShare(this, step);
    }

    /**
     * The same with every "choose for me" chosen.
     *
     * @param rows number of rows, or -1 when it is not known
     * @param width length of a row, all its parts together
     * @throws SaeException if a value is impossible, with what would be possible
     */
    public TrainConfig resolve(long rows, int width) {
        TrainableArchitecture kind = Architectures.trainable(architecture);
        Map<String, String> own = Settings.resolve(kind, settings);
        boolean usesK = kind.usesK(with(d -> d.settings = own));
        check(kind, usesK, rows, width);
        int b = rows > 0 ? (int) Math.min(batch, rows) : batch;
        long s = stepsFor(rows, b);
        TrainDefaults defaults = kind.defaults(features, width, s);
        Revival revived = revival.resolve(defaults, width, b, s);
        TrainConfig resolved = with(d -> {
            d.k = usesK && k == 0 ? Math.min(K, features) : k;
            d.batch = b;
            d.steps = s;
            d.optimiser = optimiser.resolve(defaults, s);
            d.revival = revived;
            d.start = start.resolve(defaults);
            d.normalise = normalise.equals("auto") ? defaults.normalise() : normalise;
            d.decoderNorm = decoderNorm.equals("auto") ? defaults.decoderNorm() : decoderNorm;
            d.scaling = scaling.equals("auto") ? kind.scaling() : scaling;
            d.settings = own;
        });
        ResamplingSchedule.check(kind, resolved);
        kind.check(resolved, width);
        return resolved;
    }

    private long stepsFor(long rows, int b) {
        if (steps > 0) {
            return steps;
        }
        if (epochs == 0) {
            return Math.max(1500, Math.min(20_000, 4_000_000L / b));
        }
        if (rows < 0) {
            throw new SaeException("The number of rows is not known, so " + epochs
                    + " epochs cannot be turned into steps; give steps instead.");
        }
        long batches = rows / b;
        return Math.max(1, Math.round(epochs * batches));
    }

    private void check(TrainableArchitecture kind, boolean usesK, long rows, int width) {
        Checks.require(features >= 1, "features", features, "at least 1");
        Checks.require(k >= 0, "k", k, "at least 1, or 0 to choose");
        if (kind.usesK() && !usesK && k > 0) {
            throw new SaeException("k is " + k + " but " + architecture + " with these settings (" + settings
                    + ") has a penalty instead of a k. Leave k out, or the setting.");
        }
        if (!kind.usesK() && k > 0) {
            throw new SaeException("k is " + k + " but " + architecture + " has no k; its sparsity comes from "
                    + (kind.settings().isEmpty() ? "its loss" : "its settings " + names(kind)) + ". Leave k out.");
        }
        if (k > features) {
            throw new SaeException("k is " + k + " but there are only " + features + " features; give k from 1 to "
                    + features + ", or more features.");
        }
        Checks.require(batch >= 1, "batch", batch, "at least 1");
        Checks.require(steps >= 0, "steps", steps, "0 or more");
        Checks.require(epochs >= 0, "epochs", epochs, "0 or more");
        Checks.require(shuffleRows >= 0, "shuffle-rows", shuffleRows, "0 or more");
        Checks.require(checkpointEvery >= 0, "checkpoint-every", checkpointEvery, "0 or more");
        Checks.require(logEvery >= 1, "log-every", logEvery, "at least 1");
        if (!normalise.equals("auto")) {
            Normalisation.requireKind(normalise);
        }
        Checks.requireWord("decoder-norm", decoderNorm, "auto", "unit", "free", "rescaled");
        Checks.requireWord("scaling", scaling, "auto", "sum-mse", "mean-mse", "variance", "batch-fvu", "row");
        Checks.requireWord("precision", precision, "float32", "bfloat16-rescored", "bfloat16");
        if (!precision.equals("float32") && !kind.usesK()) {
            throw new SaeException("The precision " + precision + " is for architectures that keep k features, not for "
                    + architecture + "; leave it at float32.");
        }
        int total = blocks.stream().mapToInt(Integer::intValue).sum();
        if (!blocks.isEmpty() && total != width) {
            throw new SaeException(
                    "The parts " + blocks + " of a row sum to " + total + ", but a row has " + width + " values.");
        }
        if (blocks.size() > 1 && !kind.takesParts()) {
            throw new SaeException("Rows of " + blocks.size() + " parts are for "
                    + String.join(", ", Architectures.takingParts()) + "; " + architecture
                    + " takes whole rows, so give it one source.");
        }
        if ((long) features * width > Integer.MAX_VALUE) {
            throw new SaeException(
                    features + " features of width " + width + " are more than one matrix can hold here; at most "
                            + Integer.MAX_VALUE / width + " features fit.");
        }
        if (rows == 0) {
            throw new SaeException("There are no rows to train on.");
        }
    }

    private static String names(TrainableArchitecture kind) {
        return String.join(", ", kind.settings().stream().map(Setting::name).toList());
    }
}
