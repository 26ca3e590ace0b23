package org.echelle.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.report.ComparisonPage;
import org.echelle.report.Drawing;
import org.echelle.runs.Comparison;
import org.echelle.runs.FinishedRun;
import org.echelle.runs.RunComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Puts two runs side by side: two dictionaries, layers or models on the same samples, or two data sets.",
            "On the same samples features are paired one to one, by decoder direction where both dictionaries read one "
                    + "hook point of one subject, else by what fires together; told are shares matched, shifts in use, and what "
                    + "only one of them has. On different samples of one subject and hook point both sets go through the first "
                    + "run's dictionary, and told is how differently each feature is used (real against generated samples, one "
                    + "hospital against another)."
        },
        footer = {
            "",
            "Examples:",
            "  echelle compare runs/seed-0 runs/seed-1",
            "  echelle compare runs/two-layers:blocks.1 runs/two-layers:blocks.3",
            "  echelle compare runs/real runs/generated --out real-against-generated"
        })
final class CompareVerb implements Verb {
    private static final int LINES = 12;

    private final HostServices host;

    @Parameters(
            index = "0",
            paramLabel = "RUN_A[:HOOK]",
            description = "a finished run, with a hook point if it has several")
    private String first;

    @Parameters(
            index = "1",
            paramLabel = "RUN_B[:HOOK]",
            description = "another one; for a data set, extraction is enough")
    private String second;

    @Option(
            names = "--by",
            paramLabel = "HOW",
            defaultValue = "auto",
            description = "what pairs features: auto, decoder or activations (default: ${DEFAULT-VALUE})")
    private RunComparison.By by;

    @Option(
            names = "--least",
            paramLabel = "LIKENESS",
            defaultValue = "0.7",
            description = "likeness from which two features count as matched (default: ${DEFAULT-VALUE})")
    private double least;

    @Option(
            names = "--bootstrap",
            paramLabel = "N",
            defaultValue = "500",
            description = "draws behind each interval (default: ${DEFAULT-VALUE})")
    private int bootstrap;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "comparison",
            description = "folder of the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    CompareVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public List<String> soughtAs() {
        return List.of("blindspot", "blindspots", "diff", "difference", "shift");
    }

    @Override
    public Integer call() {
        Console console = host.console();
        try (Job job = host.begin(quiet);
                RunReading a = RunReading.open(first, job);
                RunReading b = RunReading.open(second, job)) {
            Comparison found = RunComparison.of(
                    a.run(),
                    a.hook(),
                    b.run(),
                    b.hook(),
                    new RunComparison.Request(by, least, bootstrap),
                    job.progress());
            Path page = ComparisonPage.of(found)
                    .write(out, List.of(drawing(a.run()), drawing(b.run())), Map.of(), job.progress());
            job.progress().close();
            console.line(ComparisonPage.headline(found));
            boolean samples = found.kind().equals(Comparison.SAMPLES);
            if (!samples) {
                console.line("paired by " + found.likeness());
            }
            console.line(found.measured());
            List<Comparison.Pair> clear = found.pairs().stream()
                    .filter(p -> p.shift().q() <= Comparison.CLEAR)
                    .limit(LINES)
                    .toList();
            console.line(
                    clear.isEmpty()
                            ? "no feature is used clearly more or less in the second (q above " + Comparison.CLEAR
                                    + " for all)"
                            : "clearest shifts, second less first, in " + (samples ? "energy:" : "share of samples:"));
            for (Comparison.Pair p : clear) {
                console.line(String.format(
                        Locale.ROOT,
                        "  %-44s %+.3f [%+.3f, %+.3f]  q %.2g%s",
                        named(p, samples),
                        p.shift().difference(),
                        p.shift().interval().low(),
                        p.shift().interval().high(),
                        p.shift().q(),
                        samples
                                ? String.format(
                                        Locale.ROOT, "  delta %.2f", p.shift().delta())
                                : ""));
            }
            found.notes().forEach(console::line);
            console.line("comparison: " + page.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }

    private static Drawing drawing(FinishedRun run) {
        return new Drawing(run.samples(), run.opened().view());
    }

    private static String named(Comparison.Pair p, boolean samples) {
        if (samples) {
            return p.shift().first() + " " + p.firstName();
        }
        int first = p.shift().first();
        int second = p.shift().second();
        if (p.firstName().equals(p.secondName())) {
            return first + " ~ " + second + (p.firstName().isEmpty() ? "" : " both " + p.firstName());
        }
        return (first + " " + p.firstName()).strip() + " ~ " + (second + " " + p.secondName()).strip();
    }
}
