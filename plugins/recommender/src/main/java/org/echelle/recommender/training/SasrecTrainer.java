package org.echelle.recommender.training;

import ai.djl.ndarray.NDManager;
import org.echelle.recommender.log.TrainingLog;
import org.echelle.recommender.subject.SasrecTrainee;

/** SASRec by its authors' loss: each next item against one that the user has not consumed. Without dropout. */
public final class SasrecTrainer extends LogTrainer {
    public SasrecTrainer() {
        super("sasrec", "A small SASRec on a log of interactions; its hit rate is printed beside popularity's.");
    }

    @Override
    Trainee trainee(TrainingLog log, TrainOptions o, NDManager owner) {
        int rows = log.items().size() + 1;
        return new Sequential(new SasrecTrainee(rows, o.length(), o.width(), o.blocks(), o.seed(), owner), rows);
    }
}
