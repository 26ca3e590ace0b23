package org.echelle.sae.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.InferenceForm;
import org.echelle.sae.JsonFile;
import org.echelle.sae.Normalisation;
import org.echelle.sae.ResamplingSchedule;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Resampling;
import org.echelle.sae.step.Trainer;
import org.echelle.sae.time.TimedRows;
import org.echelle.store.RowSource;

/** One dictionary while it is trained: its weights, its history, its folder. Several lanes may share one stream of rows. */
final class Lane implements AutoCloseable {
    private static final String FAILURE = "failure.json";
    private static final int SQUARED = 0;
    private static final int SPREAD = 1;
    private static final int LOSS = 2;
    private static final int FIRED = 3;
    private static final int STEPS = 4;

    final String name;
    final TrainConfig config;
    final Path dir;
    final Trainer trainer;
    private final RowSource rows;
    private final List<TrainPoint> history = new ArrayList<>();
    private Normalisation normalisation;
    private NDList columns;
    private double[] window = new double[5];
    private long lastPoint = System.nanoTime();

    /**
     * @param name of the lane in a sweep; empty for a training of its own
     * @param config resolved
     * @param dir gets the dictionary, its history and its checkpoints
     */
    Lane(String name, TrainConfig config, RowSource rows, Device device, Path dir) {
        this.name = name;
        this.config = config;
        this.rows = rows;
        this.dir = dir;
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new SaeException("The folder " + dir + " cannot be made: " + e.getMessage() + ".", e);
        }
        trainer = new Trainer(config, rows.width(), device);
    }

    /**
     * First values, from the first rows of the stream.
     *
     * @param last whether nobody needs the rows as they are any more
     */
    void begin(List<NDArray> some, boolean last, Progress progress) {
        Checkpoint.clear(dir);
        try {
            Files.deleteIfExists(dir.resolve(FAILURE));
        } catch (IOException e) {
            throw new SaeException(
                    "The note " + dir.resolve(FAILURE) + " cannot be removed: " + e.getMessage() + ".", e);
        }
        try (NDManager scope = trainer.manager.newSubManager()) {
            settle(Normalisation.measure(
                    config.normalise(), trainer.kernel, scope, some, rows.width(), config.blocks()));
            trainer.begin(normalised(scope, some, last), progress);
        }
    }

    private void settle(Normalisation measured) {
        normalisation = measured;
        columns = measured.arrays(trainer.manager);
        trainer.scale(measured.spread());
    }

    /**
     * Goes on from a checkpoint.
     *
     * @return where the stream stood
     */
    Checkpoint goOn(Path folder) {
        Checkpoint saved = Checkpoint.read(folder);
        // first, as settings may follow from the width of the rows
        if (!saved.fingerprint().equals(rows.fingerprint())) {
            throw new SaeException("The checkpoint " + folder + " belongs to other rows than " + rows.describe()
                    + "; resume with the rows of the run, or start anew.");
        }
        TrainConfig before = saved.config();
        if (!before.equals(config)) {
            throw new SaeException("The checkpoint " + folder + " belongs to another config (" + difference(before)
                    + "); resume with the config of the run, or start anew.");
        }
        Checkpoint.restore(folder, trainer);
        trainer.objective.remember(saved.memory());
        settle(saved.normalisation());
        window = saved.window();
        history.clear();
        history.addAll(saved.history());
        return saved;
    }

    /** Notes that it cannot go on, so that a resumed sweep leaves it out: the same steps would fail again. */
    void abandon(SaeException why) {
        JsonFile.write(dir.resolve(FAILURE), Map.of("message", why.getMessage(), "training", JsonFile.asMap(config)));
    }

    /** Why it was left in an earlier process; nothing where the config is another one now. */
    Optional<SaeException> abandoned() {
        Path note = dir.resolve(FAILURE);
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        Map<String, Object> said = JsonFile.read(note);
        TrainConfig before = JsonFile.fromMap(said.get("training"), TrainConfig.class);
        return before.equals(config)
                ? Optional.of(new SaeException(String.valueOf(said.get("message"))))
                : Optional.empty();
    }

    private String difference(TrainConfig before) {
        if (!before.architecture().equals(config.architecture())) {
            // most other settings follow from it
            return "architecture was " + before.architecture() + ", is " + config.architecture();
        }
        List<String> out = new ArrayList<>();
        differences("", JsonFile.asMap(before), JsonFile.asMap(config), out);
        return String.join("; ", out);
    }

    /** Only the keys that differ, as a config file writes them: flat, but for how weights begin ({@code start-atoms}). */
    private static void differences(String group, Map<?, ?> before, Map<?, ?> now, List<String> out) {
        Set<Object> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(now.keySet());
        for (Object key : keys) {
            Object was = before.get(key);
            Object is = now.get(key);
            if (was instanceof Map<?, ?> a && is instanceof Map<?, ?> b) {
                differences(key.equals("start") ? "start-" : "", a, b, out);
            } else if (!Objects.equals(was, is)) {
                String written = key.toString().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                out.add(group + written + " was " + (was == null ? "not set" : was) + ", is "
                        + (is == null ? "not set" : is));
            }
        }
    }

    /** What must be equal for two lanes to share normalised rows. */
    String units() {
        return config.normalise() + config.blocks();
    }

    /** The rows in this lane's units, owned by {@code scope}. */
    NDArray normalised(NDManager scope, NDArray raw) {
        return normalisation.apply(trainer.kernel, scope, raw, columns);
    }

    /** All of some rows; {@code last} puts them in the place of those that they were, so that both are never held whole. */
    private List<NDArray> normalised(NDManager scope, List<NDArray> raw, boolean last) {
        List<NDArray> out = new ArrayList<>();
        for (NDArray batch : raw) {
            NDArray x = normalised(scope, batch);
            if (last && x != batch) {
                x.copyTo(batch);
                x.close();
                x = batch;
            }
            out.add(x);
        }
        return out;
    }

    /**
     * One step.
     *
     * @param step from 0
     * @return whether the loss was finite; if not, nothing has changed
     */
    boolean step(NDArray x, long step) {
        double rate = config.learningRateAt(step);
        double[] sums = trainer.step(x, rate, step);
        if (!Double.isFinite(sums[Trainer.LOSS])) {
            return false;
        }
        if (ResamplingSchedule.due(config, step)) {
            new Resampling(trainer, config, rows.width()).apply(x, step);
        }
        window[SQUARED] += sums[Trainer.SQUARED];
        window[SPREAD] += sums[Trainer.SPREAD];
        window[LOSS] += sums[Trainer.LOSS];
        window[FIRED] += sums[Trainer.FIRED];
        window[STEPS]++;
        long done = step + 1;
        if (done % config.logEvery() == 0 || done == config.steps()) {
            point(done, rate, sums);
        }
        return true;
    }

    private void point(long step, double rate, double[] sums) {
        long now = System.nanoTime();
        double seen = window[STEPS] * config.batch();
        history.add(new TrainPoint(
                step,
                step * config.batch(),
                window[LOSS] / window[STEPS],
                window[SQUARED] / window[SPREAD],
                window[FIRED] / seen,
                sums[Trainer.DEAD] / config.features(),
                sums[Trainer.DENSE] / config.features(),
                rate,
                seen / ((now - lastPoint) / 1e9)));
        lastPoint = now;
        window = new double[5];
    }

    List<TrainPoint> history() {
        return history;
    }

    /** Writes where it stands. */
    void checkpoint(long step, int epoch, long row) {
        new Checkpoint(
                        step,
                        epoch,
                        row,
                        config,
                        rows.fingerprint(),
                        normalisation,
                        List.copyOf(history),
                        window.clone(),
                        trainer.objective.memory())
                .write(dir, trainer.state());
        JsonFile.write(dir.resolve("history.json"), history);
    }

    /**
     * Writes the finished dictionary.
     *
     * @param calibration rows that a threshold is measured on
     * @param last whether nobody needs them any more
     */
    void finish(long step, List<NDArray> calibration, boolean last, String order) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("format", "echelle-dictionary/1");
        facts.put("architecture", config.architecture());
        facts.put("width", rows.width());
        facts.put("features", config.features());
        facts.put("k", config.k());
        facts.put("threshold", -1.0);
        facts.put("loss-scaling", config.scaling());
        facts.put("training", JsonFile.asMap(config));
        facts.put(
                "rows",
                new TreeMap<>(
                        Map.of("fingerprint", rows.fingerprint(), "description", rows.describe(), "order", order)));
        facts.put("steps", step);
        if (!history.isEmpty()) {
            facts.put("metrics", JsonFile.asMap(history.get(history.size() - 1)));
        }
        StoredDictionary trained = trainer.stored(facts);
        if (Architectures.trainable(config.architecture()).calibrated(config)) {
            trained = trained.with(Map.of("threshold", threshold(trained, calibration, last)));
        }
        JsonFile.write(dir.resolve("history.json"), history);
        StoredDictionary folded = trainer.objective.fold(normalisation, trained);
        (rows instanceof TimedRows timed ? timed.complete(folded) : folded).write(dir);
    }

    private double threshold(StoredDictionary trained, List<NDArray> raw, boolean last) {
        try (NDManager scope = trainer.manager.newSubManager()) {
            List<NDArray> normalised = normalised(scope, raw, last);
            InferenceForm form =
                    Architectures.named(config.architecture()).form(trained.with(Map.of("threshold", 0.0)));
            return Calibration.threshold(form, normalised, config.k(), scope);
        }
    }

    TrainResult result(long from) {
        TrainPoint last = history.isEmpty() ? null : history.get(history.size() - 1);
        return new TrainResult(dir, List.copyOf(history), last, config, from);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
