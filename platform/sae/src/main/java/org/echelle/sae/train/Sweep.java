package org.echelle.sae.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.time.TimedRows;
import org.echelle.store.RowSource;

/**
 * Trains many dictionaries on one stream: rows are read, moved and normalised once for all of them. Every dictionary sees the same
 * rows in the same order, that of the first config's seed, so that differences come from the dictionaries alone; the bytes of a
 * member are those of a training of its own in that order.
 */
public final class Sweep {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,118}[A-Za-z0-9_-])?");

    private Sweep() {}

    /**
     * A member of a sweep, finished.
     *
     * @param name names its folder
     * @param result its training
     * @param failure why it ended early; empty if it did not
     */
    public record Member(String name, TrainResult result, String failure) {}

    /**
     * Trains.
     *
     * @param configs by name; the name becomes the folder's: letters, digits, dots, dashes and underscores
     * @param dir gets a folder a member, each as {@link Training} leaves it
     * @param resume go on from the newest step of which every member has a sound checkpoint; members that had failed stay out
     * @param listener hears of every member's points
     * @return in the order of {@code configs}
     * @throws CancelledException if {@code progress} says so; checkpoints were written
     * @throws SaeException if configs differ in what a common stream needs, do not fit the rows or memory, or no member is left
     */
    public static List<Member> run(
            Map<String, TrainConfig> configs,
            RowSource rows,
            Device device,
            Path dir,
            boolean resume,
            Progress progress,
            BiConsumer<String, TrainPoint> listener) {
        requireNames(configs);
        Map<String, TrainConfig> resolved = new LinkedHashMap<>();
        configs.forEach((name, config) -> resolved.put(name, config.resolve(rows.rows(), rows.width())));
        requireCommon(resolved);
        long bytes = 0;
        for (TrainConfig config : resolved.values()) {
            bytes += TrainPlan.of(config, rows.width(), rows.rows()).peakBytes();
        }
        progress.note((resolved.size() == 1
                        ? "1 dictionary on a stream of rows; it needs"
                        : resolved.size() + " dictionaries on one stream of rows; together they need")
                + " up to "
                + TrainPlan.megabytes(bytes) + " of memory.");
        if (!device.isGpu()) {
            long needed = bytes;
            TrainPlan.availableBytes().ifPresent(free -> {
                if (free < needed) {
                    throw new SaeException("The sweep needs up to " + TrainPlan.megabytes(needed) + " of memory and "
                            + TrainPlan.megabytes(free) + " is free; train fewer dictionaries at once.");
                }
            });
        }
        List<Lane> lanes = new ArrayList<>();
        try {
            RowSource fed = TimedRows.wanted(resolved.values(), rows, progress);
            resolved.forEach((name, config) -> lanes.add(new Lane(name, config, fed, device, dir.resolve(name))));
            RowStream stream = new RowStream(lanes, fed, progress, (lane, point) -> listener.accept(lane.name, point));
            long from = stream.run(resume);
            List<Member> out = new ArrayList<>();
            for (Lane lane : lanes) {
                SaeException why = stream.failed().get(lane);
                out.add(new Member(lane.name, lane.result(from), why == null ? "" : why.getMessage()));
            }
            return out;
        } finally {
            lanes.forEach(Lane::close);
        }
    }

    /** Names must be folders of their own on every file system: no ways out, no two that differ in case alone. */
    private static void requireNames(Map<String, TrainConfig> configs) {
        Set<String> seen = new HashSet<>();
        for (String name : configs.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new SaeException(
                        "\"" + name + "\" cannot name a dictionary of a sweep, as it becomes a folder: begin"
                                + " with a letter or digit, then letters, digits, dots, dashes and underscores, 120 at most.");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new SaeException("Two dictionaries of the sweep would share the folder " + name
                        + " where capital letters do not count; name them differently.");
            }
        }
    }

    private static void requireCommon(Map<String, TrainConfig> configs) {
        if (configs.isEmpty()) {
            throw new SaeException("A sweep needs at least one dictionary.");
        }
        Map.Entry<String, TrainConfig> first = configs.entrySet().iterator().next();
        TrainConfig a = first.getValue();
        configs.forEach((name, b) -> {
            same("batch", a.batch(), b.batch(), first.getKey(), name);
            same("steps", a.steps(), b.steps(), first.getKey(), name);
            same("shuffle-rows", a.shuffleRows(), b.shuffleRows(), first.getKey(), name);
            same("checkpoint-every", a.checkpointEvery(), b.checkpointEvery(), first.getKey(), name);
            same("log-every", a.logEvery(), b.logEvery(), first.getKey(), name);
        });
    }

    private static void same(String key, long a, long b, String first, String second) {
        if (a != b) {
            throw new SaeException("The dictionaries of a sweep share one stream of rows, but " + key + " is " + a
                    + " for " + first + " and " + b + " for " + second + "; give them the same.");
        }
    }
}
