package org.echelle.sae;

/**
 * How a dictionary is trained. Zeros mean "choose for me"; {@link #resolve} says what is chosen.
 *
 * @param architecture {@code topk} or {@code batch-topk}
 * @param features number n of features
 * @param k features a row (on average, for {@code batch-topk})
 * @param batch rows a step
 * @param steps optimiser steps; 0: from {@code epochs}
 * @param epochs passes over the rows; 0 with {@code steps} 0: enough passes for 4 million rows, between 1500 and 20 000 steps
 * @param learningRate of Adam; 0: 2e-4 / sqrt(n / 2^14), and at most 3e-3 (Gao et al.'s scaling as the peers use it), three times
 *     that for runs under 10 000 steps, which have no time for small steps
 * @param warmup steps over which the learning rate rises from 0; -1: a twentieth of the steps, at most 1000
 * @param decayFrom share of the steps after which the learning rate falls linearly to 0
 * @param auxWeight weight of the auxiliary loss that revives dead features; 0 turns it off
 * @param auxK dead features a row that may help; 0: d / 2
 * @param deadAfterRows rows without firing after which a feature is dead; 0: a twentieth of the run, at least 5 batches and at
 *     most 10 million
 * @param normalise {@code none}, {@code unit-mean-square}, {@code mean-norm}, {@code centre} or {@code layer-norm}; see
 *     {@link Normalisation}
 * @param scaling of the loss: {@code sum-mse} (mean over rows of the squared error summed over d) or {@code mean-mse} (that / d)
 * @param seed of the weights and of the order of rows
 * @param shuffleRows rows permuted together; 0 reads in order
 * @param checkpointEvery steps between checkpoints; 0: none but the one that a cancelled run leaves
 * @param logEvery steps between points of the history
 * @param clip largest global norm of the gradient; 0: none
 */
