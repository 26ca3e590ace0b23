package org.echelle.recommender.training;

import java.nio.file.Path;
import org.echelle.api.OpenContext;
import org.echelle.api.TrainerKind;
import org.echelle.recommender.subject.SasrecTrainee;

/** SASRec by its authors' loss: each next item against one that the user has not consumed. Without dropout. */
public final class SasrecTrainer implements TrainerKind<TrainOptions> {
    @Override
    public String name() {
        return "sasrec";
    }

    @Override
    public String description() {
        return "A small SASRec on a log of interactions; its hit rate is printed beside popularity's.";
    }

    @Override
    public Class<TrainOptions> options() {
        return TrainOptions.class;
    }

    @Override
    public void train(TrainOptions o, Path output, OpenContext context) {
        Descent.train(
                name(),
                o,
                output,
                context,
                (log, owner) -> new Sequential(
                        new SasrecTrainee(log.items().size() + 1, o.length(), o.width(), o.blocks(), o.seed(), owner),
                        log.items().size() + 1));
    }
}
