package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Concept;

/**
 * The same concepts scored with several methods (a dictionary, neurons, PCA, random atoms, an untrained subject), side by side.
 *
 * <p>Differences are paired: a replicate drew the same groups for every method, so what is hard about a group cancels. A winner is
 * named only when the interval of its lead over the runner-up lies above 0; the interval does not correct for having picked the
 * two best of many methods after the fact.
 *
 * @param methods in the given order
 * @param concepts one for each concept that every method scored
 * @param summaries one for each method
 * @param overall lead in mean F1 over concepts
 * @param warnings sentences
 */
public record ScoreComparison(
        List<String> methods,
        List<ConceptRow> concepts,
        List<MethodSummary> summaries,
        Verdict overall,
        List<String> warnings) {
    /** Concepts that a warning names; the others it counts. */
    private static final int NAMED = 5;

    /**
     * One method on one concept, held-out.
     *
     * @param f1Feature the feature chosen by F1 on the selection split, -1 when none fires with the concept; its F1 is 0 then
     * @param f1 its F1
     * @param f1Interval its interval
     * @param aurocFeature the feature chosen by AUROC, -1 when there is none; its AUROC is 0.5 then
     * @param auroc its AUROC
     * @param aurocInterval its interval
     */
    public record Cell(
            int f1Feature, double f1, Interval f1Interval, int aurocFeature, double auroc, Interval aurocInterval) {}

    /**
     * Who leads.
     *
     * @param winner the leading method, or empty when the interval of its lead holds 0: no clear winner
     * @param best the method with the highest value
     * @param runnerUp the next; empty when there is only one method
     * @param lead difference of the two
     * @param interval its paired bootstrap interval
     */
    public record Verdict(String winner, String best, String runnerUp, double lead, Interval interval) {
        /** The verdict in words. */
        public String sentence() {
            return winner.isEmpty() ? "no clear winner" : winner;
        }
    }

    /**
     * One concept.
     *
     * @param concept the concept
     * @param positives held-out observations that have it
     * @param cells one for each method
     * @param byF1 who leads by F1
     * @param byAuroc who leads by AUROC
     */
    public record ConceptRow(Concept concept, long positives, List<Cell> cells, Verdict byF1, Verdict byAuroc) {}

    /**
     * One method over all compared concepts.
     *
     * @param method its name
     * @param features its number of features
     * @param meanF1 mean held-out F1 of the best features
     * @param meanF1Interval its interval
     * @param meanAuroc mean held-out AUROC
     * @param conceptsAboveHalf concepts with held-out F1 above 0.5
     * @param winsF1 concepts on which it wins clearly by F1
     * @param winsAuroc concepts on which it wins clearly by AUROC
     * @param family tested pairs
     * @param discoveries pairs found at the false discovery rate asked for
     * @param testedFeatures features with a tested pair
     * @param matchedFeatures of them, those with a found one
     */
    public record MethodSummary(
            String method,
            int features,
            double meanF1,
            Interval meanF1Interval,
            double meanAuroc,
            int conceptsAboveHalf,
            int winsF1,
            int winsAuroc,
            long family,
            long discoveries,
            int testedFeatures,
            int matchedFeatures) {}

    private static String notCompared(List<String> ids) {
        if (ids.size() == 1) {
            return "Concept " + ids.get(0) + " is not compared: not every method scored it.";
        }
        int more = ids.size() - NAMED;
        return ids.size() + " concepts are not compared, since not every method scored them: "
                + String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())))
                + (more > 0 ? " and " + more + " more." : ".");
    }

    /**
     * Compares.
     *
     * @param scores by method name, in the order to show
     * @throws AnalysisException when there is none, or the methods were not scored alike
     */
    public static ScoreComparison of(Map<String, ConceptScores> scores) {
        LinkedHashMap<String, ConceptScores> all = new LinkedHashMap<>(scores);
        if (all.isEmpty()) {
            throw new AnalysisException("There are no scores to compare.");
        }
        checkAlike(all);
        List<String> methods = List.copyOf(all.keySet());
        List<ConceptScores> list = List.copyOf(all.values());
        ConceptScores first = list.get(0);
        List<ConceptRow> rows = new ArrayList<>();
        List<String> left = new ArrayList<>();
        int replicates = replicates(first);
        double[] mean = new double[list.size()];
        double[] meanAuroc = new double[list.size()];
        double[][] meanReplicates = new double[list.size()][replicates];
        for (int c = 0; c < first.concepts().size(); c++) {
            int concept = c;
            Concept named = first.concepts().get(c).concept();
            if (!list.stream().allMatch(s -> s.concepts().get(concept).scored())) {
                left.add(named.id());
                continue;
            }
            rows.add(row(methods, list, c));
            for (int m = 0; m < list.size(); m++) {
                Cell cell = rows.get(rows.size() - 1).cells().get(m);
                mean[m] += cell.f1();
                meanAuroc[m] += cell.auroc();
                double[] f1 = f1Replicates(list.get(m).concepts().get(c), replicates);
                for (int b = 0; b < replicates; b++) {
                    // A replicate without this concept's positives says nothing about it: the estimate stands in, for
                    // every method.
                    meanReplicates[m][b] += Double.isNaN(f1[b]) ? cell.f1() : f1[b];
                }
            }
        }
        List<String> warnings = left.isEmpty() ? List.of() : List.of(notCompared(left));
        int n = Math.max(1, rows.size());
        for (int m = 0; m < mean.length; m++) {
            mean[m] /= n;
            meanAuroc[m] /= n;
            for (int b = 0; b < replicates; b++) {
                meanReplicates[m][b] /= n;
            }
        }
        double confidence = first.options().confidence();
        List<MethodSummary> summaries = new ArrayList<>();
        for (int m = 0; m < list.size(); m++) {
            summaries.add(summary(
                    methods.get(m),
                    m,
                    list.get(m),
                    rows,
                    mean[m],
                    Interval.percentile(mean[m], meanReplicates[m], confidence),
                    meanAuroc[m]));
        }
        return new ScoreComparison(
                methods, rows, summaries, verdict(methods, mean, meanReplicates, confidence), warnings);
    }

    /** None for a single held-out group: drawing it again and again says nothing of how groups differ. */
    private static int replicates(ConceptScores scores) {
        return scores.heldOut().groups() > 1 ? scores.options().replicates() : 0;
    }

    private static void checkAlike(Map<String, ConceptScores> all) {
        Map.Entry<String, ConceptScores> first = all.entrySet().iterator().next();
        List<Concept> concepts = concepts(first.getValue());
        for (Map.Entry<String, ConceptScores> other : all.entrySet()) {
            ScoreOptions a = first.getValue().options();
            ScoreOptions b = other.getValue().options();
            if (!concepts(other.getValue()).equals(concepts)
                    || a.seed() != b.seed()
                    || a.replicates() != b.replicates()
                    || a.confidence() != b.confidence()
                    || other.getValue().heldOut().samples()
                            != first.getValue().heldOut().samples()
                    || other.getValue().heldOut().groups()
                            != first.getValue().heldOut().groups()) {
                throw new AnalysisException(
                        "The scores of " + first.getKey() + " and " + other.getKey()
                                + " cannot be compared: concepts, held-out samples, seed, replicates and confidence must be the same.");
            }
        }
    }

    private static List<Concept> concepts(ConceptScores scores) {
        return scores.concepts().stream()
                .map(ConceptScores.ConceptResult::concept)
                .toList();
    }

    private static ConceptRow row(List<String> methods, List<ConceptScores> list, int c) {
        List<Cell> cells = new ArrayList<>();
        int n = list.size();
        double[] f1 = new double[n];
        double[] auroc = new double[n];
        double[][] f1Replicates = new double[n][];
        double[][] aurocReplicates = new double[n][];
        int replicates = replicates(list.get(0));
        for (int m = 0; m < n; m++) {
            ConceptScores.ConceptResult result = list.get(m).concepts().get(c);
            Cell cell = cell(result, replicates > 0);
            cells.add(cell);
            f1[m] = cell.f1();
            auroc[m] = cell.auroc();
            f1Replicates[m] = f1Replicates(result, replicates);
            aurocReplicates[m] = unmark(result.aurocReplicates(), replicates, 0.5);
        }
        ConceptScores.ConceptResult first = list.get(0).concepts().get(c);
        double confidence = list.get(0).options().confidence();
        return new ConceptRow(
                first.concept(),
                first.heldOut().positives(),
                cells,
                verdict(methods, f1, f1Replicates, confidence),
                verdict(methods, auroc, aurocReplicates, confidence));
    }

    private static Cell cell(ConceptScores.ConceptResult result, boolean drawn) {
        FeatureConcept f1 = result.best().orElse(null);
        FeatureConcept area = result.bestAuroc().orElse(null);
        return new Cell(
                f1 == null ? -1 : f1.feature(),
                f1 == null ? 0 : f1.f1(),
                f1 == null ? Interval.none(0) : drawn ? f1.f1Interval() : Interval.none(f1.f1()),
                area == null ? -1 : area.feature(),
                area == null ? 0.5 : area.auroc(),
                area == null ? Interval.none(0.5) : drawn ? area.aurocInterval() : Interval.none(area.auroc()));
    }

    /** F1 by replicate; NaN where the replicate drew no positive, 0 throughout where no feature was chosen. */
    static double[] f1Replicates(ConceptScores.ConceptResult result, int replicates) {
        return unmark(result.f1Replicates(), replicates, 0);
    }

    private static double[] unmark(float[] marked, int replicates, double without) {
        double[] values = new double[replicates];
        Arrays.fill(values, without);
        for (int b = 0; b < Math.min(marked.length, replicates); b++) {
            values[b] = marked[b] < 0 ? Double.NaN : marked[b];
        }
        return values;
    }

    private static Verdict verdict(List<String> methods, double[] value, double[][] replicates, double confidence) {
        int best = 0;
        for (int m = 1; m < value.length; m++) {
            best = value[m] > value[best] ? m : best;
        }
        int next = -1;
        for (int m = 0; m < value.length; m++) {
            next = m != best && (next < 0 || value[m] > value[next]) ? m : next;
        }
        if (next < 0) {
            return new Verdict("", methods.get(best), "", 0, Interval.none(0));
        }
        double[] lead = new double[replicates[best].length];
        for (int b = 0; b < lead.length; b++) {
            lead[b] = replicates[best][b] - replicates[next][b];
        }
        double estimate = value[best] - value[next];
        Interval interval = Interval.percentile(estimate, lead, confidence);
        boolean clear = interval.known() && interval.low() > 0;
        return new Verdict(clear ? methods.get(best) : "", methods.get(best), methods.get(next), estimate, interval);
    }

    private static MethodSummary summary(
            String method,
            int index,
            ConceptScores scores,
            List<ConceptRow> rows,
            double mean,
            Interval interval,
            double meanAuroc) {
        int above = 0;
        int winsF1 = 0;
        int winsAuroc = 0;
        for (ConceptRow row : rows) {
            above += row.cells().get(index).f1() > 0.5 ? 1 : 0;
            winsF1 += row.byF1().winner().equals(method) ? 1 : 0;
            winsAuroc += row.byAuroc().winner().equals(method) ? 1 : 0;
        }
        return new MethodSummary(
                method,
                scores.features(),
                mean,
                interval,
                meanAuroc,
                above,
                winsF1,
                winsAuroc,
                scores.family(),
                scores.discoveries(),
                scores.testedFeatures(),
                scores.matchedFeatures());
    }
}
