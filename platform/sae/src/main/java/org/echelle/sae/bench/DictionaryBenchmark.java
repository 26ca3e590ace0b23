package org.echelle.sae.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.echelle.api.Progress;
import org.echelle.sae.Architectures;
import org.echelle.sae.Dictionary;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.TrainableArchitecture;
import org.echelle.sae.TrainableKind;
import org.echelle.sae.baselines.IcaDictionary;
import org.echelle.sae.baselines.KMeansDictionary;
import org.echelle.sae.baselines.NeuronDictionary;
import org.echelle.sae.baselines.NmfDictionary;
import org.echelle.sae.baselines.PcaDictionary;
import org.echelle.sae.baselines.RandomDictionary;
import org.echelle.sae.fit.Covariance;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.sae.train.TrainListener;
import org.echelle.sae.train.Training;
import org.echelle.sae.worlds.BenchmarkWorld;
import org.echelle.sae.worlds.Recovery;
import org.echelle.sae.worlds.SuperpositionWorld;
import org.echelle.store.RowSource;
import org.echelle.torch.Torch;

/**
 * Every architecture and baseline on rows whose true features are known. All get the same rows, number of features, steps and rows a
 * step, and so many features a row as are truly there: as k; as the L0 that JumpReLU is asked for; or by a search over the penalty's
 * coefficient, on the first seed, for the run whose L0 comes nearest. Everything else is the architecture's default.
 */
public final class DictionaryBenchmark {
    /** Settings by which the sparsity of architectures without k is chosen, the first where there is one. */
    private static final String TARGET = "target-l0";

    private static final String COEFFICIENT = "coefficient";
    private static final List<String> BASELINES = List.of("pca", "ica", "nmf", "k-means", "random", "neurons");
    private static final int SEARCHES = 4;
    private static final double FIRST = 0.5;
    private static final double FACTOR = 2.5;

    private final Sizes sizes;
    private final Progress progress;

    private DictionaryBenchmark(Sizes sizes, Progress progress) {
        this.sizes = sizes;
        this.progress = progress;
    }

    /**
     * How much work.
     *
     * @param rows to train on
     * @param held rows to measure on
     * @param features n
     * @param batch rows a step
     * @param steps of every training
     * @param seeds worlds of each kind, each with weights of its own
     */
    public record Sizes(int rows, int held, int features, int batch, int steps, int seeds) {
        /** What the table in {@code SUPERPOSITION.md} was made with. */
        public static Sizes standard() {
            return new Sizes(20_000, 4000, 128, 256, 1000, 3);
        }

        /** For a first impression. */
        public static Sizes quick() {
            return new Sizes(8000, 2000, 128, 256, 300, 1);
        }
    }

    /**
     * One line of the table.
     *
     * @param world name of the world
     * @param architecture or baseline
     * @param sparsity how its L0 was set, such as {@code k=3}
     * @param mean over seeds of every number, by name
     * @param deviation over seeds (of a sample), by name; 0 for one seed
     */
    public record Row(
            String world,
            String architecture,
            String sparsity,
            Map<String, Double> mean,
            Map<String, Double> deviation) {
        private static Row of(String world, String architecture, Found found) {
            Map<String, Double> mean = new LinkedHashMap<>();
            Map<String, Double> deviation = new LinkedHashMap<>();
            for (String name : found.numbers().get(0).numbers().keySet()) {
                double[] values = found.numbers().stream()
                        .mapToDouble(f -> f.numbers().get(name))
                        .toArray();
                double sum = 0;
                for (double v : values) {
                    sum += v / values.length;
                }
                double squares = 0;
                for (double v : values) {
                    squares += (v - sum) * (v - sum);
                }
                mean.put(name, sum);
                deviation.put(name, values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0);
            }
            return new Row(world, architecture, found.sparsity(), mean, deviation);
        }
    }

    /** Names of the worlds. */
    public static List<String> worlds() {
        return BenchmarkWorld.all().stream().map(BenchmarkWorld::name).toList();
    }

    /** Names of what is compared; those that need pairs of rows are not. */
    public static List<String> architectures() {
        return Stream.concat(TrainableKind.names().stream().filter(a -> !a.endsWith("coder")), BASELINES.stream())
                .toList();
    }

    /**
     * Runs on the CPU.
     *
     * @param worlds some of {@link #worlds}
     * @param architectures some of {@link #architectures}
     * @param each told every line as soon as it is there
     */
    public static List<Row> run(
            Sizes sizes, List<String> worlds, List<String> architectures, Progress progress, Consumer<Row> each) {
        DictionaryBenchmark benchmark = new DictionaryBenchmark(sizes, progress);
        List<Row> out = new ArrayList<>();
        progress.begin("bench dictionaries", (long) worlds.size() * architectures.size(), "cases");
        for (BenchmarkWorld world : BenchmarkWorld.all()) {
            if (!worlds.contains(world.name())) {
                continue;
            }
            List<Made> made = benchmark.made(world);
            for (String architecture : architectures) {
                // a factorisation without negative numbers needs rows without
                if (!architecture.equals("nmf") || world.plan().nonNegative()) {
                    Found found = benchmark.found(world, made, architecture);
                    Row row = Row.of(world.name(), architecture, found);
                    out.add(row);
                    each.accept(row);
                }
                progress.advance(out.size(), world.name() + " " + architecture);
            }
        }
        return out;
    }

    /** Every seed's numbers of some architectures; for tests. */
    public static Map<String, List<Recovery>> seeds(Sizes sizes, String world, List<String> architectures) {
        DictionaryBenchmark benchmark = new DictionaryBenchmark(sizes, Progress.SILENT);
        BenchmarkWorld named = BenchmarkWorld.all().stream()
                .filter(w -> w.name().equals(world))
                .findFirst()
                .orElseThrow();
        List<Made> made = benchmark.made(named);
        Map<String, List<Recovery>> out = new LinkedHashMap<>();
        for (String architecture : architectures) {
            out.put(architecture, benchmark.found(named, made, architecture).numbers());
        }
        return out;
    }

