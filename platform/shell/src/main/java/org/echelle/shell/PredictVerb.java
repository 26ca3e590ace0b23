package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.report.FindingPage;
import org.echelle.report.PredictionPage;
import org.echelle.runs.Prediction;
import org.echelle.runs.TargetTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = {
            "Says how well a number that you have for some samples is predicted from few labels.",
            "It is predicted from the dictionary's features, beside neurons, their principal components and the "
                    + "domain's plain features; for variants of a sequence also beside one-hot letters, embeddings and the "
                    + "likelihood that needs no labels. Splits are repeated, whole groups on one side; everything is fitted on "
                    + "the training samples only. Also names the features with the largest weights, and with --suggest the "
                    + "samples without a number that look best."
        },
        footer = {
            "",
            "Examples:",
            "  echelle predict runs/scan --target fitness",
            "  echelle predict runs/variants --target fitness.csv --suggest 20",
            "  echelle predict runs/variants:layers.3 --target scan.csv:fitness --score likelihood --sizes 8,24,96,384",
            "  echelle predict runs/patients --target ages.csv --unseen --repeats 50 --alpha 1,10,100,1000,10000"
        })
final class PredictVerb implements Verb {
    private static final int LEAST_LABELS = 4;
    private static final int LINES = 10;

    private final HostServices host;

    @Parameters(paramLabel = "RUN[:HOOK]", description = "a finished run, with a hook point if it has several")
    private String source;

    @Option(names = "--hook", paramLabel = "HOOK", description = "hook point, the same as :HOOK behind the run")
    private String hook = "";

    @Option(
            names = "--target",
            paramLabel = "FILE.csv[:COLUMN]",
            description =
                    "a table of samples and numbers (default column: the second), empty where a number is not known; or a"
                            + " number that the samples carry, by name (default: their first)")
    private String target = "";

    @Option(
            names = "--column",
            paramLabel = "COLUMN",
            description = "column of the target, the same as :COLUMN behind it")
    private String column = "";

    @Option(
            names = "--score",
            paramLabel = "COLUMN",
            description =
                    "another column of the table: a number that needs no labels, to be held against the target as it is")
    private String score = "";

    @Option(
            names = "--sizes",
            paramLabel = "N",
            split = ",",
            defaultValue = "8,24,96,384",
            description = "numbers of labels to train on (default: ${DEFAULT-VALUE})")
    private int[] sizes;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "20",
            description = "random divisions of the labelled samples (default: ${DEFAULT-VALUE})")
    private int repeats;

    @Mixin
    private FitFlags fit;

    @Option(
            names = "--no-likelihood",
            description = "leave out the score that needs no labels: how likely the subject finds a variant")
    private boolean noLikelihood;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "share of the labelled samples to test on (default: ${DEFAULT-VALUE})")
    private double heldOut;

    @Option(names = "--unseen", description = "only samples that the dictionary was not trained on")
    private boolean unseen;

    @Option(
            names = "--suggest",
            paramLabel = "N",
            defaultValue = "0",
            description = "name the N samples without a number that have the highest predictions")
    private int suggest;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "predict",
            description = "folder of the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    PredictVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        check();
        try (Job job = host.begin(quiet);
                RunReading reading = RunReading.open(hook.isEmpty() ? source : source + ":" + hook, job)) {
            TargetTable table = TargetTable.of(
                    column.isEmpty() ? target : target + ":" + column,
                    reading.run().samples());
            Optional<TargetTable> given = score.isEmpty()
                    ? Optional.empty()
                    : Optional.of(TargetTable.of(
                            Files.exists(Path.of(file(table))) ? file(table) + ":" + score : score,
                            reading.run().samples()));
            Prediction found = Prediction.of(
                    reading.run(),
                    reading.hook(),
                    table,
                    given,
                    !noLikelihood,
                    unseen,
                    suggest,
                    new FewLabels.Request(
                            sizes,
                            repeats,
                            fit.alphas(),
                            heldOut,
                            reading.run().opened().config().seed(),
                            fit.elasticNet()),
                    job.progress());
            FindingPage page = PredictionPage.of(found);
            Path written = page.write(out, List.of(), Map.of(), job.progress());
            job.progress().close();
            tell(page, found, table);
            host.console()
                    .line("predict: " + written.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }

    private void check() {
        if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(s -> s < LEAST_LABELS)) {
            throw new ShellException(
                    "--sizes are numbers of labels of at least " + LEAST_LABELS + ", such as 8,24,96.");
        }
        if (repeats < 2 || suggest < 0 || !(heldOut > 0 && heldOut < 1)) {
            throw new ShellException(
                    "--repeats is 2 or more, --suggest 0 or more, and --held-out lies between 0 and 1.");
        }
        fit.check();
        if (!column.isEmpty() && !Files.exists(Path.of(target))) {
            throw new ShellException("The target " + target + " is no file; with --column give the file alone.");
        }
    }

    /** The table without the column that may stand behind it. */
    private String file(TargetTable table) {
        String ending = ":" + table.name();
        return !Files.exists(Path.of(target)) && target.endsWith(ending)
                ? target.substring(0, target.length() - ending.length())
                : target;
    }

    private void tell(FindingPage page, Prediction found, TargetTable table) {
        host.console().line(page.lead());
        PredictionPage.lines(found).forEach(host.console()::line);
        host.console()
                .line("  Spearman on held-out samples: median and middle 95 % of " + repeats + " repeats, "
                        + found.curves().leastTested() + " or more of "
                        + found.curves().labelled()
                        + " samples held out.");
        page.notes().stream().skip(2).forEach(host.console()::line);
        if (table.strangers() > 0) {
            host.console().line(table.strangers() + " lines of the table name samples that the run does not have.");
        }
        if (!found.weights().isEmpty()) {
            host.console().line("Features with the largest weights:");
        }
        for (Prediction.Weight w :
                found.weights().subList(0, Math.min(LINES, found.weights().size()))) {
            host.console()
                    .line(String.format(
                            Locale.ROOT,
                            "  %-30s %+.3g [%+.3g, %+.3g] by standard deviation, %.0f %% of repeats agree in sign",
                            SearchVerb.named(
                                    w.feature(), w.name().isEmpty() ? Map.of() : Map.of(w.feature(), w.name())),
                            w.mean(),
                            w.middle().low(),
                            w.middle().high(),
                            100 * w.agree()));
        }
        if (suggest > 0) {
            host.console()
                    .line(
                            found.unlabelled() == 0
                                    ? "No sample of the run is without a number, so that there is nothing to suggest."
                                    : "Highest predictions of " + found.unlabelled()
                                            + " samples without a number (spread over repeats; the highest tend to be too high):");
        }
        for (Prediction.Suggestion s : found.suggestions()) {
            host.console().line(String.format(Locale.ROOT, "  %-30s %.4g ± %.2g", s.sample(), s.mean(), s.spread()));
        }
    }
}
