package org.echelle.sae.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.time.TimedRows;
import org.echelle.store.RowSource;

/**
 * Trains a dictionary on rows.
 *
 * <p>Before the first step: memory is planned, the normalisation is measured on up to 100 batches, and the weights get their first
 * values as the config's {@link org.echelle.sae.FirstValues} say. Afterwards a threshold is measured where the architecture needs one, and the
 * normalisation is folded in. A run that is resumed from a checkpoint ends with the very tensors of a run that was never broken, on
 * the same machine with the same number of threads.
 */
public final class Training {
    private Training() {}

    /**
     * Trains from the beginning, telling nobody.
     *
     * @throws org.echelle.sae.SaeException as {@link #run(TrainConfig, RowSource, Device, Path, boolean, Progress, TrainListener)}
     */
    public static TrainResult run(TrainConfig config, RowSource rows, Device device, Path dir) {
        return run(config, rows, device, dir, false, Progress.SILENT, TrainListener.NONE);
    }

    /**
     * Trains.
     *
     * @param config what to train; zeros are chosen, see {@link TrainConfig#resolve}
     * @param rows what to train on
     * @param device where
     * @param dir gets {@code dictionary.safetensors}, {@code dictionary.json}, {@code history.json} and {@code checkpoints/}
     * @param resume go on from the newest sound checkpoint in {@code dir}, if there is one; else start anew
     * @param progress is told of every point and asked before every step
     * @param listener hears of every point
     * @throws CancelledException if {@code progress} says so; a checkpoint was written
     * @throws org.echelle.sae.SaeException if config and rows do not fit, memory is short, or the rows or the loss are not finite
     */
    public static TrainResult run(
            TrainConfig config,
            RowSource rows,
            Device device,
            Path dir,
            boolean resume,
            Progress progress,
            TrainListener listener) {
        TrainConfig resolved = config.resolve(rows.rows(), rows.width());
        if (!device.isGpu()) {
            TrainPlan.availableBytes().ifPresent(free -> TrainPlan.require(resolved, rows.width(), rows.rows(), free));
        }
        progress.note(TrainPlan.of(resolved, rows.width(), rows.rows()).sentence());
        RowSource fed = TimedRows.wanted(List.of(resolved), rows, progress);
        try (Lane lane = new Lane("", resolved, fed, device, dir)) {
            RowStream stream = new RowStream(List.of(lane), fed, progress, (l, point) -> listener.point(point));
            return lane.result(stream.run(resume));
        }
    }
}
