package org.echelle.analysis.naming;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.analysis.Interval;
import org.echelle.analysis.PoissonWeights;
import org.echelle.analysis.Wilson;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.SampleMatrix;

/**
 * Makes cards of features from concepts that people annotated.
 *
 * <p>After RecSAE (arXiv 2411.06112), whose concept stage takes a feature's 2N strongest cases, has a language model write one sentence
 * from N of them and their levels (0 silent, 1 to 10 by equally frequent bins), has it predict the level of the other N and of N silent
 * cases (right when above 5 where active), and calls the share of right ones the confidence; from 0.8 on a sentence is verified. Here:
 *
 * <ul>
 *   <li>the description is not written but chosen: the concept, or pair of concepts, and the threshold, of silence and the nine deciles
 *       of its activations (RecSAE's levels), with the greatest F1 on the selection side; a pair must be better by
 *       {@value #PAIR_GAIN};
 *   <li>the prediction is the annotation: a case is right when the concept is there on a strong sample and not there on a silent one.
 *       Samples whose label is unknown are left out;
 *   <li>all cases of the confidence are of the held-out side, where RecSAE's positives are the same 2N as its construction's; N is
 *       {@value #CASES} where RecSAE has 5, as five cases make steps of a tenth;
 *   <li>precision and recall over the whole held-out side stand beside it, and near negatives: silent samples that are alike in
 *       everything else. A name that only tells easy cases apart shows there.
 * </ul>
 */
public final class FeatureCards {
    static final int CASES = 25;
    static final double PAIR_GAIN = 0.05;
    private static final int LEAST_SUPPORT = 10;
    private static final int LEVELS = 10;
    private static final int MEANINGS = 3;
    private static final int CONTRASTS = 4;
    private static final int EXAMPLES = 8;
    private static final int NEAR = 10;
    private static final int REPLICATES = 200;

    private final PooledCodes selection;
    private final PooledCodes heldOut;
    private final ConceptTable concepts;
    private final SampleMatrix selectionBy;
    private final SampleMatrix heldOutBy;
    private final double[] norms;
    private final BitSet chosenFrom = new BitSet();
    private final byte[][] weights;
    private final long seed;

    /**
     * @param selection codes to choose meanings on
     * @param heldOut codes to measure them on
     * @param concepts labels of both; may be empty
     * @param seed of draws
     */
    public FeatureCards(PooledCodes selection, PooledCodes heldOut, ConceptTable concepts, long seed) {
        this.selection = selection;
        this.heldOut = heldOut;
        this.concepts = concepts;
        this.seed = seed;
        selectionBy = selection.byFeature();
        heldOutBy = heldOut.byFeature();
        norms = heldOut.norms();
        for (int i = 0; i < selection.size(); i++) {
            chosenFrom.set(selection.number(i));
        }
        weights = new byte[heldOut.size()][REPLICATES];
        int[] draw = new int[REPLICATES];
        for (int i = 0; i < weights.length; i++) {
            PoissonWeights.draw(heldOut.group(i), seed, draw);
            for (int b = 0; b < REPLICATES; b++) {
                weights[i][b] = (byte) draw[b];
            }
        }
    }

    /** The card of one feature, without texts. Safe for several threads. */
    public FeatureCard card(int feature) {
        List<FeatureCard.Meaning> meanings =
                chosen(feature).stream().map(c -> measured(feature, c)).toList();
        int[] strong = strongest(feature);
        float[] value = values(heldOutBy, feature, heldOut.size());
        List<Integer> first = meanings.isEmpty() ? List.of() : meanings.get(0).concepts();
        List<FeatureCard.Contrast> contrasts = contrasts(strong, value, feature, first);
        return new FeatureCard(
                feature,
                heldOut.size(),
                heldOutBy.active(feature),
                meanings,
                confidence(feature, strong, value, first),
                contrasts.stream().limit(CONTRASTS).toList(),
                meanings.isEmpty()
                        ? List.of()
                        : alarms(value, first, meanings.get(0).threshold()),
                meanings.isEmpty() ? List.of() : misses(value, first),
                List.of());
    }

    // -- choosing

    private record Choice(List<Integer> concepts, double threshold, double f1) {}

