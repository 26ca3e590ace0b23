package org.echelle.runs;

import java.util.List;
import org.echelle.analysis.ConceptScorer;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.SampleLabels;
import org.echelle.analysis.ScoreOptions;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.store.SparseRows;

/** Scores one method's features against all concepts: selection side first, then the held-out side, each non-zero once. */
final class ScoringPass {
    private final OpenedDomain opened;
    private final HookPoint hook;
    private final SplitSides sides;
    private final ScoreOptions options;

    ScoringPass(OpenedDomain opened, HookPoint hook, SplitSides sides, ScoreOptions options) {
        this.opened = opened;
        this.hook = hook;
        this.sides = sides;
        this.options = options;
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

    /** Scores a method's features, named for the progress line. */
    ConceptScores score(String method, CodeSource codes, Progress progress) {
        int total = sides.selection().cardinality() + sides.heldOut().cardinality();
        progress.begin("score " + method + " at " + hook.name(), total, "samples");
        List<Concept> concepts = opened.concepts();
        SampleSource samples = opened.samples();
        ConceptScorer scorer = new ConceptScorer(codes.features(), selectionMax(codes), concepts, options);
        SampleLabels labels = new SampleLabels(concepts);
        int[] done = new int[1];
        codes.each(sides.selection()::get, (sample, rows, coordinates) -> {
            label(labels, sample, rows, coordinates);
            scorer.select(samples.group(sample), codesOf(rows), labels);
            progress.advance(++done[0], "choosing thresholds");
        });
        scorer.freeze();
        codes.each(sides.heldOut()::get, (sample, rows, coordinates) -> {
            label(labels, sample, rows, coordinates);
            scorer.holdOut(samples.group(sample), codesOf(rows), labels);
            progress.advance(++done[0], "held out");
        });
        return scorer.finish();
    }

    private void label(SampleLabels labels, int sample, SparseRows rows, int[][] coordinates) {
        labels.clear(rows.rows());
        opened.annotate(sample, new SampleSites(hook, coordinates), labels);
    }

    private static SampleCodes codesOf(SparseRows rows) {
        return new SampleCodes(rows.rows(), rows.rowStart(), rows.feature(), rows.value());
    }
}
