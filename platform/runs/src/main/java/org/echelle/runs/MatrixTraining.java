package org.echelle.runs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.sae.train.TrainResult;
import org.echelle.torch.Torch;

/** Trains a dictionary on a matrix of activations that somebody already has: no plugin, no run. */
public final class MatrixTraining {
    private MatrixTraining() {}

    /**
     * Trains on every row.
     *
     * @param source a {@code .npy}, {@code .npz} or {@code .safetensors}, or the folder of an activation store
     * @param tensor which array of the file, where it holds several
     * @param assignments keys of a config's {@code dictionary} section, with or without that word before them; {@code seed} too
     * @param out gets the dictionary, its history and checkpoints
     * @param resume go on from the newest checkpoint in {@code out}
     */
    public static TrainResult run(
            Path source,
            Optional<String> tensor,
            List<String> assignments,
            String device,
            Path out,
            boolean resume,
            Progress progress) {
        return run(source, tensor, assignments, device, out, resume, progress, TrainingWatch.NONE);
    }

    /** The same with somebody watching. */
    public static TrainResult run(
            Path source,
            Optional<String> tensor,
            List<String> assignments,
            String device,
            Path out,
            boolean resume,
            Progress progress,
            TrainingWatch watch) {
        return run(source, tensor, List.of(), assignments, device, out, resume, progress, watch);
    }

    /**
     * The same on rows of several sources side by side, for transcoders (input, output) and crosscoders.
     *
     * @param beside more sources with a row for each row of the first; {@code FILE#NAME} names the array of a file that holds several
     */
    public static TrainResult run(
            Path source,
            Optional<String> tensor,
            List<String> beside,
            List<String> assignments,
            String device,
            Path out,
            boolean resume,
            Progress progress,
            TrainingWatch watch) {
        return run(source, tensor, beside, Optional.empty(), assignments, device, out, resume, progress, watch);
    }

    /**
     * The same on rows that belong together: the dictionary keeps whose rows it has seen ({@code groups.json}), so that a score on
     * samples of the same patients is told to be too good.
     *
     * @param groups a table with a line a row; empty for {@code NAME.groups.csv} beside the matrix, where there is one
     */
    public static TrainResult run(
            Path source,
            Optional<String> tensor,
            List<String> beside,
            Optional<Path> groups,
            List<String> assignments,
            String device,
            Path out,
            boolean resume,
            Progress progress,
            TrainingWatch watch) {
        RunConfig config = RunConfig.ofDictionary("train", assignments);
        try (MatrixRows rows = MatrixRows.open(source, tensor, beside);
                RunFolder held = RunFolder.open(out)) {
            progress.note(rows.rows().describe());
            Optional<MatrixGroups> told = MatrixGroups.of(source, groups, rows.rows(), progress);
            TrainResult result = WatchedTraining.of(watch, title(source, tensor))
                    .run(
                            TrainConfigs.of(config, rows.width(), -1).withBlocks(rows.blocks()),
                            rows.rows(),
                            Torch.device(device),
                            held.path(),
                            resume,
                            progress);
            told.ifPresent(g -> g.all().write(held.path()));
            return result;
        }
    }

    private static String title(Path source, Optional<String> tensor) {
        return source.getFileName() + tensor.map(name -> ": " + name).orElse("");
    }
}