    private List<Choice> chosen(int feature) {
        int n = selectionBy.active(feature);
        int[] place = new int[n];
        float[] value = new float[n];
        int[] at = new int[1];
        selectionBy.each(feature, (i, v) -> {
            place[at[0]] = i;
            value[at[0]++] = (float) v;
        });
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((x, y) -> Float.compare(value[y], value[x]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<Choice> singles = new ArrayList<>();
        for (int c = 0; c < concepts.concepts().size(); c++) {
            Choice one = best(List.of(c), place, value, order);
            if (one.f1() > 0) {
                singles.add(one);
            }
        }
        singles.sort(Comparator.comparingDouble((Choice c) -> -c.f1())
                .thenComparingInt(c -> c.concepts().get(0)));
        List<Choice> all = new ArrayList<>(singles.subList(0, Math.min(MEANINGS, singles.size())));
        Choice pair = pair(all, place, value, order);
        if (pair != null) {
            all.add(0, pair);
        }
        return all.subList(0, Math.min(MEANINGS, all.size()));
    }

    /** Two concepts of different groups that together fit better than the best one alone. */
    private Choice pair(List<Choice> singles, int[] place, float[] value, int[] order) {
        Choice best = null;
        for (Choice single : singles) {
            int c = single.concepts().get(0);
            for (int d = 0; d < concepts.concepts().size(); d++) {
                if (!concepts.concepts()
                        .get(c)
                        .group()
                        .equals(concepts.concepts().get(d).group())) {
                    Choice both = best(List.of(Math.min(c, d), Math.max(c, d)), place, value, order);
                    if (both.f1() >= singles.get(0).f1() + PAIR_GAIN && (best == null || both.f1() > best.f1())) {
                        best = both;
                    }
                }
            }
        }
        return best;
    }

    /** The best threshold for a meaning on the selection side. */
    private Choice best(List<Integer> meaning, int[] place, float[] value, int[] order) {
        int positives = positives(meaning);
        Choice best = new Choice(meaning, 0, 0);
        if (positives < LEAST_SUPPORT) {
            return best;
        }
        int hits = 0;
        int fired = 0;
        int level = 1;
        for (int i = 0; i < order.length; i++) {
            int label = concepts.of(meaning, selection.number(place[order[i]]));
            hits += label == 1 ? 1 : 0;
            fired += label >= 0 ? 1 : 0;
            boolean last = i + 1 == order.length;
            // a threshold cannot part equal activations
            boolean cut =
                    last || (value[order[i + 1]] < value[order[i]] && i + 1 >= (long) level * order.length / LEVELS);
            if (cut) {
                level = (int) ((long) (i + 1) * LEVELS / order.length) + 1;
                double f1 = 2.0 * hits / (fired + positives);
                if (f1 > best.f1()) {
                    best = new Choice(meaning, last ? 0 : value[order[i + 1]], f1);
                }
            }
        }
        return best;
    }

    /** Samples of the selection side that have all of some concepts. */
    private int positives(List<Integer> meaning) {
        BitSet all = (BitSet) chosenFrom.clone();
        meaning.forEach(c -> all.and(concepts.present()[c]));
        return all.cardinality();
    }

    // -- measuring

    private static float[] values(SampleMatrix by, int feature, int size) {
        float[] all = new float[size];
        by.each(feature, (i, v) -> all[i] = (float) v);
        return all;
    }

    private FeatureCard.Meaning measured(int feature, Choice choice) {
        float[] value = values(heldOutBy, feature, heldOut.size());
        int hits = 0;
        int fired = 0;
        int positives = 0;
        int known = 0;
        int[] hitDraws = new int[REPLICATES];
        int[] firedDraws = new int[REPLICATES];
        int[] positiveDraws = new int[REPLICATES];
        for (int i = 0; i < value.length; i++) {
            int label = concepts.of(choice.concepts(), heldOut.number(i));
            if (label < 0) {
                continue;
            }
            boolean fires = value[i] > choice.threshold();
            known++;
            fired += fires ? 1 : 0;
            positives += label;
            hits += fires ? label : 0;
            if (fires || label == 1) {
                for (int b = 0; b < REPLICATES; b++) {
                    int w = weights[i][b];
                    firedDraws[b] += fires ? w : 0;
                    positiveDraws[b] += label * w;
                    hitDraws[b] += fires ? label * w : 0;
                }
            }
        }
        double precision = fired == 0 ? 0 : hits / (double) fired;
        double recall = positives == 0 ? 0 : hits / (double) positives;
        double base = known == 0 ? 0 : positives / (double) known;
        return new FeatureCard.Meaning(
                choice.concepts(),
                String.join(
                        " and ", choice.concepts().stream().map(concepts::label).toList()),
                choice.threshold(),
                choice.f1(),
                precision,
                interval(precision, hitDraws, firedDraws),
                recall,
                interval(recall, hitDraws, positiveDraws),
                fired + positives == 0 ? 0 : 2.0 * hits / (fired + positives),
                base,
                base == 0 ? 0 : precision / base,
                fired,
                positives,
                known);
    }

    private static Interval interval(double value, int[] above, int[] below) {
        double[] draws = new double[above.length];
        for (int b = 0; b < draws.length; b++) {
            draws[b] = below[b] == 0 ? Double.NaN : above[b] / (double) below[b];
        }
        return Interval.percentile(value, draws, 0.95);
    }

    private int[] strongest(int feature) {
        int n = heldOutBy.active(feature);
        int[] place = new int[n];
        float[] value = new float[n];
        int[] at = new int[1];
        heldOutBy.each(feature, (i, v) -> {
            place[at[0]] = i;
            value[at[0]++] = (float) v;
        });
        return IntStream.range(0, n)
                .boxed()
                .sorted((x, y) ->
                        value[x] != value[y] ? Float.compare(value[y], value[x]) : Integer.compare(place[x], place[y]))
                .mapToInt(x -> place[x])
                .limit(CASES)
                .toArray();
    }

    private FeatureCard.Confidence confidence(int feature, int[] strong, float[] value, List<Integer> meaning) {
        if (meaning.isEmpty()) {
            return new FeatureCard.Confidence(0, new Interval(0, 1, 0), 0, 0, 0, 0, 0, 0, false);
        }
        int[] positives = count(strong, meaning, 1);
        int[] negatives = count(silent(feature, value, Math.max(1, strong.length)), meaning, 0);
        int[] near = count(
                Arrays.stream(strong)
                        .limit(NEAR)
                        .map(s -> nearest(s, value, feature))
                        .filter(i -> i >= 0)
                        .distinct()
                        .toArray(),
                meaning,
                0);
        int all = positives[0] + negatives[0];
        int right = positives[1] + negatives[1];
        double share = all == 0 ? 0 : right / (double) all;
        return new FeatureCard.Confidence(
                share,
                Wilson.interval(right, all, 0.95),
                positives[0],
                positives[1],
                negatives[0],
                negatives[1],
                near[0],
                near[1],
                positives[0] > 0 && negatives[0] > 0 && share >= FeatureCard.Confidence.VERIFIED);
    }

    /** Samples with a known label, and of these the right ones. */
    private int[] count(int[] places, List<Integer> meaning, int right) {
        int[] counts = new int[2];
        for (int i : places) {
            int label = concepts.of(meaning, heldOut.number(i));
            counts[0] += label >= 0 ? 1 : 0;
            counts[1] += label == right ? 1 : 0;
        }
        return counts;
    }

    /** Silent samples, drawn by a number that depends on seed, feature and sample only. */
    private int[] silent(int feature, float[] value, int count) {
        return IntStream.range(0, value.length)
                .filter(i -> value[i] == 0)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> draw(feature, heldOut.number(i))))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private long draw(int feature, int sample) {
        return new SplittableRandom(seed ^ (((long) feature << 32) + sample)).nextLong();
    }

    // -- contrasts and counter-examples

    private List<FeatureCard.Contrast> contrasts(int[] strong, float[] value, int feature, List<Integer> meaning) {
        List<FeatureCard.Contrast> all = new ArrayList<>();
        for (int s : IntStream.of(strong).limit(CONTRASTS).toArray()) {
            int other = nearest(s, value, feature);
            if (other >= 0) {
                boolean tells = !meaning.isEmpty()
                        && concepts.of(meaning, heldOut.number(s)) == 1
                        && concepts.of(meaning, heldOut.number(other)) == 0;
                all.add(new FeatureCard.Contrast(
                        heldOut.number(s),
                        value[s],
                        heldOut.number(other),
                        cosine(s, other, value[s], feature),
                        tells));
            }
        }
        return all;
    }

    /** The silent sample most alike in all other features, or -1 when the feature is silent nowhere. */
    private int nearest(int strong, float[] value, int feature) {
        double[] code = heldOut.dense(strong);
        code[feature] = 0;
        double[] products = heldOut.products(code);
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < products.length; i++) {
            if (value[i] == 0 && norms[i] > 0) {
                double alike = products[i] / norms[i];
                if (alike > most) {
                    most = alike;
                    best = i;
                }
            }
        }
        return best;
    }

