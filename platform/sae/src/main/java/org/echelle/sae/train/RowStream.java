package org.echelle.sae.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.Rows;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowSource;
import org.echelle.store.StoreException;
import org.echelle.torch.Torch;

/**
 * One pass after another over the rows, every batch given to each of some lanes. All lanes have the same batch, number of steps and
 * checkpoint interval; the order of rows is the first lane's.
 */
final class RowStream {
    private static final int FIRST_BATCHES = 100;
    private static final int FIRST_ROWS = 200_000;
    private static final int CALIBRATE_ROWS = 65_536;
    private final List<Lane> lanes;
    /** Lanes that failed, with why. */
    private final Map<Lane, SaeException> failed = new LinkedHashMap<>();

    private final RowSource rows;
    private final TrainConfig common;
    private final Progress progress;
    private final BiConsumer<Lane, TrainPoint> listener;
    private long step;
    private int epoch;
    private long row;

    RowStream(List<Lane> lanes, RowSource rows, Progress progress, BiConsumer<Lane, TrainPoint> listener) {
        this.lanes = lanes;
        this.rows = rows;
        this.progress = progress;
        this.listener = listener;
        common = lanes.get(0).config;
    }

    /** Rows that normalisation and first values are measured on: whole batches. */
    static long firstRows(TrainConfig config) {
        return (long) config.batch() * Math.min(FIRST_BATCHES, 1 + FIRST_ROWS / config.batch());
    }

    /** Rows that a threshold is measured on: whole batches. */
    static long calibrationRows(TrainConfig config) {
        return (long) config.batch() * Math.max(1, CALIBRATE_ROWS / config.batch());
    }

    /**
     * Trains all lanes to the end and writes their dictionaries.
     *
     * @return step from which it went on
     */
    long run(boolean resume) {
        if (!resume || !goOn()) {
            begin();
        }
        long from = step;
        steps();
        finish();
        return from;
    }

    Map<Lane, SaeException> failed() {
        return failed;
    }

    private ReadOrder order() {
        return common.shuffleRows() > 0
                ? ReadOrder.shuffled(common.seed(), common.shuffleRows())
                : ReadOrder.sequential();
    }

    private void begin() {
        progress.begin("prepare training", -1, "rows");
        int batches = (int) (firstRows(common) / common.batch());
        try (NDManager scope = lanes.get(0).trainer.manager.newSubManager()) {
            List<NDArray> some = Rows.first(scope, rows, order(), common.batch(), batches);
            Lane last = lanes.get(lanes.size() - 1);
            for (Lane lane : lanes) {
                progress.check();
                lane.begin(some, lane == last, progress);
            }
        }
    }

    /** Goes on from the newest step of which every lane has a sound checkpoint; false if there is none. */
    private boolean goOn() {
        for (Lane lane : lanes) {
            lane.abandoned().ifPresent(why -> failed.put(lane, why));
        }
        List<Lane> going = lanes.stream().filter(l -> !failed.containsKey(l)).toList();
        if (going.isEmpty()) {
            throw failed.get(lanes.get(0));
        }
        for (long at : Checkpoint.commonSteps(going.stream().map(l -> l.dir).toList())) {
            Optional<String> flaw = Optional.empty();
            for (Lane lane : going) {
                flaw = flaw.or(() -> Checkpoint.flaw(Checkpoint.folder(lane.dir, at)));
            }
            if (flaw.isPresent()) {
                progress.note(flaw.get() + " Going on from the one before.");
                continue;
            }
            for (Lane lane : going) {
                Checkpoint saved = lane.goOn(Checkpoint.folder(lane.dir, at));
                step = saved.step();
                epoch = saved.epoch();
                row = saved.row();
            }
            going.forEach(lane -> Checkpoint.forgetAfter(lane.dir, at));
            progress.note("Going on from step " + step + " of " + common.steps() + ".");
            return true;
        }
        failed.clear();
        return false;
    }

    private void steps() {
        progress.begin("train " + title(), common.steps() * common.batch(), "rows");
        try (RowFeed feed = new RowFeed(rows, order(), common.batch(), epoch, row)) {
            while (step < common.steps()) {
                try {
                    progress.check();
                    one(feed);
                } catch (CancelledException e) {
                    checkpoint();
                    throw e;
                }
                if (common.checkpointEvery() > 0 && step % common.checkpointEvery() == 0 && step < common.steps()) {
                    checkpoint();
                }
            }
        }
        if (common.checkpointEvery() > 0) {
            checkpoint();
        }
    }

    private String title() {
        return lanes.size() == 1 ? common.architecture() : lanes.size() + " dictionaries";
    }

