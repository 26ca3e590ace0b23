package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.echelle.runs.MatrixTraining;
import org.echelle.runs.Run;
import org.echelle.sae.TrainableKind;
import org.echelle.sae.train.TrainResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a dictionary, in a run or on any matrix of rows.",
            "With a config or a run: as far as that step of the run. With a matrix (.npy, .npz, .safetensors, or the folder of an"
                    + " activation store): on its rows, without any plugin; --set takes the keys of a config's `dictionary`"
                    + " section, such as k=32; without --out it goes into ./dictionary."
        },
        footer = {
            "",
            "Examples:",
            "  echelle train sample-configs/vision-shapes.yaml",
            "  echelle train activations.npy --set features=4096 --set k=32 --out my-dictionary",
            "  echelle train activations.npy --set k=32 --live   # and a page to watch it on",
            "  echelle train --architectures",
            "  echelle train acts.npz --tensor layer3 --set architecture=batch-topk --out my-dictionary --resume",
            "  echelle train mlp-in.npy --with mlp-out.npy --set architecture=skip-transcoder --out my-transcoder"
        })
final class TrainVerb implements Verb {
    private final HostServices host;

    @Parameters(
            arity = "0..1",
            paramLabel = "CONFIG|RUN|MATRIX",
            description = "a run config, the folder of a run, or a file of rows")
    private Path source;

    @Mixin
    private RunFlags flags;

    @Option(names = "--tensor", paramLabel = "NAME", description = "which array of a .npz or .safetensors")
    private String tensor;

    @Option(
            names = "--with",
            paramLabel = "MATRIX[#NAME]",
            description =
                    "more rows, one for each of MATRIX: the output of a transcoder, or another source of a crosscoder;"
                            + " may be given several times")
    private List<String> beside = List.of();

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description =
                    "what the rows of MATRIX belong to (patients, users): a heading, then a line a row, `row,group` or the"
                            + " group alone (default: NAME.groups.csv beside NAME.npy, where there is one)")
    private Path groups;

    @Option(
            names = "--architectures",
            description = "lists what dictionary.architecture can be, with the settings of each, and trains nothing")
    private boolean architectures;

    @Mixin
    private LiveFlags live;

    @Spec
    private CommandSpec spec;

    TrainVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (architectures) {
            ArchitectureList.of(TrainableKind.all()).forEach(host.console()::line);
            return 0;
        }
        if (source == null) {
            throw new ParameterException(spec.commandLine(), "Missing what to train on: CONFIG|RUN|MATRIX");
        }
        if (!isMatrix() && !beside.isEmpty()) {
            throw new ShellException("--with puts rows beside those of a file of rows, but " + source
                    + " is a config or a run; give the files of rows themselves.");
        }
        if (!isMatrix() && groups != null) {
            throw new ShellException("--groups tells what the rows of a file belong to, but " + source
                    + " is a config or a run; name the table there: --set score.groups=" + groups + ".");
        }
        if (!isMatrix()) {
            Path folder = new RunSteps(host, live).go(source, flags, Run.Step.TRAIN, false);
            for (String line : RunSummary.lines(folder)) {
                host.console().line(line);
            }
            host.console().line("run: " + folder);
            return 0;
        }
        Path out = flags.out != null ? flags.out : Path.of("dictionary");
        boolean begun = Files.exists(out.resolve("checkpoints"));
        if ((begun || Files.exists(out.resolve("dictionary.json"))) && !flags.overwrite && !flags.resume) {
            throw new ShellException(
                    out + " already holds a dictionary or a training that was stopped; go on with it with "
                            + "--resume, replace it with --overwrite, or choose another folder with --out.");
        }
        try (Job job = host.begin(flags.quiet).resuming()) {
            TrainResult result = MatrixTraining.run(
                    source,
                    Optional.ofNullable(tensor),
                    beside,
                    Optional.ofNullable(groups),
                    flags.set,
                    Optional.ofNullable(flags.device).orElse("auto"),
                    out,
                    flags.resume,
                    job.progress(),
                    live.watch(host, job));
            host.console()
                    .format(
                            "%s: %d features, %,d steps of %,d rows; over the last steps FVU %s, L0 %.1f, %.1f %% dead",
                            result.config().architecture(),
                            result.config().features(),
                            result.last().step(),
                            result.config().batch(),
                            fvu(result.last().fvu()),
                            result.last().l0(),
                            100 * result.last().deadShare());
            host.console().line("dictionary: " + result.dictionary());
        }
        return 0;
    }

    /** A training that ran away is off by orders of magnitude. */
    private static String fvu(double value) {
        return String.format(Locale.ROOT, value < 1000 ? "%.3f" : "%.3g", value);
    }

    private boolean isMatrix() {
        String name = source.getFileName().toString().toLowerCase(Locale.ROOT);
        return List.of(".npy", ".npz", ".safetensors").stream().anyMatch(name::endsWith)
                || Files.exists(source.resolve("manifest.json"));
    }
}
