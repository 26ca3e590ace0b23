package org.echelle.recommender.training;

import java.nio.file.Path;
import org.echelle.api.Option;

/** What can be chosen for training a recommender. */
public record TrainOptions(
        @Option("The log: MovieLens ratings, a CSV or TSV of user, item and time, RecBole's .inter, or JSON lines")
        Path log,

        @Option(value = "Users with fewer actions are left out", fallback = "5")
        int minActions,

        @Option(value = "Width of embeddings and states", fallback = "32")
        int width,

        @Option(value = "Actions that a sequential model is shown at most", fallback = "50")
        int length,

        @Option(value = "Blocks of a sequential model", fallback = "2")
        int blocks,

        @Option(value = "Users a step", fallback = "128") int batch,

        @Option(value = "Steps", fallback = "2000") int steps,

        @Option(value = "Learning rate of Adam", fallback = "0.001")
        double learningRate,

        @Option(value = "Share of a matrix that a step at learning rate 1 takes away", fallback = "0.01")
        double weightDecay,

        @Option(value = "Seed of weights and draws", fallback = "0")
        long seed) {}