    private void one(RowFeed feed) {
        RowFeed.Batch batch = next(feed);
        try (NDManager scope = lanes.get(0).trainer.manager.newSubManager()) {
            NDArray raw = Rows.array(scope, batch.block());
            Map<String, NDArray> byUnits = new HashMap<>();
            for (Lane lane : lanes) {
                if (failed.containsKey(lane)) {
                    continue;
                }
                NDArray x = byUnits.computeIfAbsent(lane.units(), u -> lane.normalised(scope, raw));
                if (!lane.step(x, step)) {
                    fail(lane, batch);
                }
            }
        }
        step++;
        epoch = batch.epoch();
        row = batch.firstRow() + common.batch();
        feed.release(batch);
        tell();
    }

    private RowFeed.Batch next(RowFeed feed) {
        try {
            return feed.next(progress);
        } catch (StoreException e) {
            Lane going = lanes.stream()
                    .filter(lane -> !failed.containsKey(lane))
                    .findFirst()
                    .orElseThrow();
            throw new SaeException(
                    "Training stopped at step " + (step + 1) + ", whose batch cannot be read: " + e.getMessage()
                            + kept(going),
                    e);
        }
    }

    private static String kept(Lane lane) {
        return Checkpoint.newest(lane.dir)
                .map(c -> " The checkpoint " + c.getFileName() + " is sound.")
                .orElse("");
    }

    private void tell() {
        if (step % common.logEvery() != 0 && step != common.steps()) {
            return;
        }
        for (Lane lane : lanes) {
            if (!failed.containsKey(lane)) {
                TrainPoint point = lane.history().get(lane.history().size() - 1);
                progress.advance(step * common.batch(), (lane.name.isEmpty() ? "" : lane.name + "  ") + detail(point));
                listener.accept(lane, point);
            }
        }
    }

    private static String detail(TrainPoint point) {
        return String.format(
                Locale.ROOT,
                "loss %.4g  FVU %.3f  L0 %.1f  dead %.1f %%  %.0f rows/s",
                point.loss(),
                point.fvu(),
                point.l0(),
                100 * point.deadShare(),
                point.rowsPerSecond());
    }

    /** A lane whose loss is not finite ends; the last one, or a bad row, ends the training. */
    private void fail(Lane lane, RowFeed.Batch batch) {
        String kept = kept(lane);
        int bad = Rows.notFinite(batch.block());
        if (bad >= 0) {
            throw new SaeException("Training stopped at step " + (step + 1) + ": row " + bad + " of its batch (row "
                    + (batch.firstRow() + bad) + " of pass " + batch.epoch() + ", "
                    + Rows.place(rows, batch.block(), bad)
                    + ") holds a value that is not finite (NaN or infinite). Extract the rows anew, or drop that one."
                    + kept);
        }
        SaeException why = new SaeException((lane.name.isEmpty() ? "Training" : "Training of " + lane.name)
                + " stopped at step " + (step + 1) + " (rows from " + batch.firstRow() + " of pass " + batch.epoch()
                + "): the loss is not finite though every row is. Try a lower learning rate than "
                + lane.config.optimiser().learningRate() + ", or another normalisation than "
                + lane.config.normalise() + "." + kept);
        failed.put(lane, why);
        if (failed.size() == lanes.size()) {
            throw why;
        }
        lane.abandon(why);
        progress.note(why.getMessage() + " The others go on.");
    }

    private void checkpoint() {
        for (Lane lane : lanes) {
            if (!failed.containsKey(lane)) {
                lane.checkpoint(step, epoch, row);
            }
        }
    }

    private void finish() {
        List<NDArray> some = new ArrayList<>();
        try (NDManager scope = Torch.newManager(lanes.get(0).trainer.manager.getDevice())) {
            boolean calibrated = lanes.stream().anyMatch(l -> Architectures.trainable(l.config.architecture())
                    .calibrated(l.config));
            if (calibrated) {
                progress.begin("calibrate threshold", -1, "rows");
                some.addAll(Rows.first(
                        scope, rows, order(), common.batch(), (int) (calibrationRows(common) / common.batch())));
            }
            String order = common.shuffleRows() > 0
                    ? "shuffled in blocks of " + common.shuffleRows() + " rows, seed " + common.seed() + ", batches of "
                            + common.batch()
                    : "as stored, batches of " + common.batch();
            List<Lane> whole =
                    lanes.stream().filter(l -> !failed.containsKey(l)).toList();
            for (Lane lane : whole) {
                lane.finish(step, some, lane == whole.get(whole.size() - 1), order);
            }
        }
    }
}
