package org.echelle.runs.reliance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.reliance.ClassMeans;
import org.echelle.api.Concept;
import org.echelle.runs.ClassifiedRun;
import org.echelle.runs.Reopened;
import org.echelle.runs.RunException;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.DictionaryView;
import org.echelle.steering.experiment.Readout;

/**
 * Asks what a classifier relies on, after Mammo-SAE (arXiv 2507.15227), in any domain whose subject gives scores of classes: features are
 * ranked by class means on the selection side; everything that is told comes from the held-out side.
 */
public final class RelyJob {
    private static final double CONFIDENCE = 0.95;
    private static final int FEWEST = 2;

    private final ClassifiedRun run;
    private final RelyOptions options;
    private final List<Concept> concepts;
    private final List<String> notes = new ArrayList<>();
    private final GroupBootstrap draws;

    private RelyJob(ClassifiedRun run, RelyOptions options) {
        this.run = run;
        this.options = options;
        concepts = run.opened().concepts();
        draws = new GroupBootstrap(
                options.replicates(), CONFIDENCE, run.opened().config().seed());
    }

    /**
     * Asks.
     *
     * @param again a run that was carried as far as its index
     * @return the folder for its page, and what was found
     */
    public static Map.Entry<Path, RelyOutcome> go(Reopened again, RelyOptions options) {
        ClassifiedRun run = ClassifiedRun.open(again, options.hook());
        RelyOutcome outcome = new RelyJob(run, options).ask(again.versions());
        String name = options.name().isEmpty() ? run.hook().name() + "-" + outcome.target() : options.name();
        return Map.entry(again.folder().experiment("reliance", name), outcome);
    }

    private RelyOutcome ask(Map<String, String> versions) {
        int[] choosing = run.selection(options.samples());
        int[] telling = run.heldOut(options.samples());
        try (Dictionary dictionary =
                Dictionaries.load(run.dictionary(), run.opened().manager())) {
            DictionaryView view =
                    new DictionaryView(run.opened().subject(), run.hook().name(), dictionary);
            Readout readout = readout();
            int target =
                    options.target().isEmpty() ? readout.names().size() - 1 : run.column(options.target(), readout);
            int finding = finding(readout.names().get(target));
            Reading reading = new Reading(run, view, target);
            List<Read> selection = reading.read(choosing, options.maps(), "read samples to choose on");
            List<Read> heldOut = reading.read(telling, options.maps(), "read held-out samples");
            if (!reading.withoutGradients().isEmpty()) {
                notes.add("There is no Grad-CAM beside the maps. " + reading.withoutGradients());
            }
            List<Findings.Intervened> intervened = List.of();
            List<Findings.TopFeature> top = List.of();
            List<Findings.Confounded> confounded = List.of();
            List<Findings.Subgroup> subgroups = List.of();
            if (finding >= 0) {
                List<Read> known = known(selection, finding);
                List<Read> told = known(heldOut, finding);
                requireBoth(known, finding, "selection");
                requireBoth(told, finding, "held-out");
                boolean[] positive = positive(known, finding);
                ClassMeans features =
                        ClassMeans.of(known.stream().map(Read::mean).toArray(float[][]::new), positive);
                ClassMeans channels =
                        ClassMeans.of(known.stream().map(Read::channels).toArray(float[][]::new), positive);
                Map<Integer, Boolean> truth = new TreeMap<>();
                told.forEach(r -> truth.put(r.sample(), r.labels()[finding] > 0));
                Verdicts verdicts =
                        new Interventions(run, options, view, readout, target, draws).judge(features, channels, truth);
                intervened = verdicts.told();
                subgroups = subgroups(verdicts, told, finding);
                top = top(features);
                confounded = confounded(features, known, told, finding, readout, target);
            }
            Places places = new Places(view.features(), run.hook().width());
            for (int c = 0; c < concepts.size(); c++) {
                if (concepts.get(c).level() == Concept.Level.SITE) {
                    places.ask(c, concepts.get(c), selection, heldOut);
                }
            }
            notes.addAll(places.notes());
            return new RelyOutcome(
                    run.facts(versions),
                    run.hook(),
                    readout.names().get(target),
                    finding < 0 ? "" : concepts.get(finding).id(),
                    String.format(
                            Locale.ROOT,
                            "Samples: %,d to choose on, %,d held out; groups: %s",
                            selection.size(),
                            heldOut.size(),
                            run.groupedBy()),
                    notes,
                    intervened,
                    subgroups,
                    top,
                    places.located(),
                    places.ahead(),
                    confounded,
                    places.drawn());
        }
    }

    private Readout readout() {
        long width = run.opened().subject().outputs().get(0).shape().get(1);
        return Readout.of(run.opened().subject().outputNames(), (int) width);
    }

