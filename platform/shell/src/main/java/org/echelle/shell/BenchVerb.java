package org.echelle.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.ScaleBenchmark;
import org.echelle.analysis.ScoreBenchmark;
import org.echelle.runs.ExtractBenchmark;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunConfig;
import org.echelle.runs.SampleBenchmark;
import org.echelle.runs.SearchBenchmark;
import org.echelle.sae.bench.DictionaryBenchmark;
import org.echelle.sae.bench.KernelExport;
import org.echelle.sae.bench.SweepBenchmark;
import org.echelle.sae.bench.TrainBenchmark;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.Torch;
import org.echelle.torch.Turns;
import org.echelle.torch.script.ScriptArchive;
import org.echelle.torch.script.TapBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the work beside its floor, both in one run, taking turns.",
            "  train    a training step beside the encoder product X W^T alone",
            "  sweep    eight dictionaries on one stream beside eight trainings and beside reading",
            "  extract  reading activations beside the bare forward pass",
            "  sample   a sampler with an edit at every step, and with rows copied out, beside plain sampling",
            "  score    features against concepts beside one pass over the non-zeros, and the peers' way",
            "  search   building a feature index beside writing as many bytes; pooling it and searching it",
            "  taps     a TorchScript archive, read and edited at --hook, beside the archive as it is",
            "  dictionaries  what every architecture finds of known worlds (half an hour; --quick: minutes)"
        },
        footer = {
            "",
            "Examples:",
            "  echelle bench train",
            "  echelle bench extract --json extract.jsonl",
            "  echelle bench extract --config my.yaml --set samples.limit=200",
            "  echelle bench sample --config sample-configs/diffusion-digits.yaml --set subject.weights=FILE --hook transformer.2",
            "  echelle bench score --size 10000,350,10000,400",
            "  echelle bench taps --model model.pt --probe 8,3,224,224 --hook blocks.6"
        })
final class BenchVerb implements Verb {
    /** A turn of it is nine trainings. */
    private static final int MOST_SWEEP_TURNS = 5;
    /** A turn of it builds an index of 8 million non-zeros. */
    private static final int MOST_SEARCH_TURNS = 5;

    /** What is measured. */
    enum Work {
        TRAIN,
        SWEEP,
        EXTRACT,
        SAMPLE,
        SCORE,
        SEARCH,
        TAPS,
        DICTIONARIES
    }

    /** One printed row: what, shapes, seconds, floor seconds, ratio, and what turns say of that ratio where it comes of such. */
    private record Row(
            String what,
            Map<String, Object> shapes,
            double seconds,
            double floorSeconds,
            double ratio,
            Optional<Turns> turns) {
        Row(String what, Map<String, Object> shapes, double seconds, double floorSeconds, double ratio) {
            this(what, shapes, seconds, floorSeconds, ratio, Optional.empty());
        }

        static Row of(String what, Map<String, Object> shapes, Turns turns) {
            return new Row(what, shapes, turns.seconds(), turns.floorSeconds(), turns.ratio(), Optional.of(turns));
        }

        /** The ratio's interval in brackets; nothing where too few turns give none. */
        String interval() {
            return turns.filter(Turns::telling)
                    .map(t -> String.format(
                            Locale.ROOT, " [%.2f, %.2f], 95 %% of %d turns", t.low(), t.high(), t.turns()))
                    .orElse("");
        }
    }

    private final HostServices host;

    @Parameters(
            arity = "1..*",
            paramLabel = "WORK",
            description = "train, sweep, extract, sample, score, search, taps, dictionaries")
    private List<Work> work;

    @Option(names = "--json", paramLabel = "FILE", description = "also writes one JSON object a row")
    private Path json;

