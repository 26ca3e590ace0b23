package org.echelle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.FeatureConcept;
import org.echelle.analysis.QuantileSamples;
import org.echelle.analysis.naming.FeatureCard;

/**
 * The samples that one feature's page shows, in groups: the strongest, a draw from each quarter of the active samples, samples
 * on which the feature is active without its concept, and samples with its concept on which it is silent.
 */
final class Gallery {
    /**
     * A sample and the feature's activations on it.
     *
     * @param sample index in the sample source
     * @param value the largest activation, 0 where the feature is silent
     * @param position rows of the sample on which it is active
     * @param values the activations there
     */
    record Card(int sample, float value, int[] position, float[] values) {}

    /** A titled row of cards. */
    record Group(String title, String explanation, List<Card> cards) {}

    private static final int BANDS = 4;
    private static final List<String> QUARTERS = List.of("Strongest", "Second", "Third", "Weakest");

    private final List<Group> groups = new ArrayList<>();
    private final int[] active;
    private final float[] strength;
    private final int[] start;
    private final FeatureActivations.ActiveRows rows;

    Gallery(
            int feature,
            FeatureActivations.ActiveRows rows,
            int[] samples,
            List<FeatureConcept> concepts,
            ConceptFindings findings,
            String name,
            ReportOptions options) {
        this.rows = rows;
        int[] sample = new int[rows.sample().length];
        int[] from = new int[sample.length + 1];
        float[] peak = new float[sample.length];
        int n = 0;
        for (int i = 0; i < rows.sample().length; i++) {
            if (n == 0 || sample[n - 1] != rows.sample()[i]) {
                from[n] = i;
                sample[n++] = rows.sample()[i];
            }
            peak[n - 1] = Math.max(peak[n - 1], rows.value()[i]);
        }
        from[n] = sample.length;
        start = Arrays.copyOf(from, n + 1);
        active = Arrays.copyOf(sample, n);
        strength = Arrays.copyOf(peak, n);
        // Samples are numbered among those with rows, so that a sample that was never encoded is not taken for a silent
        // one.
        int[] at = new int[n];
        for (int i = 0; i < n; i++) {
            at[i] = Arrays.binarySearch(samples, active[i]);
        }
        FeatureConcept best = concepts.isEmpty() ? null : concepts.get(0);
        int[] present = labelled(findings, best, false);
        int[] unknown = labelled(findings, best, true);
        IntPredicate has = s -> Arrays.binarySearch(present, samples[s]) >= 0;
        QuantileSamples chosen = QuantileSamples.choose(
                feature,
                at,
                strength,
                samples.length,
                has,
                new QuantileSamples.Request(
                        options.topSamples(), BANDS, options.samplesPerBand(), options.counterExamples(), 0));
        add("Strongest samples", "largest activation first", chosen.top(), samples);
        for (QuantileSamples.Band band : chosen.bands()) {
            add(
                    band(band),
                    "a random draw without the strongest above; their largest activation lies between "
                            + Numbers.activation(band.low()) + " and " + Numbers.activation(band.high()),
                    band.samples(),
                    samples);
        }
        if (best != null && present.length > 0) {
            falseAlarms(name, best, present, unknown, options.counterExamples());
            add(
                    "Silent although “" + name + "” is present",
                    "misses, drawn at random",
                    Arrays.stream(chosen.counterExamples()).filter(has).toArray(),
                    samples);
        } else {
            add("Silent samples", "drawn at random", chosen.counterExamples(), samples);
        }
    }

    private static int[] labelled(ConceptFindings findings, FeatureConcept best, boolean unknown) {
        if (findings == null || best == null || findings.labels().isEmpty()) {
            return new int[0];
        }
        ConceptLabels labels = findings.labels().get();
        return unknown ? labels.unknown(best.concept()) : labels.present(best.concept());
    }

    private static String band(QuantileSamples.Band band) {
        int quarter = Math.min(BANDS - 1, (int) Math.round(band.from() * BANDS));
        return QUARTERS.get(quarter) + " quarter: " + Numbers.count(Math.round(band.from() * 100)) + "–"
                + Numbers.count(Math.round(band.to() * 100)) + " % of active samples";
    }

    private void falseAlarms(String concept, FeatureConcept best, int[] present, int[] unknown, int count) {
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < active.length; i++) {
            if (strength[i] > best.threshold()
                    && Arrays.binarySearch(present, active[i]) < 0
                    && Arrays.binarySearch(unknown, active[i]) < 0) {
                alarms.add(i);
            }
        }
        alarms.sort((a, b) -> Float.compare(strength[b], strength[a]));
        if (!alarms.isEmpty()) {
            groups.add(new Group(
                    "Active although “" + concept + "” is absent",
                    Numbers.count(alarms.size(), "sample", "samples")
                            + " above the threshold without the concept, strongest first",
                    alarms.stream().limit(count).map(this::card).toList()));
        }
    }

    /** Pairs of samples that differ in little and in the feature much, one after the other. */
    void contrast(List<FeatureCard.Contrast> pairs, int[] samples) {
        int[] both = new int[2 * pairs.size()];
        for (int p = 0; p < pairs.size(); p++) {
            both[2 * p] = Arrays.binarySearch(samples, pairs.get(p).strong());
            both[2 * p + 1] = Arrays.binarySearch(samples, pairs.get(p).silent());
        }
        if (Arrays.stream(both).allMatch(s -> s >= 0)) {
            add(
                    "Alike in everything else",
                    "pairs: a strong sample, then the held-out sample nearest to it in all other features on which this one is"
                            + " silent",
                    both,
                    samples);
        }
    }

    private void add(String title, String explanation, int[] chosen, int[] samples) {
        List<Card> cards = new ArrayList<>();
        for (int s : chosen) {
            int i = Arrays.binarySearch(active, samples[s]);
            cards.add(i < 0 ? new Card(samples[s], 0, new int[0], new float[0]) : card(i));
        }
        if (!cards.isEmpty()) {
            groups.add(new Group(title, explanation, cards));
        }
    }

    private Card card(int i) {
        return new Card(
                active[i],
                strength[i],
                Arrays.copyOfRange(rows.position(), start[i], start[i + 1]),
                Arrays.copyOfRange(rows.value(), start[i], start[i + 1]));
    }

    /** The samples on which the feature is strongest, strongest first. */
    List<Card> strongest(int most) {
        return IntStream.range(0, active.length)
                .boxed()
                .sorted((a, b) -> Float.compare(strength[b], strength[a]))
                .limit(most)
                .map(this::card)
                .toList();
    }

    /** The cards of those of the given samples on which the feature is active. */
    List<Card> among(Set<Integer> samples) {
        return IntStream.range(0, active.length)
                .filter(i -> samples.contains(active[i]))
                .mapToObj(this::card)
                .toList();
    }

    List<Group> groups() {
        return groups;
    }

    /** Number of samples on which the feature is active. */
    int activeSamples() {
        return active.length;
    }
}
