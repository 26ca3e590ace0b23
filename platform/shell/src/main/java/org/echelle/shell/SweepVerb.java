package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.report.SweepReport;
import org.echelle.runs.MatrixSweep;
import org.echelle.runs.SweepOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = {
            "Trains many dictionaries on one pass over the rows, and compares them.",
            "Every combination of the values of --over is trained; rows are read once for all. Keys are those of a config's"
                    + " `dictionary` section, seed, and settings.NAME for a setting of an architecture's own. In the end: a table,"
                    + " a chart of FVU over L0 (index.html, frontier.svg, sweep.csv, sweep.json), and how alike dictionaries of"
                    + " different seeds are."
        },
        footer = {
            "",
            "Examples:",
            "  echelle sweep activations.npy --over k=8,16,32 --over seed=0,1,2 --out my-sweep",
            "  echelle sweep activations.npy --over architecture=topk,gated --over features=512,1024",
            "  echelle sweep mlp-in.npy --with mlp-out.npy --over architecture=transcoder,skip-transcoder",
            "  echelle sweep runs/vision-shapes --over seed=0,1,2 --set k=16 --live"
        })
final class SweepVerb implements Verb {
    private final HostServices host;

    @Parameters(
            paramLabel = "MATRIX|STORE|RUN",
            description =
                    "a file of rows (.npy, .npz, .safetensors), the folder of an activation store, or of a run that has one")
    private Path source;

    @Option(
            names = "--over",
            paramLabel = "KEY=V1,V2",
            converter = Assignment.class,
            required = true,
            description = "values of a key to combine with those of others, such as k=8,16,32; may be given again")
    private List<String> over = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "sets a key for all dictionaries, such as batch=512; may be given again")
    private List<String> set = new ArrayList<>();

    @Option(names = "--tensor", paramLabel = "NAME", description = "which array of a .npz or .safetensors")
    private String tensor;

    @Option(
            names = "--with",
            paramLabel = "MATRIX[#NAME]",
            description =
                    "more rows, one for each of MATRIX: the output of transcoders, or another source of crosscoders;"
                            + " may be given several times")
    private List<String> beside = List.of();

    @Option(names = "--hook", paramLabel = "NAME", description = "which hook point of a run that has several")
    private String hook;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description =
                    "what the rows of MATRIX belong to (patients, users), so that whole groups are held out: a heading, then a"
                            + " line a row, `row,group` or the group alone (default: NAME.groups.csv beside NAME.npy, where there is one)")
    private Path groups;

    @Option(
            names = "--hold-out",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "share of the samples to measure on instead of training on them; 0 trains on all"
                    + " (default: ${DEFAULT-VALUE})")
    private double holdOut;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "sweep",
            description = "folder (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "auto", description = "auto, cpu or gpu:N")
    private String device;

    @Option(names = "--resume", description = "go on with the sweep in that folder")
    private boolean resume;

    @Option(names = "--overwrite", description = "replace the sweep in that folder")
    private boolean overwrite;

    @Option(names = "--quiet", description = "notes and results only, no progress")
    private boolean quiet;

    @Mixin
    private LiveFlags live;

    SweepVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (Job job = host.begin(quiet).resuming()) {
            SweepOutcome outcome = MatrixSweep.run(
                    new MatrixSweep.Request(
                            rows(),
                            Optional.ofNullable(tensor),
                            beside,
                            set,
                            over,
                            Optional.ofNullable(groups),
                            holdOut,
                            device,
                            out,
                            resume,
                            overwrite),
                    job.progress(),
                    live.page(host, job));
            Path page = SweepReport.write(out, outcome);
            job.progress().close();
            SweepTable.lines(outcome).forEach(host.console()::line);
            host.console().line("sweep: " + page.toAbsolutePath().normalize().toUri());
            return outcome.members().stream().allMatch(SweepOutcome.Member::finished) ? 0 : 1;
        }
    }

    /** The rows themselves, or those that a run has stored. */
    private Path rows() {
        String name = String.valueOf(source.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            throw new ShellException("A sweep trains on rows that are there already: first `echelle extract " + source
                    + "`, then give the folder of that run.");
        }
        if (!Files.isDirectory(source.resolve("hooks"))) {
            return source;
        }
        List<Path> stores = new ArrayList<>();
        try (Stream<Path> hooks = Files.list(source.resolve("hooks"))) {
            hooks.map(h -> h.resolve("activations"))
                    .filter(s -> Files.exists(s.resolve("manifest.json")))
                    .sorted()
                    .forEach(stores::add);
        } catch (java.io.IOException e) {
            throw new ShellException("The run " + source + " cannot be read: " + e.getMessage() + ".", e);
        }
        List<String> names =
                stores.stream().map(s -> s.getParent().getFileName().toString()).toList();
        if (stores.isEmpty()) {
            throw new ShellException(
                    "The run " + source + " has stored no activations; extract them with `echelle extract`"
                            + " and extract.store=true, or give a file of rows.");
        }
        if (hook == null && stores.size() > 1) {
            throw new ShellException("The run " + source + " has several hook points; choose one with --hook: "
                    + String.join(", ", names) + ".");
        }
        int at = hook == null ? 0 : names.indexOf(hook.replaceAll("[^A-Za-z0-9._-]", "_"));
        if (at < 0) {
            throw new ShellException("The run " + source + " has no stored hook point " + hook + "; it has "
                    + String.join(", ", names) + ".");
        }
        return stores.get(at);
    }
}
