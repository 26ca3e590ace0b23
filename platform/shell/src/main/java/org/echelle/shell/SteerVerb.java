package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.report.SteeringReport;
import org.echelle.runs.SteerJob;
import org.echelle.runs.SteerOptions;
import org.echelle.runs.SteerOutcome;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "steer",
        mixinStandardHelpOptions = true,
        description = {
            "Edits features of a finished run inside the subject and measures what that does, beside controls.",
            "Features are chosen on the selection side and edits measured on the held-out side. Controls: matched "
                    + "features, random directions of the same norm, side effects on every other class, the untrained subject. "
                    + "Strategies: mean-difference, correlation (CorrSteer), timestep-score (SAeUron), set-difference (ItD), "
                    + "guardrail (DSG), targeted-directions (SAE-TS); --project 0 with --fold writes the edit into the weights "
                    + "for good (CRISP)."
        },
        footer = {
            "",
            "Examples:",
            "  echelle steer runs/demo --target shape/circle",
            "  echelle steer runs/demo --target shape/circle --feature 17,41 --scale 0",
            "  echelle steer runs/demo --target colour/red --strategy guardrail --count 5",
            "  echelle steer runs/demo --target shape/ring --attenuate app --where placed+y=0..3",
            "  echelle steer runs/demo --target shape/ring --strategy targeted-directions",
            "  echelle steer runs/demo --target shape/ring --when firing=0.2     only where a fifth of the rows fires",
            "  echelle steer runs/cifar --target cat --project 0 --fold edited.safetensors",
            "",
            "Protein language models are asked for letters at places; residues are counted from 1:",
            "  echelle steer runs/esm --target G                        glycine anywhere, features chosen for it",
            "  echelle steer runs/esm --target motif/n-glycosylation    the letters that the motif has, where it is",
            "  echelle steer runs/esm --target G@10..20 --on P62593 --feature 212 --set-to-max 2 --where residue=10..20",
            "  echelle steer runs/esm --target ST --sequences 8         and in sampled sequences"
        })
