package org.echelle.sae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowSource;

/**
 * Trains a dictionary on rows.
 *
 * <p>Before the first step: memory is planned, the normalisation is measured on up to 100 batches, atoms are random unit vectors,
 * the encoder starts as the decoder, and {@code b_dec} as the geometric median of up to 8192 rows. Afterwards a threshold is
 * measured where the architecture needs one, and the normalisation is folded in. A run that is resumed from a checkpoint ends with
 * the very tensors of a run that was never broken, on the same machine with the same number of threads.
 */
public final class Training {
    private static final int NORMALISE_BATCHES = 100;
    private static final int MEDIAN_ROWS = 8192;
    private static final int CALIBRATE_ROWS = 65_536;
    private static final int SQUARED = 0;
    private static final int SPREAD = 1;
    private static final int LOSS = 2;
    private static final int FIRED = 3;
    private static final int STEPS = 4;

    private final TrainConfig config;
    private final RowSource rows;
    private final Path dir;
    private final Progress progress;
    private final TrainListener listener;
    private final Trainer trainer;
    private final List<TrainPoint> history = new ArrayList<>();
    private Normalisation normalisation;
    private NDArray mean;
    private double[] window = new double[5];
    private long step;
    private int epoch;
    private long row;
    private long lastPoint;

    private Training(
            TrainConfig config, RowSource rows, Device device, Path dir, Progress progress, TrainListener listener) {
        this.config = config;
        this.rows = rows;
        this.dir = dir;
        this.progress = progress;
        this.listener = listener;
        trainer = new Trainer(config, rows.width(), device);
    }

    /**
     * Trains.
     *
     * @param config what to train; zeros are chosen, see {@link TrainConfig#resolve}
     * @param rows what to train on
     * @param device where
     * @param dir gets {@code dictionary.safetensors}, {@code dictionary.json}, {@code history.json} and {@code checkpoints/}
     * @param resume go on from the newest checkpoint in {@code dir}, if there is one; else start anew
     * @param progress is told of every point and asked before every step
     * @param listener hears of every point
     * @throws CancelledException if {@code progress} says so; a checkpoint was written
     * @throws SaeException if config and rows do not fit, memory is short, or the rows or the loss are not finite
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
        if (device.isGpu()) {
            progress.note(TrainPlan.of(resolved, rows.width()).sentence());
        } else {
            TrainPlan.availableBytes().ifPresent(free -> TrainPlan.require(resolved, rows.width(), free));
            progress.note(TrainPlan.of(resolved, rows.width()).sentence());
        }
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new SaeException("The folder " + dir + " cannot be made: " + e.getMessage() + ".", e);
        }
        Training training = new Training(resolved, rows, device, dir, progress, listener);
        try (Trainer owned = training.trainer) {
            return training.run(resume, owned);
        }
    }

    private TrainResult run(boolean resume, Trainer owned) {
        Optional<Path> newest = resume ? Checkpoint.newest(dir) : Optional.empty();
        if (newest.isPresent()) {
            goOn(newest.get());
        } else {
            Checkpoint.clear(dir);
            begin();
        }
        long from = step;
        steps();
        Map<String, Object> facts = finish();
        StoredDictionary.writeJson(dir.resolve("history.json"), history);
        StoredDictionary stored = normalisation.fold(owned.stored(facts));
        stored.write(dir);
        TrainPoint last = history.isEmpty() ? null : history.get(history.size() - 1);
        return new TrainResult(dir, List.copyOf(history), last, config, from);
    }

    private ReadOrder order() {
        return config.shuffleRows() > 0
                ? ReadOrder.shuffled(config.seed(), config.shuffleRows())
                : ReadOrder.sequential();
    }

    private void begin() {
        progress.begin("prepare training", -1, "rows");
        int batches = (int) Math.min(NORMALISE_BATCHES, 1 + 200_000L / config.batch());
        try (NDManager scope = trainer.manager.newSubManager()) {
            List<NDArray> some = Rows.first(scope, rows, order(), config.batch(), batches);
            normalisation = Normalisation.measure(config.normalise(), trainer.kernel, scope, some, rows.width());
            mean = trainer.manager.create(normalisation.mean());
            int used = Math.min(some.size(), 1 + MEDIAN_ROWS / config.batch());
            List<NDArray> normalised = new ArrayList<>();
            for (NDArray x : some.subList(0, used)) {
                normalised.add(normalisation.apply(trainer.kernel, scope, x, mean));
            }
            median(scope, normalised);
        }
    }

    /** Geometric median (Weiszfeld) into b_dec. */
    private void median(NDManager scope, List<NDArray> batches) {
        NDArray all = ai.djl.ndarray.NDArrays.concat(new NDList(batches), 0);
        NDArray m = all.mean(new int[] {0});
        for (int i = 0; i < 100; i++) {
            progress.check();
            NDList next = trainer.kernel.call(scope, "weiszfeld", all, m);
            m = next.get(0);
            if (next.get(1).toFloatArray()[0] < 1e-5) {
                break;
            }
        }
        m.copyTo(trainer.parameters[3]);
    }

    private void goOn(Path folder) {
        Checkpoint saved = Checkpoint.read(folder);
        TrainConfig before = saved.config();
        if (!before.equals(config)) {
            throw new SaeException("The checkpoint " + folder + " belongs to another config (" + difference(before)
                    + "); resume with the config of the run, or start anew.");
        }
        if (!saved.fingerprint().equals(rows.fingerprint())) {
            throw new SaeException("The checkpoint " + folder + " belongs to other rows than " + rows.describe()
                    + "; resume with the rows of the run, or start anew.");
        }
        trainer.restore(Checkpoint.state(folder));
        normalisation = saved.normalisation();
        mean = trainer.manager.create(normalisation.mean());
        step = saved.step();
        epoch = saved.epoch();
        row = saved.row();
        window = saved.window();
        history.addAll(saved.history());
    }

