package org.echelle.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Interval;
import org.echelle.analysis.NearestFeatures;
import org.echelle.analysis.naming.ConceptTable;
import org.echelle.api.LabelSink;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.runs.HookResults;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunFolder;
import org.echelle.runs.RunGroups;
import org.echelle.runs.SampleConcepts;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.store.FeatureIndex;
import org.echelle.torch.HostTensor;

/** The report of a run: reads what the run left in its folder and hands it to {@link Report}. */
public final class RunReport {
    private RunReport() {}

    /**
     * Writes the run's {@code report} folder.
     *
     * @param folder of a run that went through its scores
     * @param opened the run's subject, samples and concepts, for drawing
     * @return the page to open
     */
    public static Path write(RunFolder folder, OpenedDomain opened, Progress progress) {
        JsonNode run = folder.provenance();
        List<AutoCloseable> open = new ArrayList<>();
        try {
            List<HookPointReport> hooks = new ArrayList<>();
            for (HookResults results : folder.results(opened)) {
                FeatureIndex index = FeatureIndex.open(results.index());
                open.add(index);
                hooks.add(hook(results, index, run, opened, progress));
            }
            ReportOptions sizes = ReportOptions.standard()
                    .withFeaturePages(opened.config().report().featurePages())
                    .withTopSamples(opened.config().report().topSamples())
                    .withGroupPages(opened.config().report().groupPages());
            ReportInput input = new ReportInput(
                    opened.config().title(),
                    summary(run),
                    facts(run),
                    warnings(run),
                    hooks,
                    Optional.of(new Drawing(opened.samples(), opened.view())),
                    new Provenance(run.toPrettyString(), commands(folder)),
                    sizes,
                    RunGroups.of(opened).map(g -> new Groups(g.kind(), g::of, g::heldOut)));
            return Report.write(folder.path().resolve("report"), input, progress);
        } finally {
            open.forEach(RunReport::close);
        }
    }

