package org.echelle.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores the concepts of one level (whole samples, or sites). First the selection samples fill the histograms; {@link #freeze}
 * reads thresholds and the best pairs from them and lets them go; then the held-out samples are counted at those thresholds.
 */
final class LevelScorer {
    final int[] global;
    final boolean sites;
    final boolean[] graded;
    final PairCounts counts;
    final ScoreOptions options;
    private final int bins;

    /** Thresholds by feature and concept; null for features that never fired with a concept on the selection split. */
    final byte[][] threshold;

    ConceptScores.Support[] selectionSupport;
    TopList[] byF1;
    TopList[] byAuroc;
    TopList[] byFeature;
    final List<PairReplicates> selected = new ArrayList<>();
    private final Map<Long, PairReplicates> selectedPair = new HashMap<>();
    private PairReplicates[][] selectedOf;
    /** From {@link #freeze} on. */
    InstancePairs instances;

    /** Labels of held-out groups; stays empty for sites. */
    final GroupedLabels groupedLabels = new GroupedLabels();

    private final SampleBatch batch;
    /** From {@link #freeze} on. */
    HeldOutPass heldOut;

    LevelScorer(int[] global, boolean sites, boolean[] graded, PairCounts counts, ScoreOptions options) {
        this.global = global.clone();
        this.sites = sites;
        this.graded = graded.clone();
        this.counts = counts;
        this.options = options;
        this.bins = counts.bins;
        threshold = new byte[counts.features][];
        boolean anyGraded = false;
        for (boolean g : graded) {
            anyGraded |= g;
        }
        batch = new SampleBatch(counts, anyGraded, options.replicates());
    }

    /** A sample of the selection split. */
    void select(Observations o) {
        counts.select(o);
    }

    /** Visits the samples that wait. */
    void settle() {
        if (heldOut == null) {
            counts.selection.settle();
            return;
        }
        batch.sort();
        heldOut.visit(batch);
        batch.clear();
    }

    void freeze() {
        settle();
        int n = global.length;
        selectionSupport = new ConceptScores.Support[n];
        byF1 = new TopList[n];
        byAuroc = new TopList[n];
        byFeature = new TopList[counts.features];
        instances = new InstancePairs(counts, options);
        for (int c = 0; c < n; c++) {
            selectionSupport[c] = counts.support(c);
            byF1[c] = new TopList(options.topFeatures());
            byAuroc[c] = new TopList(1);
            if (scorable(selectionSupport[c])) {
                rank(c);
                instances.rank(c);
            }
        }
        selectPairs();
        instances.freeze();
        counts.endSelection();
        heldOut = new HeldOutPass(counts, threshold, selectedOf, instances, sites, graded, options.replicates());
    }

    /** Reads all features' histograms of one concept. */
    private void rank(int c) {
        int[] positive = counts.selection.positive(c);
        PairScan scan = new PairScan();
        for (int f = 0; f < counts.features && positive.length > 0; f++) {
            scan(scan, f, c);
            if (scan.truePositives == 0) {
                continue;
            }
            if (threshold[f] == null) {
                threshold[f] = new byte[global.length];
                byFeature[f] = new TopList(options.topConcepts());
            }
            threshold[f][c] = (byte) scan.bestThreshold;
            float f1 = (float) scan.bestF1;
            float auroc = (float) scan.auroc;
            byF1[c].offer(f, f1, auroc);
            byAuroc[c].offer(f, auroc, f1);
            byFeature[f].offer(c, f1, auroc);
        }
    }

    private void scan(PairScan scan, int f, int c) {
        int[] unknown = counts.selection.unknown(c);
        scan.scan(
                counts.selection.positive(c),
                f * bins,
                counts.selection.total(),
                f * bins,
                unknown.length == 0 ? null : unknown,
                bins,
                counts.positives[c],
                counts.known(c),
                0);
    }

    boolean scorable(ConceptScores.Support s) {
        return s.positives() >= options.minPositives() && s.negatives() >= options.minPositives();
    }

    /** The pairs that will be reported: bootstrap and instances are kept for them only. Needs the selection histograms. */
    private void selectPairs() {
        selectedOf = new PairReplicates[counts.features][];
        PairScan scan = new PairScan();
        for (int c = 0; c < global.length; c++) {
            for (int i = 0; i < byF1[c].size; i++) {
                PairReplicates pair = select(byF1[c].id[i], c, scan);
                pair.wantIntervals(options.replicates());
                if (i == 0) {
                    pair.wantArea(bins, options.replicates());
                }
            }
            for (int i = 0; i < byAuroc[c].size; i++) {
                select(byAuroc[c].id[i], c, scan).wantArea(bins, options.replicates());
            }
        }
        for (int f = 0; f < counts.features; f++) {
            for (int i = 0; byFeature[f] != null && i < byFeature[f].size; i++) {
                PairReplicates pair = select(f, byFeature[f].id[i], scan);
                if (i == 0) {
                    pair.wantIntervals(options.replicates());
                }
            }
        }
        List<List<PairReplicates>> lists = new ArrayList<>();
        for (int f = 0; f < counts.features; f++) {
            lists.add(null);
        }
        for (PairReplicates pair : selected) {
            if (lists.get(pair.feature) == null) {
                lists.set(pair.feature, new ArrayList<>());
            }
            lists.get(pair.feature).add(pair);
        }
        for (int f = 0; f < counts.features; f++) {
            selectedOf[f] =
                    lists.get(f) == null ? new PairReplicates[0] : lists.get(f).toArray(new PairReplicates[0]);
        }
    }

    private PairReplicates select(int f, int c, PairScan scan) {
        long key = ((long) f << 32) | c;
        PairReplicates known = selectedPair.get(key);
        if (known != null) {
            return known;
        }
        scan(scan, f, c);
        PairReplicates pair = new PairReplicates(f, c, threshold[f][c], (float) scan.bestF1, (float) scan.auroc, bins);
        if (graded[c]) {
            pair.wantMoments(options.replicates());
        }
        selectedPair.put(key, pair);
        selected.add(pair);
        return pair;
    }

    PairReplicates pair(int f, int c) {
        return selectedPair.get(((long) f << 32) | c);
    }

    /** A held-out sample of the group of that number. */
    void holdOut(Observations o, int[] weights, int group) {
        if (batch.full(o)) {
            settle();
        }
        batch.add(o, weights);
        counts.addLabels(o);
        if (!sites) {
            groupedLabels.add(group, o);
        }
    }
}
