package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.report.RankingPage;
import org.echelle.runs.ranking.RankJob;
import org.echelle.runs.ranking.RankOptions;
import org.echelle.runs.ranking.RankOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rerank",
        mixinStandardHelpOptions = true,
        description = {
            "Promotes items of a kind through features of a recommender, and measures everything else.",
            "Features are chosen on the selection side; on held-out users they are ablated and amplified, dose by dose: exposure and mean"
                    + " place of the kind's items and of all others, HR@k and NDCG@k over all items before, with the reconstruction"
                    + " in place and after, beside features that fire as often and as strongly. Tells RecSAE's confident concepts,"
                    + " too."
        },
        footer = {
            "",
            "Examples:",
            "  echelle rerank runs/movielens --target genre/Horror",
            "  echelle rerank runs/movielens --target genre/Horror --strengths -0.5,0.25,0.5,1 --controls 20",
            "  echelle rerank runs/movielens --target decade/1990s --features 17,40"
        })
final class RerankVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedHook run;

    @Option(names = "--target", paramLabel = "ATTRIBUTE", description = "attribute of items, such as genre/Horror")
    private String target = "";

    @Option(
            names = "--features",
            paramLabel = "N",
            split = ",",
            description = "features by number (default: chosen on the selection side)")
    private List<Integer> features = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "features that are chosen at most (default: 4)")
    private int count = 4;

    @Option(
            names = "--strengths",
            paramLabel = "S",
            split = ",",
            description =
                    "in units of each feature's mean activation; negative ones weaken (default: 0.125,0.25,0.5,1)")
    private List<Double> strengths = List.of(0.125, 0.25, 0.5, 1.0);

    @Option(
            names = "--controls",
            paramLabel = "N",
            description = "draws of other features that fire as often and as strongly (default: 10)")
    private int controls = 10;

    @Option(
            names = "--users",
            paramLabel = "N",
            description = "held-out users measured at most, and as many chosen on (default: 1000)")
    private int users = 1000;

    @Option(names = "--top", paramLabel = "K", description = "places that count as shown (default: 10)")
    private int top = 10;

    @Option(
            names = "--cases",
            paramLabel = "N",
            description = "users on whom a feature is strongest, and silent, in RecSAE's test (default: 5)")
    private int cases = 5;

    @Option(names = "--bootstrap", paramLabel = "N", description = "bootstrap draws over users (default: 1000)")
    private int replicates = 1000;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/ranking")
    private String name = "";

    RerankVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        RankOptions options = new RankOptions(
                run.hook(), target, features, count, strengths, controls, users, top, cases, replicates, name);
        run.with(host, again -> {
            Map.Entry<Path, RankOutcome> done = RankJob.go(again, options);
            Path page = RankingPage.of(done.getValue()).write(done.getKey(), List.of(), Map.of(), again.progress());
            host.console().line(RankingPage.headline(done.getValue()));
            for (RankOutcome.Confident c : done.getValue().confidence()) {
                host.console()
                        .line(c.method() + ": " + c.verified() + " of " + c.tested()
                                + " tested features have a verified concept");
            }
            host.console().line("page: " + page.toUri());
        });
        return 0;
    }
}
