package org.echelle.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.report.Drawing;
import org.echelle.report.RelyPage;
import org.echelle.runs.reliance.RelyJob;
import org.echelle.runs.reliance.RelyOptions;
import org.echelle.runs.reliance.RelyOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rely",
        mixinStandardHelpOptions = true,
        description = {
            "Asks which features a classifier relies on, whether they look where annotations lie, and what confounds them.",
            "After Mammo-SAE: only the strongest features of each class stay, or only these go, beside random features and raw"
                    + " channels; boxes and masks against the best feature, raw channel and Grad-CAM; features better explained by"
                    + " an acquisition tag than by the finding are named. Everything told is held out."
        },
        footer = {
            "",
            "Examples:",
            "  echelle rely runs/pneumonia --target pneumonia",
            "  echelle rely runs/chest --target lungs",
            "  echelle rely runs/demo --target shape/circle --confounders colour"
        })
final class RelyVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedHook run;

    @Option(
            names = "--target",
            paramLabel = "CLASS",
            description = "output that is asked about (default: the last one)")
    private String target = "";

    @Option(
            names = "--finding",
            paramLabel = "CONCEPT",
            description = "concept that is its truth (default: the one of the same name)")
    private String finding = "";

    @Option(
            names = "--confounders",
            paramLabel = "NAME",
            split = ",",
            description = "beginnings of concepts a feature should not be about (default: acquisition/)")
    private List<String> confounders = List.of("acquisition/");

    @Option(
            names = "--k",
            paramLabel = "N",
            split = ",",
            description = "features of each class (default: 1,2,5,10,20,50)")
    private List<Integer> counts = List.of(1, 2, 5, 10, 20, 50);

    @Option(
            names = "--rank",
            paramLabel = "HOW",
            description = "mean (strongest of each class) or difference (furthest apart) (default: mean)")
    private String ranking = "mean";

    @Option(names = "--samples", paramLabel = "N", description = "samples of each side at most (default: 500)")
    private int samples = 500;

    @Option(
            names = "--maps",
            paramLabel = "N",
            description = "annotated samples of each side for localisation (default: 32)")
    private int maps = 32;

    @Option(names = "--random", paramLabel = "N", description = "draws of random features (default: 3)")
    private int random = 3;

    @Option(names = "--top", paramLabel = "N", description = "features of each class in tables (default: 20)")
    private int top = 20;

    @Mixin
    private Bootstrap bootstrap;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/reliance")
    private String name = "";

    RelyVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        RelyOptions options = new RelyOptions(
                run.hook(),
                target,
                finding,
                confounders,
                counts,
                ranking,
                samples,
                maps,
                random,
                top,
                bootstrap.draws(),
                name);
        run.with(host, again -> {
            Map.Entry<Path, RelyOutcome> done = RelyJob.go(again, options);
            Path page = RelyPage.of(done.getValue())
                    .write(
                            done.getKey(),
                            List.of(new Drawing(
                                    again.opened().samples(), again.opened().view())),
                            Map.of(),
                            again.progress());
            RelyPage.told(done.getValue()).forEach(host.console()::line);
            host.console().line("page: " + page.toUri());
        });
        return 0;
    }
}
