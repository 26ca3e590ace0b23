package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.report.BrushPage;
import org.echelle.runs.brush.BrushJob;
import org.echelle.runs.brush.BrushOptions;
import org.echelle.runs.brush.BrushOutcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "brush",
        mixinStandardHelpOptions = true,
        description = {
            "Paints features onto pictures while they are made, where and when you say, and measures what that changes there and"
                    + " elsewhere.",
            "Every painted row gets the strength times the feature's mean activation, along its atom (sdxl-unbox). The page shows the"
                    + " pictures before and after, and one sample on its way from noise to picture with a slider; a random direction"
                    + " of the same norm stands beside it."
        },
        footer = {
            "",
            "Examples:",
            "  echelle brush runs/digits --feature 17",
            "  echelle brush runs/digits --feature 17,40 --where y=0..1+x=2..3 --strengths 2,4,8 --ask 3 --seeds 0..5",
            "  echelle brush runs/digits --feature 17 --where mask=corner.txt+timestep=500..999"
        })
final class BrushVerb implements Verb {
    private final HostServices host;

    @Mixin
    private ReopenedHook run;

    @Option(
            names = "--feature",
            paramLabel = "N",
            split = ",",
            required = true,
            description = "features that are painted together")
    private List<Integer> features = new ArrayList<>();

    @Option(
            names = "--strengths",
            paramLabel = "S",
            split = ",",
            description = "in units of each feature's mean activation; negative ones take away (default: 1,2,4)")
    private List<Double> strengths = List.of(1.0, 2.0, 4.0);

    @Option(
            names = "--where",
            paramLabel = "ROWS",
            description =
                    "all, placed, mask=FILE (0 or 1 a place), AXIS=FIRST..LAST (y, x, a timestep, a branch); several joined by +"
                            + " (default: all)")
    private String where = "";

    @Option(
            names = "--ask",
            paramLabel = "CLASS|PROMPT",
            description = "what to show; may be given again (default: every class, or nothing)")
    private List<String> asks = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "FROM..TO",
            defaultValue = "0..3",
            converter = Seeds.Converter.class,
            description = "seeds, such as 0..9 or 3,5,8 (default: ${DEFAULT-VALUE})")
    private Seeds seeds;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "steps of the way from noise to picture that are shown (default: 12)")
    private int frames = 12;

    @Option(names = "--name", paramLabel = "NAME", description = "folder within RUN/brush")
    private String name = "";

    BrushVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        BrushOptions options =
                new BrushOptions(run.hook(), features, strengths, where, asks, seeds.all(), frames, name);
        run.telling(host, again -> {
            Map.Entry<Path, BrushOutcome> done = BrushJob.go(again, options);
            Path page = BrushPage.of(done.getValue()).write(done.getKey(), List.of(), Map.of(), again.progress());
            return List.of(BrushPage.headline(done.getValue()), "page: " + page.toUri());
        });
        return 0;
    }
}
