package org.echelle.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.echelle.analysis.Interval;
import org.echelle.analysis.retrieval.SubsetSelection;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.report.Drawing;
import org.echelle.report.FindingPage;
import org.echelle.runs.SampleList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "select",
        mixinStandardHelpOptions = true,
        description = {
            "Chooses a few samples that stand for many, by their features, and writes their names.",
            "--diverse leaves no sample far from a chosen one (greedy k-centre); --like brings the chosen ones' mean "
                    + "code to that of given samples (greedy herding). Random subsets of the same size are told beside them."
        },
        footer = {
            "",
            "Examples:",
            "  echelle select runs/vision-shapes --count 50 --diverse",
            "  echelle select runs/vision-shapes --count 50 --like wanted.txt",
            "  echelle select runs/vision-shapes --count 20 --like 3,17,240"
        })
final class SelectVerb implements Verb {
    private static final int DRAWS = 50;
    private static final int DRAWN = 60;

    private final HostServices host;

    @Parameters(paramLabel = "RUN[:HOOK]", description = "a finished run, with a hook point if it has several")
    private String source;

    @Option(names = "--count", paramLabel = "N", required = true, description = "how many samples to choose")
    private int count;

    @Option(
            names = "--diverse",
            description = "samples that leave none far away (this is done when --like is not given)")
    private boolean diverse;

    @Option(
            names = "--like",
            paramLabel = "SAMPLES",
            description =
                    "samples to match: names or numbers with commas, or a text file of them, one a line, or a table with"
                            + " them in a column")
    private String like;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "selection",
            description =
                    "folder of the names and the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    SelectVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (diverse && like != null) {
            throw new ShellException("A subset is either --diverse or --like some samples; give one of them.");
        }
        try (Job job = host.begin(quiet);
                RunReading reading = RunReading.open(source, job)) {
            PooledCodes codes = reading.run().pooled(reading.hook());
            SubsetSelection selection = new SubsetSelection(codes);
            int[] target = like == null ? new int[0] : target(reading, codes, job);
            job.progress().begin("choose", count, "samples");
            long seed = reading.run().opened().config().seed();
            SubsetSelection.Choice choice =
                    like == null ? selection.diverse(count, DRAWS, seed) : selection.like(target, count, DRAWS, seed);
            String ids = IntStream.of(choice.places())
                    .mapToObj(i -> reading.run().samples().id(codes.number(i)))
                    .collect(Collectors.joining("\n", "", "\n"));
            FindingPage page = page(reading, codes, target, choice);
            Path written = page.write(
                    out,
                    List.of(new Drawing(
                            reading.run().samples(), reading.run().opened().view())),
                    Map.of("samples.txt", ids),
                    job.progress());
            job.progress().close();
            host.console().line(page.lead());
            host.console().line("samples: " + out.resolve("samples.txt"));
            host.console()
                    .line("selection: " + written.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }

    private int[] target(RunReading reading, PooledCodes codes, Job job) {
        Path file = Path.of(like);
        if (Files.isRegularFile(file)) {
            SampleList list = SampleList.read(file, reading.run());
            list.head().ifPresent(h -> job.progress()
                    .note("The first line of " + file + ", \"" + h
                            + "\", names no sample and is taken for the table's head."));
            return places(IntStream.of(list.samples()), codes);
        }
        List<String> names = Stream.of(like.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw new ShellException(
                    "--like names no sample; give names or numbers with commas, or a text file of them.");
        }
        if (names.size() == 1 && like.matches(".*[/\\\\].*|.*\\.(txt|csv|tsv|lst)")) {
            throw new ShellException(
                    "There is no file " + file + "; --like takes a text file with one sample a line, or"
                            + " samples' names or numbers with commas.");
        }
        return places(names.stream().mapToInt(reading.run()::sample), codes);
    }

    private static int[] places(IntStream samples, PooledCodes codes) {
        return samples.map(codes::find).filter(i -> i >= 0).distinct().toArray();
    }

    private FindingPage page(RunReading reading, PooledCodes codes, int[] target, SubsetSelection.Choice choice) {
        double[] random = choice.random().clone();
        Arrays.sort(random);
        double mean = Arrays.stream(random).average().orElse(0);
        double features = Arrays.stream(choice.randomFeatures()).average().orElse(0);
        int living = (int) Arrays.stream(codes.counts()).filter(c -> c > 0).count();
        Interval middle = new Interval(
                random[(int) (0.025 * random.length)],
                random[Math.min(random.length - 1, (int) (0.975 * random.length))],
                DRAWS);
        String lead = String.format(
                Locale.ROOT,
                "%,d of %,d samples, %s: %s %.3f, where random subsets have %.3f [%.3f, %.3f]; they show %,d of %,d living"
                        + " features, random ones %.0f.",
                choice.places().length,
                codes.size(),
                like == null ? "diverse by greedy k-centre" : "like " + target.length + " given ones by greedy herding",
                like == null ? "covering radius" : "distance of mean codes",
                choice.figure(),
                mean,
                middle.low(),
                middle.high(),
                choice.features(),
                living,
                features);
        String figure = like == null ? "covering radius" : "distance of mean codes";
        FindingPage.Sheet beside = new FindingPage.Sheet(
                "beside",
                "Beside random subsets",
                "",
                List.of("subset", figure, "features shown"),
                Map.of(figure, figure.replace(' ', '-')),
                List.of(
                        List.of(
                                "chosen",
                                new FindingPage.Ranged(choice.figure(), Interval.none(choice.figure()), 0),
                                (double) choice.features()),
                        List.of("random, mean of " + DRAWS, new FindingPage.Ranged(mean, middle, 0), features)));
        List<List<Object>> rows = new ArrayList<>();
        List<Integer> shown = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int t = 0; t < choice.places().length; t++) {
            int number = codes.number(choice.places()[t]);
            String id = reading.run().samples().id(number);
            rows.add(List.of(t + 1, id, number, codes.group(choice.places()[t])));
            if (t < DRAWN) {
                shown.add(number);
                captions.add(id);
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rule", like == null ? "k-centre" : "herding");
        json.put("figure", choice.figure());
        json.put("random", choice.random());
        json.put("features", choice.features());
        json.put("samples", rows.stream().map(r -> r.get(1)).toList());
        List<FindingPage.Pictures> pictures = new ArrayList<>();
        if (like != null) {
            List<Integer> numbers =
                    IntStream.of(target).limit(DRAWN).map(codes::number).boxed().toList();
            pictures.add(new FindingPage.Pictures(
                    "The samples to match",
                    target.length + " given, " + numbers.size() + " shown",
                    numbers,
                    numbers.stream().map(reading.run().samples()::id).toList()));
        }
        pictures.add(new FindingPage.Pictures(
                "Chosen", "in the order in which they were chosen, " + shown.size() + " shown", shown, captions));
        return new FindingPage(
                "Selection",
                like == null ? "A diverse subset" : "A subset like given samples",
                lead,
                List.of(reading.run().opened().config().title() + ", "
                        + reading.hook().hook().name()
                        + ". Codes pooled by sample (largest activation) and scaled to length 1; distances run from 0 to 1.41."
                        + " n = " + codes.size() + " samples of both sides; in brackets the middle 95 % of " + DRAWS
                        + " random subsets."),
                List.of(),
                List.of(
                        beside,
                        new FindingPage.Sheet(
                                "chosen",
                                "Chosen samples",
                                "",
                                List.of("place", "sample", "number", "group"),
                                Map.of(),
                                rows)),
                pictures,
                json);
    }
}
