package org.echelle.recommender.subject;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;
import org.echelle.recommender.log.HoldOut;

/** What a run config says about a LightGCN. */
public record LightGcnOptions(
        @Option("Weight file (.safetensors, .pt, .pth, .npz) or folder")
        Path weights,

        @Option(
                "The log that the graph is made of, or its folder: the one of the samples, as the model was trained on it")
        Path log,

        @Option("Which row of the weights stands for which item of the log, as for samples; without it ids are rows")
        Optional<Path> itemIds,

        @Option("Which row of the weights stands for which user of the log, as for samples; without it ids are rows")
        Optional<Path> userIds,

        @Option(value = "Steps of propagation: 3 in the authors' code, 2 in RecBole's", fallback = "3")
        int layers,

        @Option(
                value = "What of each user makes no edge, as samples.split: leave-one-out, time or none",
                fallback = "leave-one-out")
        HoldOut split,

        @Option(value = "For split: time, the share of all actions that lie before its instant", fallback = "0.8")
        double timeShare) {
    /** The authors' settings, ids being rows. */
    public static LightGcnOptions of(Path weights, Path log) {
        return new LightGcnOptions(weights, log, Optional.empty(), Optional.empty(), 3, HoldOut.LEAVE_ONE_OUT, 0.8);
    }
}
