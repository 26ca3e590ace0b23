package org.echelle.runs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Stability;
import org.echelle.api.CancelledException;
import org.echelle.api.EchelleException;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.train.Sweep;
import org.echelle.sae.train.TrainPoint;
import org.echelle.store.RowSource;
import org.echelle.torch.Torch;

/** Trains many dictionaries on one pass over the rows of a matrix or store, and measures them beside each other. */
public final class MatrixSweep {
    private static final double DENSE = 0.1;

    private MatrixSweep() {}

    /**
     * What to do.
     *
     * @param source as for {@link MatrixTraining}
     * @param tensor which array of the file, where it holds several
     * @param beside more sources with a row for each row of the first, for transcoders and crosscoders; {@code FILE#NAME} names an
     *     array
     * @param set keys of a config's {@code dictionary} section for all dictionaries, {@code seed} too
     * @param over keys with the values whose combinations are trained, {@code KEY=V1,V2}
     * @param groups a table with a line a row, by which whole groups are held out; empty for {@code NAME.groups.csv} beside the matrix,
     *     where there is one, and for an activation store, which brings its own
     * @param holdOut share of the samples on which dictionaries are not trained but measured
     * @param device {@code auto}, {@code cpu} or {@code gpu:N}
     * @param out gets {@code sweep.csv}, {@code sweep.json} and a folder for each dictionary
     * @param resume go on from the newest step of which all have a sound checkpoint
     * @param overwrite remove an earlier sweep in {@code out} first
     */
    public record Request(
            Path source,
            Optional<String> tensor,
            List<String> beside,
            List<String> set,
            List<String> over,
            Optional<Path> groups,
            double holdOut,
            String device,
            Path out,
            boolean resume,
            boolean overwrite) {
        /** Of rows about whose groups nothing is told but what lies beside them. */
        public Request(
                Path source,
                Optional<String> tensor,
                List<String> beside,
                List<String> set,
                List<String> over,
                double holdOut,
                String device,
                Path out,
                boolean resume,
                boolean overwrite) {
            this(source, tensor, beside, set, over, Optional.empty(), holdOut, device, out, resume, overwrite);
        }
    }

    /**
     * Goes.
     *
     * @throws RunException if a key is unknown, a dictionary contradicts itself, or {@code out} holds an earlier sweep; then nothing
     *     was begun
     */
    public static SweepOutcome run(Request request, Progress progress, TrainingWatch watch) {
        SweepGrid grid = SweepGrid.of(request.set(), request.over());
        if (SweepFiles.holdsSweep(request.out()) && !request.resume() && !request.overwrite()) {
            throw new RunException(
                    request.out() + " already holds a sweep; go on with it with --resume, replace it with"
                            + " --overwrite, or choose another folder with --out.");
        }
        if (request.resume() && SweepFiles.holdsSweep(request.out())) {
            // a newcomer has no checkpoint, so that all would begin again
            for (SweepGrid.Member member : grid.members()) {
                if (!Files.isDirectory(request.out().resolve(member.name()))) {
                    throw new RunException("The sweep in " + request.out() + " has no dictionary " + member.name()
                            + ", and those of a sweep go through the same rows together; resume it with the values that it"
                            + " was begun with, or choose another folder with --out.");
                }
            }
        }
        try (MatrixRows all = MatrixRows.open(request.source(), request.tensor(), request.beside())) {
            progress.note(all.rows().describe());
            grid.notes().forEach(progress::note);
            Map<String, TrainConfig> configs = new LinkedHashMap<>();
            for (SweepGrid.Member member : grid.members()) {
                configs.put(member.name(), config(member, all));
            }
            Optional<MatrixGroups> told = MatrixGroups.of(request.source(), request.groups(), all.rows(), progress);
            SweepSample sample = SweepSample.of(
                    all.rows(),
                    request.holdOut(),
                    told.map(MatrixGroups::hashes).or(() -> StoreGroups.read(request.source())),
                    progress);
            sample.notes().forEach(progress::note);
            try (RunFolder held = RunFolder.open(request.out())) {
                if (request.overwrite() && !request.resume()) {
                    SweepFiles.clear(held.path());
                }
                Device device = Torch.device(request.device());
                Watching watching = new Watching(watch, request, configs, sample.training(), device);
                List<Sweep.Member> trained = watching.run(() -> Sweep.run(
                        configs, sample.training(), device, held.path(), request.resume(), progress, watching::point));
                SweepOutcome outcome = measure(grid, trained, sample, device, progress);
                SweepFiles.write(held.path(), outcome);
                double share = sample.heldOut() ? request.holdOut() : 0;
                told.map(g -> g.kept(share)).ifPresent(seen -> trained.stream()
                        .filter(member -> member.failure().isEmpty())
                        .forEach(member -> seen.write(held.path().resolve(member.name()))));
                return outcome;
            }
        }
    }

    /** A member's config, shown to be possible for these rows. */
    private static TrainConfig config(SweepGrid.Member member, MatrixRows rows) {
        try {
            List<String> assignments = new ArrayList<>(List.of("domain=none"));
            assignments.addAll(member.assignments());
            TrainConfig config = TrainConfigs.of(RunConfig.of("sweep", assignments), rows.width(), -1)
                    .withBlocks(rows.blocks());
            config.resolve(rows.rows().rows(), rows.rows().width());
            return config;
        } catch (EchelleException e) {
            throw new RunException(
                    "The dictionary " + member.name() + " of the sweep is not possible: " + e.getMessage(), e);
        }
    }