    private String difference(TrainConfig before) {
        Map<String, Object> now = StoredDictionary.asMap(config);
        List<String> out = new ArrayList<>();
        StoredDictionary.asMap(before).forEach((key, value) -> {
            if (!value.equals(now.get(key))) {
                out.add(key + " was " + value + ", is " + now.get(key));
            }
        });
        return String.join("; ", out);
    }

    private void steps() {
        progress.begin("train " + config.architecture(), config.steps() * config.batch(), "rows");
        lastPoint = System.nanoTime();
        try (RowFeed feed = new RowFeed(rows, order(), config.batch(), epoch, row)) {
            while (step < config.steps()) {
                try {
                    progress.check();
                    one(feed);
                } catch (CancelledException e) {
                    checkpoint();
                    throw e;
                }
                if (config.checkpointEvery() > 0 && step % config.checkpointEvery() == 0 && step < config.steps()) {
                    checkpoint();
                }
            }
        }
        if (config.checkpointEvery() > 0) {
            checkpoint();
        }
    }

    private void one(RowFeed feed) {
        RowFeed.Batch batch = feed.next(progress);
        double rate = config.learningRateAt(step);
        double[] sums;
        try (NDManager scope = trainer.manager.newSubManager()) {
            NDArray x = normalisation.apply(trainer.kernel, scope, Rows.array(scope, batch.block()), mean);
            sums = trainer.step(x, rate);
        }
        double loss = trainer.loss(sums);
        if (!Double.isFinite(loss)) {
            throw notFinite(batch);
        }
        window[SQUARED] += sums[Trainer.SQUARED];
        window[SPREAD] += sums[Trainer.SPREAD];
        window[LOSS] += loss;
        window[FIRED] += sums[Trainer.FIRED];
        window[STEPS]++;
        step++;
        epoch = batch.epoch();
        row = batch.firstRow() + config.batch();
        feed.release(batch);
        if (step % config.logEvery() == 0 || step == config.steps()) {
            point(rate, sums[Trainer.DEAD]);
        }
    }

    private void point(double rate, double dead) {
        long now = System.nanoTime();
        double seen = window[STEPS] * config.batch();
        TrainPoint point = new TrainPoint(
                step,
                step * config.batch(),
                window[LOSS] / window[STEPS],
                window[SQUARED] / window[SPREAD],
                window[FIRED] / seen,
                dead / config.features(),
                rate,
                seen / ((now - lastPoint) / 1e9));
        lastPoint = now;
        window = new double[5];
        history.add(point);
        progress.advance(
                step * config.batch(),
                String.format(
                        Locale.ROOT,
                        "loss %.4g  FVU %.3f  L0 %.1f  dead %.1f %%  %.0f rows/s",
                        point.loss(),
                        point.fvu(),
                        point.l0(),
                        100 * point.deadShare(),
                        point.rowsPerSecond()));
        listener.point(point);
    }

    private SaeException notFinite(RowFeed.Batch batch) {
        int bad = Rows.notFinite(batch.block());
        String kept = Checkpoint.newest(dir)
                .map(c -> " The checkpoint " + c.getFileName() + " is sound.")
                .orElse("");
        if (bad >= 0) {
            return new SaeException("Training stopped at step " + (step + 1) + ": row " + bad + " of its batch (row "
                    + (batch.firstRow() + bad) + " of pass " + batch.epoch() + ", "
                    + Rows.place(rows, batch.block(), bad)
                    + ") holds a value that is not finite (NaN or infinite). Extract the rows anew, or drop that one."
                    + kept);
        }
        return new SaeException("Training stopped at step " + (step + 1)
                + ": the loss is not finite though every row is. Try a lower learning rate than "
                + config.learningRate() + ", or another normalisation than " + config.normalise() + "." + kept);
    }

    private void checkpoint() {
        new Checkpoint(
                        step,
                        epoch,
                        row,
                        config,
                        rows.fingerprint(),
                        normalisation,
                        List.copyOf(history),
                        window.clone())
                .write(dir, trainer.state());
        StoredDictionary.writeJson(dir.resolve("history.json"), history);
    }

    private Map<String, Object> finish() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("format", "echelle-dictionary/1");
        facts.put("architecture", config.architecture());
        facts.put("width", rows.width());
        facts.put("features", config.features());
        facts.put("k", config.k());
        facts.put("threshold", Architectures.named(config.architecture()).calibrated() ? threshold() : -1.0);
        facts.put("loss-scaling", config.scaling());
        facts.put("training", StoredDictionary.asMap(config));
        facts.put("rows", new TreeMap<>(Map.of("fingerprint", rows.fingerprint(), "description", rows.describe())));
        facts.put("steps", step);
        if (!history.isEmpty()) {
            facts.put("metrics", StoredDictionary.asMap(history.get(history.size() - 1)));
        }
        return facts;
    }

    private double threshold() {
        progress.begin("calibrate threshold", -1, "rows");
        try (NDManager scope = trainer.manager.newSubManager()) {
            List<NDArray> normalised = new ArrayList<>();
            int batches = Math.max(1, CALIBRATE_ROWS / config.batch());
            for (NDArray x : Rows.first(scope, rows, order(), config.batch(), batches)) {
                normalised.add(normalisation.apply(trainer.kernel, scope, x, mean));
            }
            return Calibration.threshold(trainer, normalised, config.k(), config.features());
        }
    }
}
