package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.report.ErasurePage;
import org.echelle.runs.erasure.EraseJob;
import org.echelle.runs.erasure.EraseOptions;
import org.echelle.runs.erasure.EraseOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Erases classes from a model that makes pictures, each by itself or some together, and measures by a judge what is gone and"
                    + " what stays.",
            "Features are chosen on the run's selection side, settings on samples of new seeds, results on yet others. Matched random"
                    + " features are the control."
        },
        footer = {
            "",
            "Examples:",
            "  echelle erase runs/digits --target 3",
            "  echelle erase runs/digits --method saeuron,project --each 100",
            "  echelle erase runs/digits --target 3 --method gated,saeuron --frontier",
            "  echelle erase runs/digits --target 3,8 --together",
            "  echelle erase runs/digits --target 3 --method saeuron --attack 0.2",
            "  echelle erase runs/shapes --target red --paraphrase \"a crimson circle\"",
            "  echelle erase runs/digits --target 3,8 --hook transformer.3 --each 200 --tuning 50"
        })
final class EraseVerb implements Verb {
    /** Where the methods' sentences begin in the help, and its width. */
    private static final int INDENT = 22;

    private static final int WIDTH = 98;

    private final HostServices host;

    @Mixin
    private ReopenedHook run;

    @Option(
            names = "--target",
            paramLabel = "CLASS",
            split = ",",
            description = "classes to erase, each by itself (default: all)")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--together",
            description = "erase the targets by one edit, and measure what is gone over all of them")
    private boolean together;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            split = ",",
            description = "methods, of those below (default: all that fit)")
    private List<String> methods = new ArrayList<>();

    @Option(
            names = "--instead",
            paramLabel = "CLASS",
            description =
                    "swap: class to ask for in place of a target (default: the one that the judge puts next to it)")
    private String instead = "";

    @Option(
            names = "--concept-prompt",
            paramLabel = "TEXT",
            description = "concept-steerers: a text that describes what is erased (default: the target's name)")
    private String conceptPrompt = "";

    @Option(
            names = "--distance-hook",
            paramLabel = "HOOK",
            description = "hook point of the judge where edited and unedited pictures are compared (default: its last)")
    private String distanceHook = "";

    @Option(
            names = "--paraphrase",
            paramLabel = "TEXT",
            description = "a text that asks for the target in other words: how often it is still shown; repeatable")
    private List<String> paraphrases = new ArrayList<>();

    @Option(
            names = "--attack",
            paramLabel = "EPS",
            description =
                    "searches for what, added to the condition's embedding and at most EPS times as long, brings the target"
                            + " back (default: 0, no attack)")
    private double attack;

    @Option(
            names = "--attack-budget",
            paramLabel = "N",
            description = "samples that the search may make, for each method and target (default: 800)")
    private int attackBudget = 800;

    @Option(names = "--each", paramLabel = "N", description = "samples of each class to measure on (default: 50)")
    private int each = 50;

    @Option(
            names = "--tuning",
            paramLabel = "N",
            description =
                    "samples of each class to tune on; the best third of a method's settings meets twice as many more"
                            + " of the target (default: 10)")
    private int tuning = 10;

    @Option(
            names = "--frontier",
            description =
                    "also measures every setting of each method that tuning could have chosen: what is gone against what is lost")
    private boolean frontier;

    @Option(names = "--controls", paramLabel = "N", description = "draws of matched random features (default: 2)")
    private int controls = 2;

    @Mixin
    private Bootstrap bootstrap;

    @Option(
            names = "--first-seed",
            paramLabel = "N",
            description =
                    "seed of the first sample to measure on; those to tune on begin 500000 before it, those to set"
                            + " thresholds by 250000 (default: 1000000)")
    private long firstSeed = 1_000_000;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/erasure")
    private String name = "";

    EraseVerb(HostServices host) {
        this.host = host;
    }

    /** Lists the methods in the help. */
    @Spec
    void describe(CommandSpec spec) {
        List<String> lines = new ArrayList<>(List.of("", "Methods:"));
        EraseOptions.allMethods().forEach(m -> lines.addAll(described(m.getKey(), m.getValue())));
        lines.addAll(List.of(spec.usageMessage().footer()));
        spec.usageMessage().footer(lines.toArray(String[]::new));
    }

    /** A name and its sentence, which goes on below its beginning. */
    private static List<String> described(String name, String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-" + (INDENT - 3) + "s", name));
        for (String word : sentence.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(INDENT - 1));
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    @Override
    public Integer call() {
        EraseOptions options = new EraseOptions(
                run.hook(),
                targets,
                together,
                methods,
                instead,
                conceptPrompt,
                distanceHook,
                paraphrases,
                attack,
                attackBudget,
                each,
                tuning,
                controls,
                bootstrap.draws(),
                firstSeed,
                name,
                frontier);
        run.telling(host, again -> {
            Map.Entry<Path, EraseOutcome> done = EraseJob.go(again, options);
            Path page = ErasurePage.of(done.getValue(), done.getValue().json())
                    .write(done.getKey(), List.of(), Map.of(), again.progress());
            List<String> lines = new ArrayList<>(ErasurePage.lines(done.getValue()));
            lines.add("page: " + page.toUri());
            return lines;
        });
        return 0;
    }
}
