package org.echelle.runs.ranking;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.analysis.ranking.ItemOrder;
import org.echelle.api.ItemRanking;
import org.echelle.api.Progress;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RankedRun;
import org.echelle.runs.RunException;
import org.echelle.runs.RunFolder;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.steering.experiment.MatchedFeatures;
import org.echelle.steering.experiment.Passes;
import org.echelle.store.FeatureIndex;
import org.echelle.torch.Torch;

/**
 * An experiment on rankings: features of an attribute of items are chosen on the selection side; on held-out users they are ablated and
 * amplified by several strengths, beside the dictionary's reconstruction alone and other features that fire as often and as strongly.
 *
 * <p>To amplify by s adds s times a feature's mean activation where it fires, fired or not, and keeps what the dictionary does not
 * explain.
 */
public final class RankJob {
    /** Attributes of fewer items are no siblings of the target. */
    public static final int LEAST_ITEMS = 20;

    private static final int SHOWN_USERS = 6;

    private final RankedRun run;
    private final RankOptions options;
    private final ItemRanking ranking;
    private final List<String> names = new ArrayList<>();
    private final List<BitSet> attributes = new ArrayList<>();
    private final int target;

    private RankJob(RankedRun run, RankOptions options) {
        this.run = run;
        this.options = options;
        ranking = run.ranking();
        int asked = ranking.attributes().indexOf(options.target());
        if (asked < 0) {
            throw unknown();
        }
        String group = group(options.target());
        for (int a = 0; a < ranking.attributes().size(); a++) {
            String name = ranking.attributes().get(a);
            BitSet items = ranking.having(a);
            if (a == asked || (group(name).equals(group) && items.cardinality() >= LEAST_ITEMS)) {
                names.add(name);
                attributes.add(items);
            }
        }
        target = names.indexOf(options.target());
    }

    private RunException unknown() {
        List<String> all = ranking.attributes();
        if (all.isEmpty()) {
            return new RunException(
                    "Nothing is known of this run's items; give samples.items a table with attributes.");
        }
        List<String> near = all.stream()
                .filter(a -> group(a).equals(group(options.target()))
                        || a.toLowerCase(java.util.Locale.ROOT)
                                .contains(options.target().toLowerCase(java.util.Locale.ROOT)))
                .toList();
        List<String> shown = near.isEmpty() ? all : near;
        return new RunException((options.target().isEmpty()
                        ? "Say what to promote with --target: "
                        : "No item has the attribute '" + options.target() + "'; there are ")
                + String.join(", ", shown.subList(0, Math.min(20, shown.size()))) + (shown.size() > 20 ? ", ..." : "")
                + ".");
    }

    private static String group(String attribute) {
        return attribute.contains("/") ? attribute.substring(0, attribute.indexOf('/')) : attribute;
    }

    /**
     * Does it.
     *
     * @param folder of a run that was carried as far as its index
     * @return the folder for its page, and what it says
     */
    public static Map.Entry<Path, RankOutcome> go(
            OpenedDomain opened,
            RunFolder folder,
            RankOptions options,
            Map<String, String> versions,
            Progress progress) {
        RankedRun run = RankedRun.open(opened, folder, options.hook(), progress);
        RankOutcome outcome = new RankJob(run, options).experiment(versions);
        String name = options.name().isEmpty()
                ? run.hook().name() + "-" + options.target()
                        + (options.features().isEmpty()
                                ? ""
                                : "-"
                                        + String.join(
                                                "-",
                                                options.features().stream()
                                                        .map(String::valueOf)
                                                        .toList()))
                : options.name();
        return Map.entry(folder.path().resolve("ranking").resolve(name.replaceAll("[^A-Za-z0-9._-]", "_")), outcome);
    }

    private RankOutcome experiment(Map<String, String> versions) {
        try (Dictionary dictionary =
                        Dictionaries.load(run.dictionary(), run.opened().manager());
                FeatureIndex index = FeatureIndex.open(run.index())) {
            FinalStates selection = states(run.selection(options.users()), "choose features");
            int[] users = run.heldOut(options.users());
            FinalStates heldOut = states(users, "held-out users");
            List<RankOutcome.Feature> features = features(dictionary, index, selection);
            FeatureRates rates = FeatureRates.of(
                    index.features(),
                    j -> index.count(j) / (double) Math.max(1, index.rows()),
                    j -> index.count(j) == 0 ? 0 : index.sum(j) / index.count(j));
            List<RankVariant> variants = variants(features, rates);
            RankPasses passes = passes(dictionary, users, variants);
            RankFindings findings = new RankFindings(run, options, attributes, target, passes);
            RankConfidence confidence = new RankConfidence(run, options, selection, heldOut);
            return new RankOutcome(
                    facts(versions),
                    options,
                    run.hook().name(),
                    options.target(),
                    attributes.get(target).cardinality(),
                    features,
                    new int[] {selection.size(), passes.users(), findings.known()},
                    findings.doses(variants),
                    findings.others(names, variants),
                    confidence.beside(dictionary),
                    confidence.entries(),
                    findings.lists(variants, SHOWN_USERS));
        }
    }

    private FinalStates states(int[] samples, String what) {
        return FinalStates.of(run.opened().subject(), run.hook(), run.inputs(samples, what));
    }

