package org.echelle.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.ConceptScorer;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.SampleLabels;
import org.echelle.analysis.ScoreOptions;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.store.SparseRows;

/** Scores one method's features against all concepts: selection side first, then the held-out side, each non-zero once. */
final class ScoringPass {
    private final OpenedDomain opened;
    private final HookPoint hook;
    private final SplitSides sides;
    private final SampleGroups groups;
    private final ScoreOptions options;
    /** By concept, the samples that have it, as far as they were asked about. */
    private final List<BitSet> present;

    private final BitSet labelled = new BitSet();

    ScoringPass(OpenedDomain opened, HookPoint hook, SplitSides sides, SampleGroups groups, ScoreOptions options) {
        this.opened = opened;
        this.hook = hook;
        this.sides = sides;
        this.groups = groups;
        this.options = options;
        present = Stream.generate(BitSet::new).limit(opened.concepts().size()).toList();
    }

    /** The largest activation of each feature on the selection side: what thresholds are relative to. */
    private float[] selectionMax(CodeSource codes) {
        float[] max = new float[codes.features()];
        codes.each(sides.selection()::get, (sample, rows, coordinates) -> raise(max, rows));
        return max;
    }

    /** Raises maxima to what some rows hold. */
    private static void raise(float[] max, SparseRows rows) {
        for (int i = rows.rowStart()[0]; i < rows.rowStart()[rows.rows()]; i++) {
            int feature = rows.feature()[i];
            max[feature] = Math.max(max[feature], rows.value()[i]);
        }
    }

    /** What the groups prevented, as far as samples were scored. */
    Crossings crossings() {
        BitSet scored = (BitSet) sides.selection().clone();
        scored.or(sides.heldOut());
        scored.and(labelled);
        return Crossings.of(
                groups,
                opened.concepts(),
                present,
                scored,
                opened.config().score().heldOut());
    }

    /** Scores a method's features, named for the progress line. */
    ConceptScores score(String method, CodeSource codes, Progress progress) {
        labelled.clear();
        return score(method, codes, selectionMax(codes), options, this::own, (sample, at) -> at, progress);
    }

    /** A sample has its own labels; that it has them is kept in mind. */
    private int own(int sample) {
        labelled.set(sample);
        return sample;
    }

    /** Scores against shuffled labels so many times, without intervals. */
    List<ConceptScores> shuffled(CodeSource codes, int times, long seed, Progress progress) {
        float[] max = selectionMax(codes);
        ScoreOptions quick = options.withBootstrap(0, options.confidence(), options.seed());
        List<ConceptScores> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            LabelShuffle shuffle = LabelShuffle.of(groups, sides, seed + i);
            String title = "shuffled labels, " + (i + 1) + " of " + times;
            all.add(score(title, codes, max, quick, shuffle::from, shuffle::places, progress));
        }
        return all;
    }

    /** Where the labels of a sample's rows are looked for. */
    private interface Places {
        int[][] of(int sample, int[][] coordinates);
    }

    private ConceptScores score(
            String method,
            CodeSource codes,
            float[] max,
            ScoreOptions how,
            IntUnaryOperator labelsFrom,
            Places places,
            Progress progress) {
        int total = sides.selection().cardinality() + sides.heldOut().cardinality();
        progress.begin("score " + method + " at " + hook.name(), total, "samples");
        List<Concept> concepts = opened.concepts();
        ConceptScorer scorer = new ConceptScorer(codes.features(), max, concepts, how);
        SampleLabels labels = new SampleLabels(concepts);
        int[] done = new int[1];
        codes.each(sides.selection()::get, (sample, rows, coordinates) -> {
            label(labels, labelsFrom.applyAsInt(sample), rows, places.of(sample, coordinates));
            scorer.select(groups.of(sample), codesOf(rows), labels);
            progress.advance(++done[0], "choosing thresholds");
        });
        scorer.freeze();
        codes.each(sides.heldOut()::get, (sample, rows, coordinates) -> {
            label(labels, labelsFrom.applyAsInt(sample), rows, places.of(sample, coordinates));
            scorer.holdOut(groups.of(sample), codesOf(rows), labels);
            progress.advance(++done[0], "held out");
        });
        return scorer.finish();
    }

    private void label(SampleLabels labels, int sample, SparseRows rows, int[][] coordinates) {
        labels.clear(rows.rows());
        try {
            opened.annotate(sample, new SampleSites(hook, coordinates), labels);
        } catch (AnalysisException e) {
            throw new RunException("Sample " + groups.id(sample) + ": " + e.getMessage(), e);
        }
        labels.present(options.gradedCut(), concept -> present.get(concept).set(sample));
    }

    private static SampleCodes codesOf(SparseRows rows) {
        return new SampleCodes(rows.rows(), rows.rowStart(), rows.feature(), rows.value());
    }
}