    private static SweepOutcome measure(
            SweepGrid grid, List<Sweep.Member> trained, SweepSample sample, Device device, Progress progress) {
        List<SweepOutcome.Member> members = new ArrayList<>();
        Map<String, List<Stability.Features>> seeds = new LinkedHashMap<>();
        progress.begin("measure", trained.size(), "dictionaries");
        try (NDManager manager = Torch.newManager(device)) {
            for (int i = 0; i < trained.size(); i++) {
                progress.check();
                Sweep.Member one = trained.get(i);
                SweepGrid.Member member = grid.members().get(i);
                TrainConfig config = one.result().config();
                Optional<Evaluation> evaluation = Optional.empty();
                if (one.failure().isEmpty()) {
                    try (Dictionary dictionary = Dictionaries.load(one.result().dictionary(), manager)) {
                        evaluation = Optional.of(Evaluation.of(dictionary, sample.measured(), manager, progress));
                    }
                    boolean several = grid.members().stream()
                                    .filter(m -> m.group().equals(member.group()))
                                    .count()
                            > 1;
                    if (several) {
                        seeds.computeIfAbsent(member.group(), g -> new ArrayList<>())
                                .add(features(one.result().dictionary(), evaluation.get()));
                    }
                }
                members.add(member(one, member.group(), config, evaluation));
                progress.advance(i + 1, one.name());
            }
        }
        return new SweepOutcome(
                sample.training().describe(),
                sample.measured().rows(),
                sample.heldOut(),
                SweepOutcome.marked(members),
                groups(seeds, progress),
                java.util.stream.Stream.concat(grid.notes().stream(), sample.notes().stream())
                        .toList());
    }

    private static SweepOutcome.Member member(
            Sweep.Member one, String group, TrainConfig config, Optional<Evaluation> evaluation) {
        double nan = Double.NaN;
        List<TrainPoint> history = one.result().history();
        return new SweepOutcome.Member(
                one.name(),
                group,
                config.architecture(),
                config.features(),
                config.k(),
                config.seed(),
                evaluation.map(e -> e.density().l0()).orElse(nan),
                evaluation.map(e -> e.reconstruction().fvu()).orElse(nan),
                evaluation.map(e -> e.density().deadShare()).orElse(nan),
                evaluation.map(MatrixSweep::dense).orElse(nan),
                evaluation.isEmpty() ? nan : history.get(history.size() - 1).loss(),
                history.stream()
                        .mapToDouble(TrainPoint::rowsPerSecond)
                        .average()
                        .orElse(nan),
                false,
                one.failure());
    }

    private static double dense(Evaluation evaluation) {
        double least = DENSE * evaluation.density().rows();
        long dense = java.util.Arrays.stream(evaluation.firings())
                .filter(f -> f > least)
                .count();
        return dense / (double) evaluation.firings().length;
    }

    private static Stability.Features features(Path folder, Evaluation evaluation) {
        StoredDictionary stored = StoredDictionary.read(folder);
        boolean[] fires = new boolean[stored.features()];
        for (int j = 0; j < fires.length; j++) {
            fires[j] = evaluation.firings()[j] > 0;
        }
        return new Stability.Features(
                stored.encoder().toFloats(), stored.decoder().toFloats(), fires);
    }

    private static List<SweepOutcome.Group> groups(Map<String, List<Stability.Features>> seeds, Progress progress) {
        List<SweepOutcome.Group> groups = new ArrayList<>();
        seeds.forEach((name, dictionaries) -> {
            if (dictionaries.size() > 1) {
                int n = dictionaries.size();
                progress.begin(
                        "compare seeds of " + name,
                        n * (n - 1) / 2 + 1,
                        "comparisons"); // the last with random directions
                int[] done = new int[1];
                groups.add(new SweepOutcome.Group(name, Stability.of(dictionaries, () -> {
                    progress.check();
                    progress.advance(++done[0], "");
                })));
            }
        });
        return groups;
    }

    /** Whoever watches the members, each as a training of its own. */
    private static final class Watching {
        private final Map<String, TrainingWatch.Watched> watched = new LinkedHashMap<>();

        Watching(
                TrainingWatch watch, Request request, Map<String, TrainConfig> configs, RowSource rows, Device device) {
            configs.forEach((name, config) -> {
                TrainConfig resolved = config.resolve(rows.rows(), rows.width());
                watched.put(
                        name,
                        watch.begins(new TrainingStart(
                                name,
                                WatchedTraining.settings(resolved, rows, device),
                                WatchedTraining.facts(resolved, rows.width()),
                                false,
                                request.resume()
                                        ? WatchedTraining.earlier(request.out().resolve(name))
                                        : List.of())));
            });
        }

        void point(String name, TrainPoint point) {
            watched.get(name).point(WatchedTraining.health(point));
        }

        List<Sweep.Member> run(java.util.function.Supplier<List<Sweep.Member>> sweep) {
            try {
                List<Sweep.Member> members = sweep.get();
                members.forEach(m -> watched.get(m.name())
                        .ends(
                                m.failure().isEmpty() ? TrainingWatch.Outcome.DONE : TrainingWatch.Outcome.FAILED,
                                m.failure()));
                return members;
            } catch (CancelledException e) {
                watched.values().forEach(w -> w.ends(TrainingWatch.Outcome.STOPPED, e.getMessage()));
                throw e;
            } catch (RuntimeException | Error e) {
                watched.values().forEach(w -> w.ends(TrainingWatch.Outcome.FAILED, String.valueOf(e.getMessage())));
                throw e;
            }
        }
    }
}