    /** A seed's world, its rows to train on and those to measure on. */
    private record Made(long seed, SuperpositionWorld world, RowSource rows, SuperpositionWorld.Draw held) {}

    private List<Made> made(BenchmarkWorld world) {
        List<Made> out = new ArrayList<>();
        for (long seed = 1; seed <= sizes.seeds(); seed++) {
            SuperpositionWorld of = SuperpositionWorld.of(world.plan(), seed);
            out.add(new Made(
                    seed,
                    of,
                    RowSource.of(of.draw(2 * seed, sizes.rows()).rows()),
                    of.draw(2 * seed + 1, sizes.held())));
        }
        return out;
    }

    /** What an architecture found of each seed's world, and how its L0 was set. */
    private record Found(String sparsity, List<Recovery> numbers) {}

    private Found found(BenchmarkWorld world, List<Made> made, String architecture) {
        int k = (int) Math.max(1, Math.round(world.plan().l0()));
        if (BASELINES.contains(architecture)) {
            return new Found(
                    architecture.equals("k-means") ? "one" : "k=" + k,
                    made.stream().map(m -> baseline(m, architecture, k)).toList());
        }
        TrainableArchitecture kind = Architectures.trainable(architecture);
        TrainConfig config = TrainConfig.of(architecture, sizes.features())
                .withBatch(sizes.batch())
                .withSteps(sizes.steps())
                .withIntervals(0, 50);
        String sparsity;
        List<Recovery> numbers = new ArrayList<>();
        if (kind.usesK()) {
            config = config.withK(k);
            sparsity = "k=" + k;
        } else if (kind.settings().stream().anyMatch(s -> s.name().equals(TARGET))) {
            config = config.withSetting(TARGET, world.plan().l0());
            sparsity = "target-l0=" + k;
        } else {
            Searched nearest = nearest(config, made.get(0), world.plan().l0());
            config = config.withSetting(COEFFICIENT, nearest.coefficient());
            sparsity = String.format(Locale.ROOT, "coefficient=%.2g", nearest.coefficient());
            numbers.add(nearest.found());
        }
        for (Made m : made.subList(numbers.size(), made.size())) {
            numbers.add(trained(config, m));
        }
        return new Found(sparsity, numbers);
    }

    /** A run of the search. */
    private record Searched(double coefficient, Recovery found) {}

    /**
     * The run whose L0 is nearest in ratio. L0 falls with the coefficient: from {@link #FIRST} on by factors of {@link #FACTOR} until
     * the target lies between two runs, then between them.
     */
    private Searched nearest(TrainConfig config, Made made, double target) {
        double next = FIRST;
        double low = Double.NaN;
        double lowMiss = 0;
        double high = Double.NaN;
        double highMiss = 0;
        double least = Double.POSITIVE_INFINITY;
        Searched best = null;
        for (int i = 0; i < SEARCHES; i++) {
            Recovery found = trained(config.withSetting(COEFFICIENT, next), made);
            double miss = Math.log(Math.max(found.l0(), 1e-3) / target);
            if (Math.abs(miss) < least) {
                least = Math.abs(miss);
                best = new Searched(next, found);
            }
            if (miss > 0) {
                low = Math.log(next);
                lowMiss = miss;
            } else {
                high = Math.log(next);
                highMiss = miss;
            }
            if (Double.isNaN(high)) {
                next *= FACTOR;
            } else if (Double.isNaN(low)) {
                next /= FACTOR;
            } else {
                double share = Math.min(0.85, Math.max(0.15, lowMiss / (lowMiss - highMiss)));
                next = Math.exp(low + share * (high - low));
            }
        }
        return best;
    }

    private Recovery trained(TrainConfig config, Made made) {
        Path dir = folder();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            progress.check();
            Training.run(
                    config.withSeed(made.seed()),
                    made.rows(),
                    Device.cpu(),
                    dir,
                    false,
                    Progress.SILENT,
                    TrainListener.NONE);
            try (Dictionary dictionary = Dictionaries.load(dir, manager)) {
                return Recovery.of(dictionary, made.world(), made.held(), manager);
            }
        } finally {
            delete(dir);
        }
    }

    private Recovery baseline(Made made, String name, int k) {
        RowSource rows = made.rows();
        int n = sizes.features();
        long seed = made.seed();
        try (NDManager manager = Torch.newManager(Device.cpu());
                Dictionary dictionary =
                        switch (name) {
                            case "pca" -> PcaDictionary.fit(rows, k, manager, Progress.SILENT);
                            case "ica" -> IcaDictionary.fit(rows, 0, k, seed, manager, Progress.SILENT);
                            case "nmf" -> NmfDictionary.fit(rows, n, k, seed, manager, Progress.SILENT);
                            case "k-means" -> KMeansDictionary.fit(rows, n, seed, manager, Progress.SILENT);
                            case "random" ->
                                RandomDictionary.create(
                                        Covariance.of(rows, Progress.SILENT).mean(), n, k, seed, manager);
                            case "neurons" -> NeuronDictionary.create(rows.width(), k, manager);
                            default -> throw new IllegalArgumentException(name);
                        }) {
            return Recovery.of(dictionary, made.world(), made.held(), manager);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("echelle-bench");
        } catch (IOException e) {
            throw new SaeException("A temporary folder cannot be made: " + e.getMessage() + ".", e);
        }
    }

    private static void delete(Path dir) {
        try (Stream<Path> inside = Files.walk(dir)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new SaeException("The temporary folder " + dir + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }
}