    /** The page of a hook point's evaluation in a report whose first page is given; {@code single} when the run has one hook point. */
    public static Path evaluationPage(Path index, String hook, boolean single) {
        return index.resolveSibling(
                single ? "evaluation.html" : "evaluation-" + Site.slug(hook, new HashSet<>()) + ".html");
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ReportException("A feature index could not be closed: " + e.getMessage() + ".", e);
        }
    }

    private static HookPointReport hook(
            HookResults results, FeatureIndex index, JsonNode run, OpenedDomain opened, Progress progress) {
        IndexedActivations activations = new IndexedActivations(index, results.hook());
        String split = splitOf(run, results.hook().name());
        Optional<ConceptFindings> findings = results.scores()
                .map(scores -> new ConceptFindings(
                        HookResults.ours(),
                        scores,
                        results.comparison(),
                        methods(results),
                        split,
                        Optional.of(labels(activations, opened, progress))));
        List<TrainingPoint> history = results.history().stream()
                .map(p -> new TrainingPoint(
                        p.step(), p.rows(), p.loss(), p.fvu(), p.l0(), p.deadShare(), p.learningRate()))
                .toList();
        Optional<Evaluation> evaluation = results.evaluation()
                .map(e -> new Evaluation(
                        heldOut(run),
                        e.reconstruction().rows(),
                        e.reconstruction().fvu(),
                        e.density().l0(),
                        e.density().rows(),
                        e.firings(),
                        new Evaluation.Intervals(
                                e.reconstructionIntervals().fvu(),
                                e.densityIntervals().l0(),
                                e.densityIntervals().deadShare(),
                                e.densityIntervals().above10Percent()),
                        others(results)));
        try (Dictionary dictionary = Dictionaries.load(results.dictionary(), opened.manager())) {
            HostTensor atoms = dictionary.atoms();
            List<NearestFeatures.Neighbours> nearest = List.of(NearestFeatures.of(
                    atoms.toFloats(),
                    dictionary.features(),
                    dictionary.width(),
                    Math.min(ReportOptions.standard().nearest(), dictionary.features() - 1)));
            return new HookPointReport(
                    results.hook(),
                    FactGroups.of("Dictionary", new ObjectMapper().valueToTree(dictionary.facts())),
                    history,
                    results.advice(),
                    evaluation,
                    findings,
                    results.recovery(),
                    Optional.of(activations),
                    nearest,
                    results.chapters(),
                    results.cards(),
                    results.acrossTime());
        }
    }

    private static Map<String, String> methods(HookResults results) {
        Map<String, String> methods = new LinkedHashMap<>();
        results.comparison().ifPresent(c -> c.methods().forEach(m -> methods.put(m, HookResults.sentenceOf(m))));
        return methods;
    }

    private static List<Evaluation.Reconstruction> others(HookResults results) {
        List<Evaluation.Reconstruction> others = new ArrayList<>();
        results.baselines()
                .forEach((method, figures) -> others.add(new Evaluation.Reconstruction(
                        method,
                        figures.get("fvu"),
                        figures.get("l0"),
                        interval(figures, "fvu"),
                        interval(figures, "l0"),
                        HookResults.sentenceOf(method))));
        return others;
    }

    private static Interval interval(Map<String, Double> figures, String name) {
        return figures.containsKey(name + "-low")
                ? new Interval(figures.get(name + "-low"), figures.get(name + "-high"), 1)
                : Interval.none(0);
    }

    /** Which samples have which concept, on themselves or on any of their sites. */
    private static ConceptLabels labels(IndexedActivations activations, OpenedDomain opened, Progress progress) {
        SampleConcepts asked = new SampleConcepts(opened);
        for (int sample : activations.samples()) {
            progress.check();
            asked.ask(sample, activations.sites(sample));
        }
        ConceptTable table = asked.table();
        return new ConceptLabels() {
            @Override
            public int[] present(int concept) {
                return table.present()[concept].stream().toArray();
            }

            @Override
            public int[] unknown(int concept) {
                return table.unknown()[concept].stream().toArray();
            }

            @Override
            public float cut() {
                return (float) opened.config().score().gradedCut();
            }

            @Override
            public void annotate(int sample, SampleSites sites, LabelSink sink) {
                opened.annotate(sample, sites, sink);
            }
        };
    }

    private static String summary(JsonNode run) {
        String foreign = run.path("subject-domain").asText("");
        return String.format(
                Locale.ROOT,
                "%,d samples of domain %s through the subject%s, read at %s.",
                run.path("samples").path("count").asLong(),
                run.path("domain").asText(),
                foreign.isEmpty() ? "" : " of domain " + foreign,
                String.join(", ", texts(run.path("hooks"))));
    }

    private static String heldOut(JsonNode run) {
        return Numbers.count(
                run.path("split").path("held-out-samples").asLong(), "held-out sample", "held-out samples");
    }

    private static String splitOf(JsonNode run, String hook) {
        JsonNode split = run.path("split");
        String crossings = run.path("steps")
                .path("score " + hook)
                .path("crossings")
                .path("sentence")
                .asText()
                .replaceFirst("\\.$", "");
        return String.format(
                        Locale.ROOT,
                        "%,d samples to train and to choose thresholds on, %,d held out (%,d groups, grouped by: %s, seed %d)",
                        split.path("selection-samples").asLong(),
                        split.path("held-out-samples").asLong(),
                        split.path("groups").asLong(),
                        split.path("grouped-by").asText("sample"),
                        run.path("seed").asLong())
                + (crossings.isEmpty() ? "" : ". " + crossings);
    }

    static List<Facts> facts(JsonNode run) {
        List<Facts> facts = new ArrayList<>();
        facts.addAll(FactGroups.of("Subject", run.path("subject")));
        facts.addAll(FactGroups.of("Samples", run.path("samples")));
        facts.addAll(FactGroups.of("Split", run.path("split")));
        List<String> notes = texts(run.path("notes"));
        if (!notes.isEmpty()) {
            Map<String, String> told = new LinkedHashMap<>();
            notes.forEach(n -> told.put("note " + (told.size() + 1), n));
            facts.add(new Facts("Told while opening", told));
        }
        facts.addAll(FactGroups.of("Versions", run.path("versions")));
        Map<String, String> seconds = new LinkedHashMap<>();
        run.path("steps")
                .properties()
                .forEach(step -> seconds.put(
                        step.getKey(),
                        String.format(
                                Locale.ROOT,
                                "%.1f s",
                                step.getValue().path("seconds").asDouble())));
        facts.add(new Facts("Time", seconds));
        return facts;
    }

    private static List<String> warnings(JsonNode run) {
        List<String> all = new ArrayList<>(texts(run.path("warnings")));
        int skipped = run.path("skipped-samples").path("count").asInt();
        if (skipped == 0) {
            return all;
        }
        List<String> names = new ArrayList<>();
        run.path("skipped-samples").path("named").fieldNames().forEachRemaining(names::add);
        all.add(skipped + (skipped == 1 ? " sample" : " samples") + " could not be read and took no part: "
                + String.join(", ", names.subList(0, Math.min(10, names.size())))
                + (skipped > 10 ? ", …" : "") + ".");
        return all;
    }

    private static List<String> commands(RunFolder folder) {
        String path = folder.path().toAbsolutePath().normalize().toString();
        String quoted = path.matches("[A-Za-z0-9_./:\\\\-]+") ? path : "\"" + path + "\"";
        return List.of(
                "echelle run " + quoted + " --out again   # from this run's own config",
                "echelle report " + quoted + "   # these pages only");
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(item -> all.add(item.asText()));
        return all;
    }
}
