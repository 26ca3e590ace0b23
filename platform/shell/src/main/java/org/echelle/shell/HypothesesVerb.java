package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.analysis.hypotheses.Hypotheses;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.report.FindingPage;
import org.echelle.runs.TargetTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "hypotheses",
        mixinStandardHelpOptions = true,
        description = {
            "Says which features go along with a number that you have for each sample.",
            "The table's first column names samples; classes are given as 0 and 1. Features are chosen on the side "
                    + "that thresholds are chosen on and confirmed on the held-out side, with false discoveries controlled on "
                    + "both, and a shuffled target says what chance would find. Features that say the same stand behind one "
                    + "leader, and each leader is tested for what it says beyond the other leaders."
        },
        footer = {
            "",
            "Examples:",
            "  echelle hypotheses runs/vision-shapes --target measured.csv",
            "  echelle hypotheses runs/mammograms --target patients.csv:survival --alpha 0.01"
        })
final class HypothesesVerb implements Verb {
    private static final int LINES = 15;

    private final HostServices host;

    @Parameters(paramLabel = "RUN[:HOOK]", description = "a finished run, with a hook point if it has several")
    private String source;

    @Option(
            names = "--target",
            paramLabel = "FILE.csv[:COLUMN]",
            required = true,
            description = "a table of samples and numbers (default column: the second)")
    private String target;

    @Option(
            names = "--alpha",
            paramLabel = "Q",
            defaultValue = "0.05",
            description = "share of false discoveries to allow (default: ${DEFAULT-VALUE})")
    private double alpha;