    /** Index of the concept that is the target's truth, or -1. */
    private int finding(String target) {
        List<Integer> fits = IntStream.range(0, concepts.size())
                .filter(c -> concepts.get(c).level() == Concept.Level.SAMPLE
                        && concepts.get(c).scale() == Concept.Scale.BOOLEAN)
                .filter(c -> options.finding().isEmpty()
                        ? same(concepts.get(c).id(), target)
                        : concepts.get(c).id().equals(options.finding()))
                .boxed()
                .toList();
        if (fits.size() == 1) {
            return fits.get(0);
        }
        String known = String.join(
                ", ",
                concepts.stream()
                        .filter(c -> c.level() == Concept.Level.SAMPLE)
                        .map(Concept::id)
                        .limit(12)
                        .toList());
        if (!options.finding().isEmpty()) {
            throw new RunException("The run has no concept " + options.finding()
                    + " of whole samples that is there or not" + (known.isEmpty() ? "." : "; it has " + known + "."));
        }
        notes.add("No concept of whole samples is called like the output " + target
                + ", so it has no truth here: class means, interventions and confounders are left out"
                + (known.isEmpty() ? "." : "; --finding takes one of " + known + "."));
        return -1;
    }

    /** Whether a concept is called like an output; findings are written with and without capitals. */
    static boolean same(String id, String target) {
        String concept = id.toLowerCase(Locale.ROOT);
        String output = target.toLowerCase(Locale.ROOT);
        String last = concept.substring(concept.lastIndexOf('/') + 1);
        return concept.equals(output)
                || last.equals(output)
                || output.startsWith(last + "/")
                || output.endsWith("/" + last);
    }

    private static List<Read> known(List<Read> reads, int finding) {
        return reads.stream().filter(r -> !Float.isNaN(r.labels()[finding])).toList();
    }

    private void requireBoth(List<Read> reads, int finding, String side) {
        long with = reads.stream().filter(r -> r.labels()[finding] > 0).count();
        if (with < FEWEST || reads.size() - with < FEWEST) {
            throw new RunException("On the " + side + " side " + with + " of " + reads.size() + " samples have "
                    + concepts.get(finding).id()
                    + "; at least two with it and two without are needed. Raise --samples, or score.held-out.");
        }
    }

    private static boolean[] positive(List<Read> reads, int finding) {
        boolean[] positive = new boolean[reads.size()];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = reads.get(i).labels()[finding] > 0;
        }
        return positive;
    }

    private Set<Integer> reliedOn(ClassMeans means) {
        TreeSet<Integer> all = new TreeSet<>();
        int[] chosen =
                options.ranking().equals("mean") ? means.strongest(options.top()) : means.mostDifferent(options.top());
        IntStream.of(chosen).forEach(all::add);
        return all;
    }

    private List<Findings.TopFeature> top(ClassMeans means) {
        Map<Integer, String> names = run.names();
        List<Findings.TopFeature> top = new ArrayList<>();
        for (int j : reliedOn(means)) {
            top.add(new Findings.TopFeature(
                    j,
                    names.getOrDefault(j, ""),
                    means.with()[j],
                    means.without()[j],
                    means.apart(j),
                    rank(means.with(), j),
                    rank(means.without(), j)));
        }
        top.sort((a, b) -> Double.compare(b.apart(), a.apart()));
        return top;
    }

    private static int rank(double[] means, int unit) {
        int rank = 1;
        for (double m : means) {
            rank += m > means[unit] ? 1 : 0;
        }
        return rank;
    }

    private List<Integer> confounders(int finding) {
        return Confounders.named(concepts, options.confounders()).stream()
                .filter(c -> c != finding)
                .toList();
    }

    private List<Findings.Subgroup> subgroups(Verdicts verdicts, List<Read> told, int finding) {
        Subgroups parts = new Subgroups(concepts, told);
        List<Findings.Subgroup> found = parts.told(verdicts, confounders(finding));
        if (!parts.left().isEmpty()) {
            notes.add("Too few held-out samples with " + concepts.get(finding).id()
                    + " or without it to tell the verdict in: " + String.join(", ", parts.left()) + ".");
        }
        return found;
    }

    private List<Findings.Confounded> confounded(
            ClassMeans means, List<Read> known, List<Read> told, int finding, Readout readout, int target) {
        List<Integer> confounders = confounders(finding);
        if (confounders.isEmpty()) {
            notes.add("This run has no confounder: concepts whose id begins with "
                    + String.join(" or ", options.confounders())
                    + ". Acquisition tags (scanner, view, side, site) make them; --confounders names others.");
            return List.of();
        }
        return new Confounders(concepts, finding, confounders, draws)
                .ask(
                        known,
                        told,
                        reliedOn(means),
                        options.top(),
                        run.names(),
                        r -> Interventions.score(r.logits(), readout, target));
    }
}
