package org.echelle.sae;

import java.util.List;
import java.util.Map;

/** A {@link TrainConfig} while it is changed. */
final class TrainDraft {
    String architecture;
    int features;
    int k;
    int batch;
    long steps;
    double epochs;
    Optimiser optimiser;
    Revival revival;
    FirstValues start;
    List<Integer> blocks;
    String normalise;
    String decoderNorm;
    String scaling;
    String precision;
    long seed;
    int shuffleRows;
    int checkpointEvery;
    int logEvery;
    Map<String, String> settings;

    TrainDraft(TrainConfig from) {
        architecture = from.architecture();
        features = from.features();
        k = from.k();
        batch = from.batch();
        steps = from.steps();
        epochs = from.epochs();
        optimiser = from.optimiser();
        revival = from.revival();
        start = from.start();
        blocks = from.blocks();
        normalise = from.normalise();
        decoderNorm = from.decoderNorm();
        scaling = from.scaling();
        precision = from.precision();
        seed = from.seed();
        shuffleRows = from.shuffleRows();
        checkpointEvery = from.checkpointEvery();
        logEvery = from.logEvery();
        settings = from.settings();
    }

    TrainConfig config() {
        return new TrainConfig(
                architecture,
                features,
                k,
                batch,
                steps,
                epochs,
                optimiser,
                revival,
                start,
                blocks,
                normalise,
                decoderNorm,
                scaling,
                precision,
                seed,
                shuffleRows,
                checkpointEvery,
                logEvery,
                settings);
    }
}