public record TrainConfig(
        String architecture,
        int features,
        int k,
        int batch,
        long steps,
        double epochs,
        double learningRate,
        int warmup,
        double decayFrom,
        double auxWeight,
        int auxK,
        long deadAfterRows,
        String normalise,
        String scaling,
        long seed,
        int shuffleRows,
        int checkpointEvery,
        int logEvery,
        double clip) {
    /** A TopK dictionary with every other value at its default. */
    public static TrainConfig topk(int features, int k) {
        return new TrainConfig(
                "topk", features, k, 1024, 0, 0, 0, -1, 0.8, 1 / 32.0, 0, 0, "centre", "sum-mse", 0, 1 << 18, 500, 50,
                1);
    }

    /** A BatchTopK dictionary with every other value at its default. */
    public static TrainConfig batchTopk(int features, int k) {
        return topk(features, k).withArchitecture("batch-topk");
    }

    /** The same with another architecture. */
    public TrainConfig withArchitecture(String value) {
        return new Change(this).architecture(value);
    }

    /** The same with another number of rows a step. */
    public TrainConfig withBatch(int value) {
        return copy(value, steps, epochs, learningRate, warmup, decayFrom, normalise, scaling, seed, shuffleRows);
    }

    /** The same with a number of steps. */
    public TrainConfig withSteps(long value) {
        return copy(batch, value, 0, learningRate, warmup, decayFrom, normalise, scaling, seed, shuffleRows);
    }

    /** The same with a number of passes over the rows. */
    public TrainConfig withEpochs(double value) {
        return copy(batch, 0, value, learningRate, warmup, decayFrom, normalise, scaling, seed, shuffleRows);
    }

    /** The same with another peak learning rate. */
    public TrainConfig withLearningRate(double value) {
        return copy(batch, steps, epochs, value, warmup, decayFrom, normalise, scaling, seed, shuffleRows);
    }

    /** The same with another schedule. */
    public TrainConfig withSchedule(int warmupSteps, double decayFromShare) {
        return copy(
                batch, steps, epochs, learningRate, warmupSteps, decayFromShare, normalise, scaling, seed, shuffleRows);
    }

    /** The same with another normalisation of the rows. */
    public TrainConfig withNormalise(String value) {
        return copy(batch, steps, epochs, learningRate, warmup, decayFrom, value, scaling, seed, shuffleRows);
    }

    /** The same with another scaling of the loss. */
    public TrainConfig withScaling(String value) {
        return copy(batch, steps, epochs, learningRate, warmup, decayFrom, normalise, value, seed, shuffleRows);
    }

    /** The same with another seed. */
    public TrainConfig withSeed(long value) {
        return copy(batch, steps, epochs, learningRate, warmup, decayFrom, normalise, scaling, value, shuffleRows);
    }

    /** The same with another shuffle buffer; 0 reads in order. */
    public TrainConfig withShuffleRows(int value) {
        return copy(batch, steps, epochs, learningRate, warmup, decayFrom, normalise, scaling, seed, value);
    }

    /** The same with another auxiliary loss. */
    public TrainConfig withAux(double weight, int perRow, long deadAfter) {
        return new TrainConfig(
                architecture,
                features,
                k,
                batch,
                steps,
                epochs,
                learningRate,
                warmup,
                decayFrom,
                weight,
                perRow,
                deadAfter,
                normalise,
                scaling,
                seed,
                shuffleRows,
                checkpointEvery,
                logEvery,
                clip);
    }

    /** The same with other intervals, in steps. */
    public TrainConfig withIntervals(int checkpoint, int log) {
        return new TrainConfig(
                architecture,
                features,
                k,
                batch,
                steps,
                epochs,
                learningRate,
                warmup,
                decayFrom,
                auxWeight,
                auxK,
                deadAfterRows,
                normalise,
                scaling,
                seed,
                shuffleRows,
                checkpoint,
                log,
                clip);
    }

    private TrainConfig copy(
            int b,
            long s,
            double e,
            double lr,
            int w,
            double from,
            String norm,
            String loss,
            long random,
            int shuffle) {
        return new TrainConfig(
                architecture,
                features,
                k,
                b,
                s,
                e,
                lr,
                w,
                from,
                auxWeight,
                auxK,
                deadAfterRows,
                norm,
                loss,
                random,
                shuffle,
                checkpointEvery,
                logEvery,
                clip);
    }

    private record Change(TrainConfig of) {
        TrainConfig architecture(String name) {
            return new TrainConfig(
                    name,
                    of.features,
                    of.k,
                    of.batch,
                    of.steps,
                    of.epochs,
                    of.learningRate,
                    of.warmup,
                    of.decayFrom,
                    of.auxWeight,
                    of.auxK,
                    of.deadAfterRows,
                    of.normalise,
                    of.scaling,
                    of.seed,
                    of.shuffleRows,
                    of.checkpointEvery,
                    of.logEvery,
                    of.clip);
        }
    }

    /**
     * The same with every "choose for me" chosen.
     *
     * @param rows number of rows, or -1 when it is not known
     * @param width length d of a row
     * @throws SaeException if a value is impossible, with what would be possible
     */
    public TrainConfig resolve(long rows, int width) {
        check(rows);
        if ((long) features * width > Integer.MAX_VALUE) {
            throw new SaeException(
                    features + " features of width " + width + " are more than one matrix can hold here; at most "
                            + Integer.MAX_VALUE / width + " features fit.");
        }
        int b = rows > 0 ? (int) Math.min(batch, rows) : batch;
        long s = steps;
        if (s == 0 && epochs > 0) {
            if (rows < 0) {
                throw new SaeException("The number of rows is not known, so " + epochs
                        + " epochs cannot be turned into steps; give steps instead.");
            }
            long stepsPerPass = rows / b;
            s = Math.max(1, Math.round(epochs * stepsPerPass));
        } else if (s == 0) {
            s = Math.max(1500, Math.min(20_000, 4_000_000L / b));
        }
        double lr = learningRate;
        if (lr == 0) {
            lr = Math.min(3e-3, 2e-4 / Math.sqrt(features / 16384.0) * (s < 10_000 ? 3 : 1));
        }
        int warm = warmup >= 0 ? warmup : (int) Math.min(1000, s / 20);
        int aux = auxK > 0 ? auxK : Math.max(1, width / 2);
        long dead = deadAfterRows > 0 ? deadAfterRows : Math.max(5L * b, Math.min(10_000_000L, s * b / 20));
        return new TrainConfig(
                architecture,
                features,
                k,
                b,
                s,
                epochs,
                lr,
                warm,
                decayFrom,
                auxWeight,
                aux,
                dead,
                normalise,
                scaling,
                seed,
                shuffleRows,
                checkpointEvery,
                logEvery,
                clip);
    }

    private void check(long rows) {
        Architecture kind = Architectures.named(architecture);
        if (!kind.trainable()) {
            throw new SaeException(
                    "The architecture " + architecture + " is a baseline and is not trained; trainable are "
                            + String.join(", ", Architectures.trainable()) + ".");
        }
        require(features >= 1, "features", features, "at least 1");
        require(k >= 1, "k", k, "at least 1");
        if (k > features) {
            throw new SaeException("k is " + k + " but there are only " + features + " features; give k from 1 to "
                    + features + ", or more features.");
        }
        require(batch >= 1, "batch", batch, "at least 1");
        require(steps >= 0, "steps", steps, "0 or more");
        require(epochs >= 0, "epochs", epochs, "0 or more");
        require(
                learningRate >= 0 && Double.isFinite(learningRate),
                "learning-rate",
                learningRate,
                "0 (automatic) or more");
        require(decayFrom >= 0 && decayFrom <= 1, "decay-from", decayFrom, "a share from 0 to 1");
        require(auxWeight >= 0 && Double.isFinite(auxWeight), "aux-weight", auxWeight, "0 or more");
        require(shuffleRows >= 0, "shuffle-rows", shuffleRows, "0 or more");
        require(checkpointEvery >= 0, "checkpoint-every", checkpointEvery, "0 or more");
        require(logEvery >= 1, "log-every", logEvery, "at least 1");
        require(clip >= 0, "clip", clip, "0 (none) or more");
        Normalisation.requireKind(normalise);
        lossScale(1);
        if (rows == 0) {
            throw new SaeException("There are no rows to train on.");
        }
    }

    private static void require(boolean holds, String key, Object value, String possible) {
        if (!holds) {
            throw new SaeException(key + " is " + value + "; it must be " + possible + ".");
        }
    }

    /** The factor of the loss before the mean over rows of the squared error summed over d. */
    double lossScale(int width) {
        return switch (scaling) {
            case "sum-mse" -> 1;
            case "mean-mse" -> 1.0 / width;
            default ->
                throw new SaeException("There is no loss scaling \"" + scaling + "\"; known are sum-mse, mean-mse.");
        };
    }

    /** Learning rate of a step (from 0) of a resolved config: linear warm-up, plateau, linear decay to 0. */
    double learningRateAt(long step) {
        double rate = learningRate;
        if (step < warmup) {
            rate *= (step + 1.0) / warmup;
        }
        double from = decayFrom * steps;
        if (step >= from && steps > from) {
            rate *= (steps - step) / (steps - from);
        }
        return rate;
    }
}
