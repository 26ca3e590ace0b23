package org.echelle.runs;

import ai.djl.Device;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.SparsityKey;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainableArchitecture;
import org.echelle.sae.health.HealthPoint;
import org.echelle.sae.health.TrainingFacts;
import org.echelle.sae.train.TrainPoint;
import org.echelle.sae.train.TrainResult;
import org.echelle.sae.train.Training;
import org.echelle.store.RowSource;
import org.echelle.torch.JsonFiles;

/** A training with somebody watching: tells the beginning, every point, and how it ended. */
final class WatchedTraining {
    private static final String DICTIONARY = "dictionary.";
    private final TrainingWatch watch;
    private final String title;
    private final boolean baseline;

    private WatchedTraining(TrainingWatch watch, String title, boolean baseline) {
        this.watch = watch;
        this.title = title;
        this.baseline = baseline;
    }

    /** @param title the hook point, or the file that the rows come from */
    static WatchedTraining of(TrainingWatch watch, String title) {
        return new WatchedTraining(watch, title, false);
    }

    /** A training that only serves for comparison. */
    static WatchedTraining baseline(TrainingWatch watch, String title) {
        return new WatchedTraining(watch, title, true);
    }

    /** As {@link Training#run}. */
    TrainResult run(TrainConfig config, RowSource rows, Device device, Path into, boolean resume, Progress progress) {
        TrainConfig resolved = config.resolve(rows.rows(), rows.width());
        TrainingWatch.Watched watched = watch.begins(new TrainingStart(
                title,
                settings(resolved, rows, device),
                facts(resolved, rows.width()),
                baseline,
                resume ? earlier(into) : List.of()));
        try {
            TrainResult result =
                    Training.run(config, rows, device, into, resume, progress, point -> watched.point(health(point)));
            watched.ends(TrainingWatch.Outcome.DONE, "");
            return result;
        } catch (CancelledException e) {
            watched.ends(TrainingWatch.Outcome.STOPPED, e.getMessage());
            throw e;
        } catch (RuntimeException | Error e) {
            watched.ends(TrainingWatch.Outcome.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** What advice must know of a training: which key of a run config rules its sparsity, and what would revive dead features. */
    static TrainingFacts facts(TrainConfig resolved, int width) {
        SparsityKey key = Architectures.trainable(resolved.architecture()).sparsity(resolved);
        return new TrainingFacts(
                width,
                resolved.features(),
                key.target(),
                resolved.steps(),
                revival(resolved),
                DICTIONARY + key.name(),
                key.moreIsSparser(),
                key.pull().isEmpty() ? "" : DICTIONARY + key.pull());
    }

    private static String revival(TrainConfig resolved) {
        TrainableArchitecture kind = Architectures.trainable(resolved.architecture());
        if (resolved.revival().auxWeight() > 0 || resolved.revival().resampleEvery() > 0) {
            return "";
        }
        if (kind.resamples()) {
            long every = Math.max(resolved.steps() / 5, resolved.optimiser().warmup() + 1);
            return DICTIONARY + "resample-every to " + every;
        }
        return kind.auxiliary() && kind.usesK(resolved) ? DICTIONARY + "aux-weight to 0.03125" : "";
    }

    static Map<String, String> settings(TrainConfig resolved, RowSource rows, Device device) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("architecture", resolved.architecture());
        settings.put("features", count(resolved.features()));
        if (resolved.k() > 0) {
            settings.put("k", count(resolved.k()));
        }
        settings.put("width", count(rows.width()));
        settings.put("batch", count(resolved.batch()));
        settings.put("steps", count(resolved.steps()));
        settings.put("normalise", resolved.normalise());
        settings.put("seed", Long.toString(resolved.seed()));
        settings.put("device", device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu");
        settings.put("rows", rows.describe());
        return settings;
    }

    private static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    static HealthPoint health(TrainPoint p) {
        return new HealthPoint(
                p.step(),
                p.rows(),
                p.loss(),
                p.fvu(),
                p.l0(),
                p.deadShare(),
                p.denseShare(),
                p.learningRate(),
                p.rowsPerSecond());
    }

    /** The points of the part that a resumed training does not do again; none where they cannot be read. */
    static List<HealthPoint> earlier(Path into) {
        Path history = into.resolve("history.json");
        if (!Files.isDirectory(into.resolve("checkpoints")) || !Files.exists(history)) {
            return List.of();
        }
        try {
            ObjectMapper json = JsonFiles.mapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            return List.of(json.readValue(history.toFile(), HealthPoint[].class));
        } catch (IOException e) {
            return List.of(); // only the pictures begin later: the training itself reads its checkpoint
        }
    }
}
