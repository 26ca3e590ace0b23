package org.echelle.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.retrieval.NearestSamples;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.report.Drawing;
import org.echelle.report.FindingPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "Finds the samples nearest to one in feature space, and says which features make them alike.",
            "Features can be left out or given another activation, and the search is done again: the page shows both."
        },
        footer = {
            "",
            "Examples:",
            "  echelle search runs/vision-shapes --sample 17",
            "  echelle search runs/vision-shapes --sample 17 --without 4,90 --set 12=3.5 --top 20"
        })
final class SearchVerb implements Verb {
    private final HostServices host;

    @Parameters(paramLabel = "RUN[:HOOK]", description = "a finished run, with a hook point if it has several")
    private String source;

    @Option(
            names = "--sample",
            paramLabel = "SAMPLE",
            required = true,
            description = "the query: a sample's name or number")
    private String sample;

    @Option(names = "--without", paramLabel = "F,..", split = ",", description = "features to leave out")
    private List<Integer> without = List.of();

    @Option(
            names = "--set",
            paramLabel = "F=V",
            split = ",",
            description = "an activation that the query is given; may be given again")
    private Map<Integer, Double> set = new LinkedHashMap<>();

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "12",
            description = "how many to find (default: ${DEFAULT-VALUE})")
    private int top;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "search",
            description = "folder of the page, an earlier page there is replaced (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--quiet", description = "results only, no progress")
    private boolean quiet;

    SearchVerb(HostServices host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (top < 1) {
            throw new ShellException("--top is 1 or more, not " + top + ".");
        }
        try (Job job = host.begin(quiet);
                RunReading reading = RunReading.open(source, job)) {
            PooledCodes codes = reading.run().pooled(reading.hook());
            int number = reading.run().sample(sample);
            int query = codes.find(number);
            if (query < 0) {
                throw new ShellException("Sample " + reading.run().samples().id(number)
                        + " has no rows in this run (it could not be read, or lies beyond extract.limit).");
            }
            NearestSamples search = new NearestSamples(codes);
            Map<Integer, String> names = reading.hook().names();
            Set<Integer> left = new LinkedHashSet<>(without);
            boolean edited = !left.isEmpty() || !set.isEmpty();
            List<NearestSamples.Hit> plain = search.of(query, Set.of(), Map.of(), top);
            List<NearestSamples.Hit> found = edited ? search.of(query, left, set, top) : plain;
            job.progress().begin("write page", 1, "pages");
            FindingPage page = page(reading, codes, number, search.strongest(query, 8), names, plain, found, edited);
            Path written = page.write(
                    out,
                    List.of(new Drawing(
                            reading.run().samples(), reading.run().opened().view())),
                    Map.of(),
                    job.progress());
            job.progress().close();
            host.console().line(page.lead());
            for (NearestSamples.Hit hit : found) {
                host.console()
                        .line(String.format(
                                Locale.ROOT,
                                "  %.3f  %s  by %s",
                                hit.cosine(),
                                reading.run().samples().id(codes.number(hit.place())),
                                reasons(hit, names)));
            }
            host.console()
                    .line("search: " + written.toAbsolutePath().normalize().toUri());
            return 0;
        }
    }

    private FindingPage page(
            RunReading reading,
            PooledCodes codes,
            int number,
            int[] strongest,
            Map<Integer, String> names,
            List<NearestSamples.Hit> plain,
            List<NearestSamples.Hit> found,
            boolean edited) {
        String id = reading.run().samples().id(number);
        String strong = IntStream.of(strongest).mapToObj(j -> named(j, names)).collect(Collectors.joining(", "));
        String edits = (without.isEmpty()
                        ? ""
                        : " without "
                                + without.stream().map(j -> named(j, names)).collect(Collectors.joining(", ")))
                + (set.isEmpty()
                        ? ""
                        : " with "
                                + set.entrySet().stream()
                                        .map(e -> named(e.getKey(), names) + " at " + e.getValue())
                                        .collect(Collectors.joining(", ")));
        Set<Integer> before = plain.stream().map(NearestSamples.Hit::place).collect(Collectors.toSet());
        long stayed = found.stream().filter(h -> before.contains(h.place())).count();
        List<FindingPage.Pictures> rows = new ArrayList<>();
        rows.add(new FindingPage.Pictures(
                "The query", "its strongest features: " + strong, List.of(number), List.of(id)));
        rows.add(pictures(reading, codes, plain, edited ? "Nearest to the query as it is" : "Nearest", names));
        if (edited) {
            rows.add(pictures(reading, codes, found, "Nearest" + edits, names));
        }
        List<List<Object>> table = new ArrayList<>();
        List<Map<String, Object>> json = new ArrayList<>();
        for (NearestSamples.Hit hit : found) {
            String name = reading.run().samples().id(codes.number(hit.place()));
            table.add(List.of(name, codes.number(hit.place()), hit.cosine(), reasons(hit, names)));
            json.add(Map.of(
                    "sample",
                    name,
                    "number",
                    codes.number(hit.place()),
                    "cosine",
                    hit.cosine(),
                    "reasons",
                    hit.reasons()));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("query", id);
        all.put("without", without);
        all.put("set", set);
        all.put("hits", json);
        return new FindingPage(
                "Search",
                "Samples like " + id + edits,
                String.format(
                        Locale.ROOT,
                        "%,d nearest of %,d samples to %s%s; cosine %.3f to %.3f.%s",
                        found.size(),
                        codes.size() - 1,
                        id,
                        edits,
                        found.isEmpty() ? 0 : found.get(0).cosine(),
                        found.isEmpty() ? 0 : found.get(found.size() - 1).cosine(),
                        edited ? " The edit keeps " + stayed + " of the " + plain.size() + " found without it." : ""),
                List.of(reading.run().opened().config().title() + ", "
                        + reading.hook().hook().name()
                        + ". Cosine of codes pooled by sample (largest activation), each feature in units of its root"
                        + " mean square over all " + codes.size()
                        + " samples of both sides; a ranking, so no interval."),
                List.of(),
                List.of(new FindingPage.Sheet(
                        "nearest",
                        edited ? "Nearest" + edits : "Nearest samples",
                        "Nearest first. Alike by: the features that both samples have most in common, and what each adds to the"
                                + " cosine.",
                        List.of("sample", "number", "cosine", "alike by"),
                        Map.of("cosine", "sample-cosine"),
                        table)),
                rows,
                all);
    }

    private static FindingPage.Pictures pictures(
            RunReading reading,
            PooledCodes codes,
            List<NearestSamples.Hit> hits,
            String title,
            Map<Integer, String> names) {
        return new FindingPage.Pictures(
                title,
                hits.isEmpty() ? "none" : "the first one by " + reasons(hits.get(0), names),
                hits.stream().map(h -> codes.number(h.place())).toList(),
                hits.stream()
                        .map(h -> String.format(
                                Locale.ROOT,
                                "%.3f %s",
                                h.cosine(),
                                reading.run().samples().id(codes.number(h.place()))))
                        .toList());
    }

    static String named(int feature, Map<Integer, String> names) {
        return names.containsKey(feature) ? feature + " (" + names.get(feature) + ")" : Integer.toString(feature);
    }

    private static String reasons(NearestSamples.Hit hit, Map<Integer, String> names) {
        return hit.reasons().stream()
                .limit(3)
                .map(r -> named(r.feature(), names) + String.format(Locale.ROOT, " %.2f", r.share()))
                .collect(Collectors.joining(", "));
    }
}