    private double cosine(int strong, int silent, double activation, int feature) {
        double[] code = heldOut.dense(strong);
        code[feature] = 0;
        double[] sum = new double[1];
        heldOut.each(silent, (j, v) -> sum[0] += v * code[j]);
        double rest = Math.sqrt(Math.max(0, norms[strong] * norms[strong] - activation * activation));
        return rest > 0 ? Math.min(1, sum[0] / (rest * norms[silent])) : 0;
    }

    private List<Integer> alarms(float[] value, List<Integer> meaning, double threshold) {
        return IntStream.range(0, value.length)
                .filter(i -> value[i] > threshold && concepts.of(meaning, heldOut.number(i)) == 0)
                .boxed()
                .sorted((x, y) -> value[x] != value[y] ? Float.compare(value[y], value[x]) : Integer.compare(x, y))
                .limit(EXAMPLES)
                .map(heldOut::number)
                .toList();
    }

    private List<Integer> misses(float[] value, List<Integer> meaning) {
        int[] all = IntStream.range(0, value.length)
                .filter(i -> value[i] == 0 && concepts.of(meaning, heldOut.number(i)) == 1)
                .toArray();
        // spread evenly over the samples, so that the first files of a folder do not stand for all
        return IntStream.range(0, Math.min(EXAMPLES, all.length))
                .map(i -> all[(int) ((long) i * all.length / Math.min(EXAMPLES, all.length))])
                .mapToObj(heldOut::number)
                .toList();
    }
}