final class SteerVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedHook run;

    @Option(
            names = "--target",
            paramLabel = "CLASS",
            description = "output or concept that the edit is about; letters and places of sequences, as in G@10..20")
    private String target = "";

    @Option(names = "--feature", paramLabel = "N", split = ",", description = "features to edit")
    private List<Integer> features = new ArrayList<>();

    @Option(names = "--strategy", paramLabel = "NAME", description = "who chooses features (default: mean-difference)")
    private String strategy = "";

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "features that a strategy chooses (default: 3; targeted-directions: 1)")
    private Integer count;

    @Option(
            names = "--percentile",
            paramLabel = "P",
            description = "timestep-score: take all features above this percentile of the scores, in place of a count")
    private Double percentile;

    @Option(
            names = "--factor",
            paramLabel = "F",
            description = "by what a strategy multiplies: timestep-score (-1), set-difference (-8), guardrail (-1),"
                    + " targeted-directions (1; negative pushes away)")
    private Double factor;

    @Option(names = "--scale", paramLabel = "F", description = "multiply activations by F")
    private Float scale;

    @Option(names = "--set-to", paramLabel = "Z", description = "set activations to Z")
    private Float set;

    @Option(
            names = "--set-to-max",
            paramLabel = "F",
            description = "set activations to F times each feature's largest one (default for sequences: 1)")
    private Double setToMax;

    @Option(names = "--add", paramLabel = "Z", description = "add Z to activations")
    private Float add;

    @Option(names = "--clamp", paramLabel = "LOW:HIGH", description = "keep activations within bounds")
    private String clamp;

    @Option(
            names = "--attenuate",
            paramLabel = "mean|app",
            description = "down to the mean, or by posterior probability")
    private String attenuate;

    @Option(names = "--transplant", paramLabel = "SAMPLE", description = "take activations from another sample")
    private String transplant;

    @Option(
            names = "--project",
            paramLabel = "F",
            description = "multiply by F the part of every row in the span of the features' atoms; 0 takes it out")
    private Double project;

    @Option(
            names = "--where",
            paramLabel = "ROWS",
            description =
                    "all, class-token, placed, mask=FILE (0 or 1 a place), AXIS=FIRST..LAST (a coordinate, a timestep,"
                            + " a guidance branch, residues from 1); several joined by +; asked: rows right above the"
                            + " places that are asked for (default: all; for sequences: asked)")
    private String where = "";

    @Option(
            names = "--when",
            paramLabel = "SAMPLES",
            description = "always, firing=SHARE or change=SIZE (default: always, or what the strategy says)")
    private String when = "";

    @Option(
            names = "--fold",
            paramLabel = "FILE",
            description = "also write the edit into the subject's weights: a new checkpoint, checked against the edit")
    private Path fold;

    @Option(
            names = "--fold-into",
            paramLabel = "LAYER",
            description = "layer of the checkpoint that takes it, such as fc (default: the one that fits)")
    private String foldInto = "";

    @Option(
            names = "--error",
            paramLabel = "TERM",
            description = "what becomes of the rest of a row: kept, dropped or reversed (default: kept)")
    private String error = "";

    @Option(names = "--strengths", paramLabel = "S", split = ",", description = "doses (default: 0.25,0.5,1.5,2)")
    private double[] doses = {0.25, 0.5, 1.5, 2};

    @Option(names = "--samples", paramLabel = "N", description = "held-out samples at most (default: 600)")
    private int samples = 600;

    @Option(names = "--controls", paramLabel = "N", description = "controls of each kind (default: 20)")
    private int draws = 20;

    @Option(
            names = "--on",
            paramLabel = "SAMPLE",
            split = ",",
            description = "samples to measure on, by id or number (default: held-out ones)")
    private List<String> on = new ArrayList<>();

    @Option(
            names = "--sequences",
            paramLabel = "N",
            description = "also sample N sequences of each of a few samples under every edit (default: none)")
    private int sequences;

    @Mixin
    private Bootstrap bootstrap;

    @Option(names = "--no-random-subject", description = "leave the untrained subject out")
    private boolean noTwin;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/steering")
    private String name = "";

    SteerVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (fold == null && !foldInto.isEmpty()) {
            throw new ShellException("--fold-into says where in the weights; say with --fold which file to write.");
        }
        int chosen = count != null ? count : strategy.equals("targeted-directions") ? 1 : 3;
        SteerOptions options = new SteerOptions(
                run.hook(),
                target,
                new SteerOptions.Choosing(
                        features, strategy, chosen, Optional.ofNullable(percentile), Optional.ofNullable(factor)),
                edit(),
                new SteerOptions.Places(where, when),
                error(),
                new SteerOptions.Measuring(doses, samples, draws, bootstrap.draws(), !noTwin),
                Optional.ofNullable(fold).map(file -> new SteerOptions.Fold(file, foldInto)),
                name,
                new SteerOptions.Letters(on, sequences));
        run.with(host, again -> {
            Map.Entry<Path, SteerOutcome> done = SteerJob.go(again, options);
            Path page = SteeringReport.write(done.getKey(), done.getValue());
            host.console().line(SteeringReport.headline(done.getValue()));
            done.getValue().findings().warnings().forEach(w -> host.console().line("note: " + w));
            host.console().line("page: " + page.toUri());
        });
        return 0;
    }

    private Optional<ErrorTerm> error() {
        return switch (error) {
            case "" -> Optional.empty();
            case "kept" -> Optional.of(ErrorTerm.KEPT);
            case "dropped" -> Optional.of(ErrorTerm.DROPPED);
            case "reversed" -> Optional.of(ErrorTerm.REVERSED);
            default -> throw new ShellException("--error is kept, dropped or reversed, not '" + error + "'.");
        };
    }

    private Optional<SteerOptions.Edit> edit() {
        List<SteerOptions.Edit> asked = new ArrayList<>();
        if (scale != null) {
            asked.add(new SteerOptions.Edit.Same(new Operation.Scale(scale)));
        }
        if (set != null) {
            asked.add(new SteerOptions.Edit.Same(new Operation.Set(set)));
        }
        if (setToMax != null) {
            asked.add(new SteerOptions.Edit.ToMax(setToMax));
        }
        if (add != null) {
            asked.add(new SteerOptions.Edit.Same(new Operation.Add(add)));
        }
        if (clamp != null) {
            asked.add(new SteerOptions.Edit.Same(clamped()));
        }
        if (attenuate != null) {
            asked.add(
                    switch (attenuate) {
                        case "mean" -> new SteerOptions.Edit.ToMean();
                        case "app" -> new SteerOptions.Edit.ByPosterior();
                        default -> throw new ShellException("--attenuate is mean or app, not '" + attenuate + "'.");
                    });
        }
        if (transplant != null) {
            asked.add(new SteerOptions.Edit.FromSample(transplant));
        }
        if (project != null) {
            asked.add(new SteerOptions.Edit.Project(project));
        }
        if (asked.size() > 1) {
            throw new ShellException(
                    "Give one operation: --scale, --set-to, --set-to-max, --add, --clamp, --attenuate, --transplant or --project.");
        }
        return asked.stream().findFirst();
    }

    private Operation clamped() {
        String number = "-?[0-9]{1,20}(?:[.][0-9]{1,20})?";
        if (!clamp.matches(number + ":" + number)) {
            throw new ShellException("--clamp needs two numbers such as 0:1.5, not '" + clamp + "'.");
        }
        int colon = clamp.indexOf(':');
        return new Operation.Clamp(
                Float.parseFloat(clamp.substring(0, colon)), Float.parseFloat(clamp.substring(colon + 1)));
    }
}
