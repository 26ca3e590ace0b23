package org.echelle.recommender.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.echelle.api.OpenContext;
import org.echelle.api.TrainerKind;
import org.echelle.recommender.log.TrainingLog;

/** A kind of training on a log of interactions, by {@link Descent}. */
abstract class LogTrainer implements TrainerKind<TrainOptions> {
    private final String name;
    private final String description;

    LogTrainer(String name, String description) {
        this.name = name;
        this.description = description;
    }

    /**
     * What is trained.
     *
     * @param owner owns its parameters
     */
    abstract Trainee trainee(TrainingLog log, TrainOptions o, NDManager owner);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String description() {
        return description;
    }

    @Override
    public final Class<TrainOptions> options() {
        return TrainOptions.class;
    }

    @Override
    public final void train(TrainOptions o, Path output, OpenContext context) {
        Descent.train(name, o, output, context, (log, owner) -> trainee(log, o, owner));
    }
}