    @Option(
            names = "--permutations",
            paramLabel = "N",
            defaultValue = "200",
            description = "shuffles of the target (default: ${DEFAULT-VALUE})")
    private int permutations;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "hypotheses",
            description = "folder of the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    HypothesesVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (!(alpha > 0 && alpha < 1) || permutations < 0) {
            throw new ShellException("--alpha lies between 0 and 1, and --permutations is 0 or more.");
        }
        try (Job job = host.begin(quiet);
                RunReading reading = RunReading.open(source, job)) {
            TargetTable table = TargetTable.read(target, reading.run().samples());
            PooledCodes codes = reading.run().pooled(reading.hook());
            job.progress().begin("test features", codes.features(), "features");
            Hypotheses.Request plain =
                    Hypotheses.Request.defaults(reading.run().opened().config().seed());
            Hypotheses.Outcome found = Hypotheses.of(
                    codes.where(reading.run()::selection),
                    codes.where(reading.run()::heldOut),
                    sample -> table.values()[sample],
                    new Hypotheses.Request(
                            plain.minActive(),
                            alpha,
                            permutations,
                            plain.replicates(),
                            plain.confidence(),
                            plain.seed()));
            FindingPage page = page(reading, table, found);
            Path written = page.write(out, List.of(), Map.of(), job.progress());
            job.progress().close();
            host.console().line(page.lead());
            if (table.strangers() > 0) {
                host.console().line(table.strangers() + " lines of the table name samples that the run does not have.");
            }
            Map<Integer, String> names = reading.hook().names();
            for (Hypotheses.Finding f :
                    found.findings().subList(0, Math.min(LINES, found.findings().size()))) {
                host.console()
                        .line(String.format(
                                Locale.ROOT,
                                "  %-30s r %+.3f [%+.3f, %+.3f] held out, q %.2g%s%s%s",
                                SearchVerb.named(f.feature(), names),
                                f.heldOut(),
                                f.interval().low(),
                                f.interval().high(),
                                f.q(),
                                found.binary() ? String.format(Locale.ROOT, ", AUROC %.3f", f.auroc()) : "",
                                f.confirmed() ? "" : "  not confirmed",
                                behind(f)));
            }
            host.console()
                    .line("hypotheses: " + written.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }

    /** What stands beside a feature in the terminal: its own share, or whom it follows. */
    private static String behind(Hypotheses.Finding f) {
        return f.own()
                .map(own -> String.format(
                        Locale.ROOT,
                        "; beyond other leaders %+.3f [%+.3f, %+.3f], q %.2g%s",
                        own.heldOut(),
                        own.interval().low(),
                        own.interval().high(),
                        own.q(),
                        own.confirmed() ? "" : ", not confirmed"))
                .orElseGet(() -> String.format(Locale.ROOT, "; goes with %d (%+.2f)", f.leader(), f.alike()));
    }

    private static FindingPage.Sheet leaders(Hypotheses.Outcome found, Map<Integer, String> names) {
        List<List<Object>> rows = new ArrayList<>();
        for (Hypotheses.Finding f : found.findings()) {
            f.own()
                    .ifPresent(own -> rows.add(List.of(
                            f.feature(),
                            names.getOrDefault(f.feature(), ""),
                            found.findings().stream()
                                            .filter(o -> o.leader() == f.feature())
                                            .count()
                                    - 1,
                            own.selection(),
                            new FindingPage.Ranged(own.heldOut(), own.interval(), 1),
                            new FindingPage.Probability(own.q()),
                            own.confirmed() ? "confirmed" : "not confirmed")));
        }
        String term = "partial-rank-correlation";
        return new FindingPage.Sheet(
                "leaders",
                "What leaders say beyond each other",
                String.format(
                        Locale.ROOT,
                        "Partial rank correlation with the target given all other leaders, over %,d groups to choose on and %,d to confirm"
                                + " on. Chosen features that say the same follow one leader.",
                        found.selectionGroups(),
                        found.heldOutGroups()),
                List.of(
                        "feature",
                        "name",
                        "followers",
                        "selection partial r",
                        "held-out partial r",
                        "held-out q",
                        "verdict"),
                Map.of("selection partial r", term, "held-out partial r", term, "held-out q", "q"),
                rows);
    }

    private FindingPage page(RunReading reading, TargetTable table, Hypotheses.Outcome found) {
        Map<Integer, String> names = reading.hook().names();
        List<List<Object>> rows = new ArrayList<>();
        for (Hypotheses.Finding f : found.findings()) {
            List<Object> row = new ArrayList<>(List.of(
                    f.feature(),
                    names.getOrDefault(f.feature(), ""),
                    f.active(),
                    f.selection(),
                    new FindingPage.Probability(f.selectionQ()),
                    new FindingPage.Ranged(f.heldOut(), f.interval(), 1),
                    new FindingPage.Probability(f.q()),
                    f.confirmed() ? "confirmed" : "not confirmed",
                    f.leader(),
                    f.alike()));
            if (found.binary()) {
                row.add(f.auroc());
            }
            rows.add(row);
        }
        List<String> heads = new ArrayList<>(List.of(
                "feature",
                "name",
                "active groups",
                "selection r",
                "selection q",
                "held-out r",
                "held-out q",
                "verdict",
                "leader",
                "r with leader"));
        Map<String, String> terms = new HashMap<>(Map.of(
                "selection r",
                "rank-correlation",
                "selection q",
                "q",
                "held-out r",
                "rank-correlation",
                "held-out q",
                "q",
                "r with leader",
                "rank-correlation"));
        if (found.binary()) {
            heads.add("held-out AUROC");
            terms.put("held-out AUROC", "auroc");
        }
        return new FindingPage(
                "Hypotheses",
                "Features that go along with " + table.name(),
                String.format(
                        Locale.ROOT,
                        "%,d of %,d tested features go along with %s on the selection side (q ≤ %s), and %,d of these are"
                                + " confirmed on held-out samples.%s%s",
                        found.findings().size(),
                        found.tested(),
                        table.name(),
                        Double.toString(alpha),
                        found.confirmed(),
                        permutations == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " A shuffled target chooses %.2f on average.",
                                        found.chosenByChance()),
                        found.leaders() == 0
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " They stand behind %,d leader%s, of which %,d %s confirmed to say something that the others do not.",
                                        found.leaders(),
                                        found.leaders() == 1 ? "" : "s",
                                        found.confirmedOwn(),
                                        found.confirmedOwn() == 1 ? "is" : "are")),
                List.of(
                        String.format(
                                Locale.ROOT,
                                "%s, %s. The target is known for %,d samples; an observation is a group: %,d to choose on, %,d to"
                                        + " confirm on. r is Spearman's rank correlation with the largest activation on a sample, mean"
                                        + " over a group; intervals: 95 %%, %d bootstrap draws of whole groups; q:"
                                        + " Benjamini-Hochberg over tested features, then over chosen ones.",
                                reading.run().opened().config().title(),
                                reading.hook().hook().name(),
                                table.matched(),
                                found.selectionGroups(),
                                found.heldOutGroups(),
                                Hypotheses.Request.defaults(0).replicates()),
                        (permutations == 0
                                        ? "No shuffled targets were asked for (--permutations 0)."
                                        : String.format(
                                                Locale.ROOT,
                                                "Shuffled targets (%d): %.1f %% choose any feature; the largest |r| of %.3f is"
                                                        + " reached by a share of p = %.3f.",
                                                permutations,
                                                100 * found.shufflesThatChose(),
                                                found.largest(),
                                                found.familyP()))
                                + " Split: " + reading.run().split() + "."),
                List.of(),
                List.of(
                        leaders(found, names),
                        new FindingPage.Sheet(
                                "findings",
                                "Chosen features",
                                "Confirmed ones first, by the size of the held-out correlation.",
                                heads,
                                terms,
                                rows)),
                List.of(),
                found);
    }
}
