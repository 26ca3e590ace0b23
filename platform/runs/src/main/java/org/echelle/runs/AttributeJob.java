package org.echelle.runs;

import ai.djl.ndarray.NDList;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.Attribution;
import org.echelle.steering.FeatureGraph;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;
import org.echelle.steering.experiment.Readout;

/** Explains one output for one sample of a finished run by the features at a hook point. */
public final class AttributeJob {
    private final RunView run;
    private final OpenedDomain opened;
    private final AttributeOptions options;
    private final HookResults results;

    private AttributeJob(Reopened again, AttributeOptions options) {
        run = again.view();
        opened = again.opened();
        this.options = options;
        results = run.results(options.hook());
        HookView.requireWhole(results.hook(), "attribute");
        SteerJob.requireLogits(opened.subject());
        if (!options.from().isEmpty()) {
            requireOrder(run.results(options.from())); // before the work
        }
    }

    /**
     * Explains.
     *
     * @param again a run that was carried as far as its index
     * @return the folder that holds {@code attribution.json}, and what it says
     */
    public static Map.Entry<Path, AttributeOutcome> go(Reopened again, AttributeOptions options) {
        long begun = System.nanoTime();
        AttributeJob job = new AttributeJob(again, options);
        List<AttributeOutcome> found = new ArrayList<>();
        int sample = SteerJob.sample(job.opened, options.sample());
        job.run
                .inputs(job.opened.subject(), new int[] {sample}, "attribution")
                .each(batch -> found.add(job.explain(sample, batch.inputs())));
        if (found.isEmpty()) {
            throw new RunException("The sample " + job.opened.samples().id(sample) + " cannot be read.");
        }
        AttributeOutcome outcome = found.get(0);
        outcome.facts().put("versions", ExperimentFacts.versions(again.versions()));
        outcome.facts().put("seconds", Math.round((System.nanoTime() - begun) * 1e-6) / 1000.0);
        String name = options.name().isEmpty()
                ? outcome.hook() + "-" + outcome.sample() + "-" + outcome.output()
                : options.name();
        Path into = again.folder().experiment("attribution", name);
        RunFolder.writeJson(into.resolve("attribution.json"), outcome.json());
        return Map.entry(into, outcome);
    }

    private AttributeOutcome explain(int sample, NDList inputs) {
        try (Dictionary dictionary = Dictionaries.load(results.dictionary(), opened.manager())) {
            float[] logits;
            try (NDList out = opened.subject().forward(inputs, Tap.NONE)) {
                logits = out.get(0).toFloatArray();
            }
            Readout readout = Readout.of(opened.subject().outputNames(), logits.length);
            int column = column(readout, logits);
            Attribution attribution =
                    Attribution.at(opened.subject(), results.hook().name(), dictionary);
            Attribution.Contributions found = options.steps() == 0
                    ? attribution.gradientTimesActivation(inputs, column)
                    : attribution.integratedGradients(inputs, column, options.steps());
            List<AttributeOutcome.Line> lines = lines(found, dictionary, inputs, column);
            String from = graphFrom();
            return new AttributeOutcome(
                    facts(),
                    results.hook().name(),
                    opened.samples().id(sample),
                    readout.names().get(column),
                    options.steps() == 0
                            ? "gradient times activation"
                            : "integrated gradients, " + options.steps() + " steps",
                    found.output(),
                    found.baseline(),
                    found.sum(),
                    agreement(lines),
                    lines,
                    from.isEmpty() ? Optional.empty() : Optional.of(graph(from, attribution, inputs, column)),
                    from);
        }
    }

    private int column(Readout readout, float[] logits) {
        if (options.output().isEmpty()) {
            return readout.decided(logits, 0);
        }
        int exact = readout.names().indexOf(options.output());
        if (exact >= 0) {
            return exact;
        }
        throw Answers.unknown(options.output(), readout);
    }

    private List<AttributeOutcome.Line> lines(
            Attribution.Contributions found, Dictionary dictionary, NDList inputs, int column) {
        List<Integer> fired = new ArrayList<>();
        for (int j = 0; j < found.features().length; j++) {
            if (found.firings()[j] > 0) {
                fired.add(j);
            }
        }
        fired.sort(Comparator.comparingDouble(j -> -Math.abs(found.features()[j])));
        List<AttributeOutcome.Line> lines = new ArrayList<>();
        Map<Integer, String> names = results.names();
        Steering steering = Steering.of(opened.subject()).remembering(1);
        for (int j : fired.subList(0, Math.min(options.top(), fired.size()))) {
            run.progress().check();
            double without;
            try (NDList out = steering.with(
                            dictionary, Intervention.of(results.hook().name(), Operation.ablate(), j))
                    .forward(inputs)) {
                without = out.get(0).toFloatArray()[column];
            }
            lines.add(new AttributeOutcome.Line(
                    j,
                    names.getOrDefault(j, ""),
                    found.features()[j],
                    found.activations()[j],
                    found.firings()[j],
                    found.output() - without));
        }
        return lines;
    }

    /** Pearson's correlation of contribution and exact effect. */
    private static double agreement(List<AttributeOutcome.Line> lines) {
        int n = lines.size();
        if (n < 3) {
            return Double.NaN;
        }
        double a =
                lines.stream().mapToDouble(AttributeOutcome.Line::contribution).sum() / n;
        double b = lines.stream().mapToDouble(AttributeOutcome.Line::ablation).sum() / n;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (AttributeOutcome.Line line : lines) {
            ab += (line.contribution() - a) * (line.ablation() - b);
            aa += (line.contribution() - a) * (line.contribution() - a);
            bb += (line.ablation() - b) * (line.ablation() - b);
        }
        return aa == 0 || bb == 0 ? Double.NaN : ab / Math.sqrt(aa * bb);
    }

    private String graphFrom() {
        if (!options.from().isEmpty()) {
            return options.from();
        }
        String first = run.folder().results(opened).get(0).hook().name();
        List<String> met =
                opened.subject().hookPoints().stream().map(h -> h.name()).toList();
        return met.indexOf(first) < met.indexOf(results.hook().name()) ? first : "";
    }

    private void requireOrder(HookResults early) {
        List<String> met =
                opened.subject().hookPoints().stream().map(h -> h.name()).toList();
        String late = results.hook().name();
        if (met.indexOf(early.hook().name()) >= met.indexOf(late)) {
            throw new RunException("A graph runs from an earlier hook point to a later one, and "
                    + early.hook().name() + " does not come before " + late
                    + " in the forward pass; exchange --from and"
                    + " --hook.");
        }
    }

    private FeatureGraph graph(String from, Attribution to, NDList inputs, int column) {
        HookResults early = run.results(from);
        try (Dictionary dictionary = Dictionaries.load(early.dictionary(), opened.manager())) {
            return FeatureGraph.of(
                    Attribution.at(opened.subject(), early.hook().name(), dictionary),
                    to,
                    StoredDictionary.read(results.dictionary()).encoder(),
                    inputs,
                    column,
                    Math.min(12, options.top()));
        }
    }

    private Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("options", options);
        facts.put("config", opened.config().resolved());
        facts.put("device", opened.device().toString());
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        facts.put("dictionary-fingerprint", ExperimentFacts.dictionary(results));
        return facts;
    }
}
