package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.report.Drawing;
import org.echelle.report.FindingPage;
import org.echelle.runs.Firing;
import org.echelle.runs.FiringJob;
import org.echelle.runs.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fires",
        mixinStandardHelpOptions = true,
        description = {
            "Which features of a run fire on samples that it has not seen, and where.",
            "Strength is told as a share of the feature's maximum over the run's samples, and by how many of those "
                    + "reach it; what the fewest reach comes first. SAMPLES is a file or folder, or for proteins a pasted "
                    + "sequence."
        },
        footer = {
            "",
            "Examples:",
            "  echelle fires runs/uniprot MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQ",
            "  echelle fires runs/uniprot my-proteins.fasta --top 20",
            "  echelle fires runs/vision-shapes:blocks.2 photo.png"
        })
final class FiresVerb implements Verb {
    /** Samples that get pictures and lines; all are in the files. */
    private static final int SHOWN = 20;

    private final HostServices host;

    @Parameters(
            index = "0",
            paramLabel = "RUN[:HOOK]",
            description = "a finished run, with a hook point if it has several")
    private String source;

    @Parameters(index = "1", paramLabel = "SAMPLES", description = "a file, a folder, or a sample as text")
    private String given;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "12",
            description = "features told of each sample (default: ${DEFAULT-VALUE})")
    private int top;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            converter = Assignment.class,
            description = "a key of the samples, such as samples.limit=5; or device=cpu")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "fires",
            description = "folder of the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    private final List<List<Object>> table = new ArrayList<>();
    private final List<Map<String, Object>> json = new ArrayList<>();
    private final List<FindingPage.Pictures> pictures = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    FiresVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (top < 1) {
            throw new ShellException("--top is 1 or more, not " + top + ".");
        }
        RunName run = RunName.of(source);
        RunConfig config = RunConfig.reopen(run.folder(), List.of());
        try (Job work = host.begin(quiet);
                FiringJob job = FiringJob.open(run.folder(), run.hook(), given, work::domain, set, work.progress())) {
            int[] silent = {0};
            int samples = job.each(top, fired -> {
                silent[0] += fired.features().isEmpty() ? 1 : 0;
                tell(job, fired);
            });
            FindingPage page = page(config, job, samples, silent[0]);
            Path written = page.write(
                    out,
                    List.of(new Drawing(job.opened().samples(), job.opened().view())),
                    Map.of(),
                    work.progress());
            work.progress().close();
            host.console().line(page.lead() + " Places are counted from 0.");
            lines.forEach(host.console()::line);
            host.console().line("fires: " + written.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }

    private void tell(FiringJob job, FiringJob.Fired fired) {
        String id = job.opened().samples().id(fired.sample());
        boolean shown = pictures.size() < SHOWN;
        if (shown) {
            lines.add(id + (fired.features().isEmpty() ? ": no feature fires" : ""));
        }
        List<String> captions = new ArrayList<>();
        for (Firing f : fired.features()) {
            String place = place(job, f);
            table.add(List.of(
                    id,
                    f.feature(),
                    f.name(),
                    (double) f.peak(),
                    f.share(),
                    place,
                    f.sites(),
                    fired.rows(),
                    f.reached()));
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("sample", id);
            one.put("feature", f.feature());
            one.put("name", f.name());
            one.put("peak", f.peak());
            one.put("share-of-maximum", f.share());
            one.put("peak-at", place);
            one.put("active-rows", f.sites());
            one.put("rows", fired.rows());
            one.put("run-samples-that-reach-it", f.reached());
            json.add(one);
            captions.add(String.format(
                    Locale.ROOT,
                    "%d%s: %.0f %% of its maximum",
                    f.feature(),
                    f.name().isEmpty() ? "" : " " + f.name(),
                    100 * f.share()));
            if (shown) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %5d  %4.0f %% of its maximum at %s, active on %d of %d rows, reached by %d of the run's samples%s",
                        f.feature(),
                        100 * f.share(),
                        place,
                        f.sites(),
                        fired.rows(),
                        f.reached(),
                        f.name().isEmpty() ? "" : "  " + f.name()));
            }
        }
        if (shown) {
            pictures.add(new FindingPage.Pictures(
                    id,
                    fired.features().isEmpty()
                            ? "No feature fires on it."
                            : "Its most unusual features, each drawn in units of its maximum over the run's samples.",
                    fired.features().stream().map(f -> fired.sample()).toList(),
                    captions,
                    0,
                    fired.features().stream().map(Firing::activations).toList()));
        }
    }

    /** Where a peak is, as the hook point's axes say; counted from 0, a row without a place by its name. */
    private static String place(FiringJob job, Firing f) {
        StringBuilder out = new StringBuilder();
        int[][] where = f.activations().sites().coordinates();
        for (int a = 0; a < job.hook().axes().size(); a++) {
            out.append(a == 0 ? "" : ", ")
                    .append(job.hook().axes().get(a).name())
                    .append(' ')
                    .append(where[a][f.peakRow()] < 0 ? "(none)" : Integer.toString(where[a][f.peakRow()]));
        }
        return out.isEmpty() ? "the sample" : out.toString();
    }

    private FindingPage page(RunConfig config, FiringJob job, int samples, int silent) {
        int count = job.opened().samples().size();
        return new FindingPage(
                "What fires",
                count == 1 ? "What fires on " + job.opened().samples().id(0) : "What fires on " + count + " samples",
                String.format(
                        Locale.ROOT,
                        "The %d features that fire most unusually on %s at %s: those that the fewest samples of the run reach%s.",
                        top,
                        count == 1 ? job.opened().samples().id(0) : String.format("each of %,d samples", count),
                        job.hook().name(),
                        silent == 0 ? "" : "; on " + silent + " none fires"),
                List.of(
                        config.title() + ". Features and their maxima are those of the run, over " + samples
                                + " samples of both sides; 100 % is the strongest activation there, and a name is what"
                                + " held-out samples of the run said of the feature, not of these samples. Places are"
                                + " counted from 0. Single activations, so no interval.",
                        count > SHOWN ? "The first " + SHOWN + " samples are drawn; all are in the files." : ""),
                List.of(),
                List.of(new FindingPage.Sheet(
                        "fires",
                        "Features by sample",
                        "Reached by: samples of the run on which the feature is as active as here or more.",
                        List.of(
                                "sample",
                                "feature",
                                "name",
                                "activation",
                                "share of maximum",
                                "peak at",
                                "active rows",
                                "rows",
                                "reached by"),
                        Map.of(),
                        table)),
                pictures,
                json);
    }
}