    private List<RankOutcome.Feature> features(Dictionary dictionary, FeatureIndex index, FinalStates selection) {
        List<RankChoice.Ranked> chosen;
        if (options.features().isEmpty()) {
            double[] exposure = new double[selection.size()];
            for (int u = 0; u < exposure.length; u++) {
                float[] scores = selection.scores(u);
                BitSet allowed = FinalStates.allowed(ranking, selection.sample(u), scores.length);
                exposure[u] = ItemOrder.of(scores, allowed).exposure(attributes.get(target), options.top());
            }
            chosen = RankChoice.choose(selection.codes(dictionary, run.opened().manager()), exposure, options.count());
        } else {
            chosen = options.features().stream()
                    .map(j -> new RankChoice.Ranked(j, Double.NaN))
                    .toList();
        }
        List<RankOutcome.Feature> features = new ArrayList<>();
        for (RankChoice.Ranked r : chosen) {
            int j = r.feature();
            if (j < 0 || j >= index.features() || index.count(j) == 0) {
                throw new RunException("Feature " + j + " "
                        + (j < 0 || j >= index.features()
                                ? "does not exist; they are numbered 0 to " + (index.features() - 1) + "."
                                : "never fired in this run, so that its strength has no unit; choose one that does."));
            }
            features.add(new RankOutcome.Feature(
                    j,
                    run.names().getOrDefault(j, ""),
                    r.score(),
                    index.count(j) / (double) index.rows(),
                    index.sum(j) / index.count(j)));
        }
        return features;
    }

    private List<RankVariant> variants(List<RankOutcome.Feature> features, FeatureRates rates) {
        String hook = run.hook().name();
        int[] chosen = features.stream().mapToInt(RankOutcome.Feature::number).toArray();
        List<RankVariant> all = new ArrayList<>();
        all.add(new RankVariant("unedited", Double.NaN, 0, List.of()));
        all.add(new RankVariant("reconstruction only", Double.NaN, 0, List.of(Intervention.reconstruction(hook))));
        all.add(new RankVariant(
                "features ablated", Double.NaN, 0, List.of(Intervention.of(hook, Operation.ablate(), chosen))));
        List<Double> strengths =
                options.strengths().stream().sorted().distinct().toList();
        for (double s : strengths) {
            all.add(new RankVariant("amplified by " + shown(s), s, 0, List.of(amplified(hook, chosen, rates, s))));
        }
        int living = (int) Arrays.stream(rates.rate()).filter(r -> r > 0).count();
        MatchedFeatures matcher = new MatchedFeatures(rates, chosen, Math.max(8, living / 16));
        for (int draw = 1; draw <= options.controls(); draw++) {
            int[] others = matcher.draw(run.opened().config().seed() * 1009 + draw).values().stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            if (others.length < chosen.length) {
                run.progress().note("Too few other features fire to stand in for the chosen ones: there is no band.");
                break;
            }
            all.add(new RankVariant(
                    "ablated", Double.NaN, draw, List.of(Intervention.of(hook, Operation.ablate(), others))));
            for (double s : strengths) {
                all.add(new RankVariant("amplified", s, draw, List.of(amplified(hook, others, rates, s))));
            }
        }
        return all;
    }

    private static Intervention amplified(String hook, int[] features, FeatureRates rates, double strength) {
        return Intervention.of(
                        hook,
                        IntStream.of(features)
                                .mapToObj(j -> new FeatureEdit(j, new Operation.Add((float) rates.mean()[j])))
                                .toList())
                .withStrength(strength);
    }

    static String shown(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private RankPasses passes(Dictionary dictionary, int[] users, List<RankVariant> variants) {
        RankPasses passes = new RankPasses(variants.size());
        Passes.Inputs inputs = run.inputs(users, variants.size() + " passes a user");
        inputs.each(batch -> {
            int n = batch.samples().length;
            Steering steering = Steering.of(run.opened().subject()).remembering(1);
            BitSet[] allowed = new BitSet[n];
            for (int v = 0; v < variants.size(); v++) {
                run.progress().check();
                Steering with = steering;
                for (Intervention each : variants.get(v).interventions()) {
                    with = with.with(dictionary, each);
                }
                Steering edited = with;
                float[] scores = Torch.withoutGradients(() -> {
                    try (var out = edited.forward(batch.inputs())) {
                        return out.get(0).toFloatArray();
                    }
                });
                int columns = scores.length / n;
                for (int s = 0; s < n; s++) {
                    int sample = batch.samples()[s];
                    if (v == 0) {
                        allowed[s] = FinalStates.allowed(ranking, sample, columns);
                        passes.add(sample);
                    }
                    ItemOrder order =
                            ItemOrder.of(Arrays.copyOfRange(scores, s * columns, (s + 1) * columns), allowed[s]);
                    passes.add(
                            v,
                            UserFigures.of(
                                    order,
                                    attributes,
                                    target,
                                    ranking.next(sample).orElse(-1),
                                    options.top()));
                }
            }
        });
        return passes;
    }

    private Map<String, Object> facts(Map<String, String> versions) {
        OpenedDomain opened = run.opened();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("config", opened.config().resolved());
        facts.put("device", opened.device().toString());
        facts.put("subject", opened.subject().facts());
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        Map<String, String> all = new LinkedHashMap<>(versions);
        all.putAll(Torch.versions());
        facts.put("versions", all);
        return facts;
    }
}