    @Option(
            names = "--archives",
            paramLabel = "FOLDER",
            description =
                    "instead of timing `train`, writes its steps as TorchScript archives that any Python's torch runs"
                            + " (platform/sae/gpu/step.py)")
    private Path archives;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu or gpu:N", defaultValue = "auto")
    private String device;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "turns that count (default: ${DEFAULT-VALUE})",
            defaultValue = "9")
    private int turns;

    @Option(names = "--quick", description = "dictionaries: fewer worlds, rows and steps, one seed")
    private boolean quick;

    @Option(
            names = "--large",
            description = "score: also 16 000 features and 500 concepts on 1 and 10 million rows (minutes, 4 GB)")
    private boolean large;

    @Option(
            names = "--size",
            split = ",",
            paramLabel = "N",
            description = "score: also SAMPLES,ROWS,FEATURES,CONCEPTS, as in 10000,350,10000,400 for proteins of 350"
                    + " residues")
    private List<Integer> size = List.of();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "extract: a run config, whose subject and samples are used in place of the vision sample's; sample: one of a"
                            + " diffusion model")
    private Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "extract, sample: sets a key of that config")
    private List<String> settings = List.of();

    @Option(
            names = "--arrays",
            paramLabel = "FOLDER",
            description =
                    "score: writes input and counts as bare arrays, for timing a peer on them (platform/analysis/peers)")
    private Path arrays;

    @Option(names = "--model", paramLabel = "FILE", description = "taps: a TorchScript archive")
    private Path model;

    @Option(
            names = "--probe",
            paramLabel = "SHAPE|FILE",
            description = "taps: its input, as for `echelle inspect --probe`")
    private String probe;

    @Option(
            names = "--hook",
            paramLabel = "NAME",
            description = "taps: the place; sample: a hook point (default: the config's)")
    private String hook;

    BenchVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        List<Row> rows = new ArrayList<>();
        List<DictionaryBenchmark.Row> found = new ArrayList<>();
        try (Job job = host.begin(false)) {
            for (Work each : work) {
                switch (each) {
                    case TRAIN -> {
                        if (archives == null) {
                            train(job, rows);
                        } else {
                            KernelExport.write(archives)
                                    .forEach(file -> host.console().line("archive: " + file));
                        }
                    }
                    case SWEEP -> sweep(job, rows);
                    case EXTRACT -> extract(job, rows);
                    case SAMPLE -> sample(job, rows);
                    case SCORE -> score(rows);
                    case SEARCH -> search(job, rows);
                    case TAPS -> taps(rows);
                    case DICTIONARIES -> found.addAll(dictionaries(job));
                }
            }
        }
        Torch.hint().ifPresent(host.console()::say);
        for (Row row : rows) {
            host.console()
                    .format(
                            "%-58s %-58s %9.4f s  floor %9.4f s  ratio %6.2f%s",
                            row.what(), shapes(row), row.seconds(), row.floorSeconds(), row.ratio(), row.interval());
        }
        if (json != null) {
            AtomicFiles.write(json, (lines(rows) + DictionaryTable.json(found)).getBytes(StandardCharsets.UTF_8));
        }
        return 0;
    }

    private void train(Job job, List<Row> rows) {
        for (TrainBenchmark.Row row : TrainBenchmark.run(Torch.device(device), turns, job.progress())) {
            Map<String, Object> shapes = new LinkedHashMap<>();
            shapes.put("batch", row.batch());
            shapes.put("d", row.width());
            shapes.put("n", row.features());
            shapes.put("k", row.k());
            shapes.put("lowest", Math.round(100 * row.lowest()) / 100.0);
            shapes.put("highest", Math.round(100 * row.highest()) / 100.0);
            rows.add(new Row(
                    "train " + row.architecture() + " " + row.mode(),
                    shapes,
                    row.seconds(),
                    row.floorSeconds(),
                    row.ratio()));
        }
    }

    private void sweep(Job job, List<Row> rows) {
        for (SweepBenchmark.Row row :
                SweepBenchmark.run(Torch.device(device), Math.min(turns, MOST_SWEEP_TURNS), job.progress())) {
            Map<String, Object> shapes = new LinkedHashMap<>();
            shapes.put("dictionaries", row.dictionaries());
            shapes.put("batch", row.batch());
            shapes.put("d", row.width());
            shapes.put("n", row.features());
            shapes.put("k", row.k());
            rows.add(Row.of("sweep, " + row.what(), shapes, row.times()));
        }
    }

    private void extract(Job job, List<Row> rows) {
        List<String> keys = new ArrayList<>(config == null ? List.of("samples.count=512") : settings);
        keys.add("device=" + device);
        RunConfig read = RunConfig.read(
                config == null ? host.home().resolve("sample-configs").resolve("vision-shapes.yaml") : config, keys);
        try (OpenedDomain opened = OpenedDomain.subjectAndSamples(read, job::domain, job.progress())) {
            for (ExtractBenchmark.Row row : ExtractBenchmark.run(opened, 8, turns, job.progress())) {
                Map<String, Object> shapes = new LinkedHashMap<>();
                shapes.put("samples", row.samples());
                shapes.put("rows", row.rows());
                shapes.put("d", row.width());
                shapes.put("rows/s", Math.round(row.rows() / row.times().seconds()));
                rows.add(Row.of(row.what(), shapes, row.times()));
            }
        }
    }

    private void sample(Job job, List<Row> rows) {
        if (config == null) {
            throw new ShellException("bench sample needs --config FILE, a run config of a diffusion model, such as"
                    + " sample-configs/diffusion-digits.yaml.");
        }
        List<String> keys = new ArrayList<>(settings);
        keys.add("device=" + device);
        RunConfig read = RunConfig.read(config, keys);
        try (OpenedDomain opened = OpenedDomain.subjectAndSamples(read, job::domain, job.progress())) {
            List<String> hooks = hook == null ? List.of() : List.of(hook.split(","));
            for (SampleBenchmark.Row row : SampleBenchmark.run(opened, hooks, turns, job.progress())) {
                Map<String, Object> shapes = new LinkedHashMap<>();
                shapes.put("samples", row.samples());
                shapes.put("steps", row.steps());
                shapes.put("rows", row.rows());
                shapes.put("d", row.width());
                if (row.features() > 0) {
                    shapes.put("n", row.features());
                }
                rows.add(Row.of(row.what(), shapes, row.times()));
            }
        }
    }

    private void taps(List<Row> rows) {
        if (model == null || probe == null || hook == null) {
            throw new ShellException("bench taps needs --model FILE, --probe SHAPE and --hook NAME.");
        }
        for (TapBenchmark.Row row : TapBenchmark.run(
                ScriptArchive.open(model), Torch.device(device), m -> ScriptLines.inputs(probe, m), hook, turns)) {
            rows.add(Row.of("taps, " + row.what(), Map.of("probe", probe), row.times()));
        }
    }

    private List<DictionaryBenchmark.Row> dictionaries(Job job) {
        DictionaryTable table = new DictionaryTable();
        return DictionaryBenchmark.run(
                quick ? DictionaryBenchmark.Sizes.quick() : DictionaryBenchmark.Sizes.standard(),
                quick ? List.of("l0-3-noise", "families") : DictionaryBenchmark.worlds(),
                DictionaryBenchmark.architectures(),
                job.progress(),
                row -> table.lines(row).forEach(host.console().out()::println));
    }

    private void score(List<Row> rows) {
        if (!size.isEmpty() && size.size() != 4) {
            throw new ShellException("--size takes four numbers, SAMPLES,ROWS,FEATURES,CONCEPTS, as in"
                    + " 10000,350,10000,400; " + size.size() + " were given.");
        }
        ScoreBenchmark benchmark = ScoreBenchmark.standard();
        List<ScoreBenchmark.Row> found = benchmark.run();
        for (ScoreBenchmark.Row row : found) {
            rows.add(new Row(
                    row.what(), Map.of("shapes", row.shapes()), row.seconds(), row.floorSeconds(), row.ratio()));
        }
        ScoreBenchmark.Row peers = found.get(found.size() - 1);
        for (ScoreBenchmark.Row row : found.subList(1, found.size() - 1)) {
            host.console()
                    .format(
                            "%-62s %7.1f ns a non-zero, %,11.0f rows/s, %,8.0f times the peers' way",
                            row.what(),
                            row.nanosPerNonZero(),
                            row.rowsPerSecond(),
                            peers.nanosPerNonZero() / row.nanosPerNonZero());
        }
        if (arrays != null) {
            try {
                benchmark.writeArrays(arrays);
            } catch (IOException e) {
                throw new ShellException("The arrays cannot be written to " + arrays + ": " + e.getMessage() + ".", e);
            }
            host.console().line("arrays: " + arrays);
        }
        if (large) {
            scale(ScaleBenchmark.Size.STANDARD, List.of(1_000_000L, 10_000_000L), rows);
        }
        if (!size.isEmpty()) {
            scale(
                    new ScaleBenchmark.Size(size.get(2), size.get(3), size.get(1)),
                    List.of((long) size.get(0) * size.get(1)),
                    rows);
        }
    }

    private void search(Job job, List<Row> rows) {
        for (SearchBenchmark.Row row : SearchBenchmark.run(Math.min(turns, MOST_SEARCH_TURNS), job.progress())) {
            rows.add(new Row(
                    row.what(),
                    Map.of("items", row.items(), "per-second", Math.round(row.perSecond())),
                    row.seconds(),
                    row.floorSeconds(),
                    row.seconds() / row.floorSeconds()));
        }
        host.console().line(SearchBenchmark.shapes());
    }

    private void scale(ScaleBenchmark.Size measured, List<Long> numbers, List<Row> rows) {
        host.console().line(measured.words() + ":");
        List<ScaleBenchmark.Row> all = new ScaleBenchmark(measured).run(numbers, row -> host.console()
                .format(
                        "  %,11d rows: %-66s %7.1f s, %,10.0f rows/s, heap %,d MiB, most resident %,d MiB",
                        row.rows(),
                        row.what(),
                        row.seconds(),
                        row.rowsPerSecond(),
                        row.liveBytes() >> 20,
                        row.residentBytes() >> 20));
        for (ScaleBenchmark.Row row : all) {
            rows.add(new Row(
                    row.what(),
                    Map.of(
                            "rows",
                            row.rows(),
                            "heap-mib",
                            row.liveBytes() >> 20,
                            "resident-mib",
                            row.residentBytes() >> 20),
                    row.seconds(),
                    row.floorSeconds(),
                    row.seconds() / row.floorSeconds()));
        }
    }

    private static String shapes(Row row) {
        StringBuilder text = new StringBuilder();
        row.shapes()
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append(' '));
        return text.toString().trim();
    }

    private static String lines(List<Row> rows) {
        ObjectMapper mapper = new ObjectMapper();
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("what", row.what());
            object.put("shapes", row.shapes());
            object.put("seconds", row.seconds());
            object.put("floor_seconds", row.floorSeconds());
            object.put("ratio", row.ratio());
            row.turns().filter(Turns::telling).ifPresent(turns -> {
                object.put("ratio_low", turns.low());
                object.put("ratio_high", turns.high());
                object.put("turns", turns.turns());
            });
            try {
                text.append(mapper.writeValueAsString(object)).append('\n');
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a benchmark's row cannot be written as JSON", e);
            }
        }
        return text.toString();
    }
}
