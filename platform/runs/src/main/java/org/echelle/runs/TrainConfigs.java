package org.echelle.runs;

import org.echelle.sae.FirstValues;
import org.echelle.sae.Optimiser;
import org.echelle.sae.Revival;
import org.echelle.sae.TrainConfig;

/** From a config's {@code dictionary} section to the trainer's own settings. */
final class TrainConfigs {
    private static final int FEATURES_A_WIDTH = 8;
    /** Of rows, where only the other settings are looked at. */
    private static final long ANY_NUMBER = 1 << 20;

    private TrainConfigs() {}

    /**
     * @param width length of a row, for the default number of features
     * @param rows number of training rows where the source does not know it itself, for turning epochs into steps; else -1
     */
    static TrainConfig of(RunConfig config, int width, long rows) {
        DictionaryOptions options = config.dictionary();
        int features = features(options, width);
        if (options.k() > features) {
            throw new RunException("k = " + options.k() + " is more than the dictionary's " + features
                    + " features (" + FEATURES_A_WIDTH + " times the width " + width + "); choose k at most " + features
                    + ", or give dictionary.features.");
        }
        TrainConfig train = TrainConfig.of(options.architecture(), features)
                .withK(options.k())
                .withBatch(options.batch())
                .withOptimiser(new Optimiser(
                        options.learningRate(),
                        options.schedule(),
                        options.warmup(),
                        options.decayFrom(),
                        -1,
                        0.999,
                        1e-8,
                        options.clip(),
                        options.average()))
                .withRevival(new Revival(options.auxWeight(), 0, options.deadAfterRows(), options.resampleEvery()))
                .withStart(new FirstValues(
                        options.startAtoms(), options.startEncoder(), options.startNorm(), options.startBias()))
                .withNormalise(options.normalise())
                .withDecoderNorm(options.decoderNorm())
                .withScaling(options.scaling())
                .withPrecision(options.precision())
                .withShuffleRows(options.shuffleRows())
                .withIntervals(options.checkpointEvery(), 50)
                .withSeed(config.seed())
                .withSettings(options.settings());
        if (options.steps() > 0) {
            return train.withSteps(options.steps());
        }
        if (options.epochs() == 0) {
            return train;
        }
        return rows < 0
                ? train.withEpochs(options.epochs())
                : train.withSteps(Math.max(1, Math.round(options.epochs() * rows / options.batch())));
    }

    /**
     * Refuses a dictionary that cannot be trained on rows of a width, before rows are read at all.
     *
     * @throws RunException or {@link org.echelle.sae.SaeException} that says what is impossible
     */
    static void requirePossible(RunConfig config, int width) {
        of(config, width, ANY_NUMBER).resolve(ANY_NUMBER, width);
    }

    /** Features a row: as configured, else 16, and no more than there are features. */
    static int k(DictionaryOptions options, int width) {
        return options.k() > 0 ? options.k() : Math.min(16, features(options, width));
    }

    /** Number of features: as configured, else eight times the width. */
    static int features(DictionaryOptions options, int width) {
        return options.features() > 0 ? options.features() : FEATURES_A_WIDTH * width;
    }
}
