package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores the concepts of one level (whole samples, or sites). First the selection samples fill the histograms; {@link #freeze}
 * reads thresholds and the best pairs from them and empties them; then the held-out samples fill them again, together with the
 * cluster test of every pair and the bootstrap of the selected ones.
 */
final class LevelScorer {
    final int[] global;
    final boolean sites;
    final boolean[] graded;
    final PairCounts counts;
    final ScoreOptions options;
    private final int bins;

    /** Thresholds by feature and concept; null where no labelled observation fired on the selection split. */
    final byte[][] threshold;

    ConceptScores.Support[] selectionSupport;
    TopList[] byF1;
    TopList[] byAuroc;
    TopList[] byFeature;
    final List<PairReplicates> selected = new ArrayList<>();
    private final Map<Long, PairReplicates> selectedPair = new HashMap<>();
    private PairReplicates[][] selectedOf;

    /** Cluster test by feature: [3 * concept] = sum u, sum u^2, samples. Sites only. */
    final double[][] cluster;

    // Bootstrap totals: [replicates], [concept][replicates].
    final long[] observationReplicates;
    final long[][] positiveReplicates;
    final long[][] unknownReplicates;
    /** Sums over known observations of degree and its square by graded concept: [2][replicates + 1]. */
    final double[][][] degreeMoments;

    final long[] instances;

    // One sample's entries sorted by feature.
    private final int[] runOf;
    private int[] touched = new int[64];
    private int[] runStart = new int[65];
    private int[] entryRow = new int[0];
    private int[] entryBin = new int[0];
    private float[] entryValue = new float[0];
    private boolean[] hit = new boolean[0];

    LevelScorer(int[] global, boolean sites, boolean[] graded, PairCounts counts, ScoreOptions options) {
        this.global = global.clone();
        this.sites = sites;
        this.graded = graded.clone();
        this.counts = counts;
        this.options = options;
        this.bins = counts.bins;
        int n = global.length;
        int replicates = options.replicates();
        threshold = new byte[counts.features][];
        cluster = new double[sites ? counts.features : 0][];
        observationReplicates = new long[replicates];
        positiveReplicates = new long[n][replicates];
        unknownReplicates = new long[n][];
        degreeMoments = new double[n][][];
        for (int c = 0; c < n; c++) {
            if (graded[c]) {
                degreeMoments[c] = new double[2][replicates + 1];
            }
        }
        instances = new long[n];
        runOf = new int[counts.features];
    }

    void freeze() {
        int n = global.length;
        selectionSupport = new ConceptScores.Support[n];
        byF1 = new TopList[n];
        byAuroc = new TopList[n];
        for (int c = 0; c < n; c++) {
            selectionSupport[c] = counts.support(c);
            byF1[c] = new TopList(options.topFeatures());
            byAuroc[c] = new TopList(1);
        }
        byFeature = new TopList[counts.features];
        PairScan scan = new PairScan();
        for (int f = 0; f < counts.features; f++) {
            if (counts.positive[f] == null) {
                continue;
            }
            threshold[f] = new byte[n];
            byFeature[f] = new TopList(options.topConcepts());
            for (int c = 0; c < n; c++) {
                if (!scorable(selectionSupport[c])) {
                    continue;
                }
                scan.scan(
                        counts.positive[f],
                        c * bins,
                        counts.total,
                        f * bins,
                        counts.unknownOf(f),
                        bins,
                        counts.positives[c],
                        counts.known(c),
                        0);
                if (scan.truePositives == 0) {
                    continue;
                }
                threshold[f][c] = (byte) scan.bestThreshold;
                float f1 = (float) scan.bestF1;
                float auroc = (float) scan.auroc;
                byF1[c].offer(f, f1, auroc);
                byAuroc[c].offer(f, auroc, f1);
                byFeature[f].offer(c, f1, auroc);
            }
        }
        selectPairs();
        counts.clear();
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
                select(f, byFeature[f].id[i], scan);
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
            selectedOf[f] = lists.get(f) == null ? null : lists.get(f).toArray(new PairReplicates[0]);
        }
    }

    private PairReplicates select(int f, int c, PairScan scan) {
        long key = ((long) f << 32) | c;
        PairReplicates known = selectedPair.get(key);
        if (known != null) {
            return known;
        }
        scan.scan(
                counts.positive[f],
                c * bins,
                counts.total,
                f * bins,
                counts.unknownOf(f),
                bins,
                counts.positives[c],
                counts.known(c),
                0);
        PairReplicates pair = new PairReplicates(
                f, c, threshold[f][c], (float) scan.bestF1, (float) scan.auroc, options.replicates());
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

    /** A held-out sample. */
    void holdOut(Observations o, int[] weights) {
        counts.add(o);
        addTotals(o, weights);
        int features = sortByFeature(o);
        for (int i = 0; i < features; i++) {
            int f = touched[i];
            if (sites && threshold[f] != null) {
                testCluster(o, f, runStart[i], runStart[i + 1]);
            }
            PairReplicates[] pairs = selectedOf[f];
            if (pairs != null) {
                for (PairReplicates pair : pairs) {
                    addPair(o, pair, runStart[i], runStart[i + 1], weights);
                }
            }
        }
    }

    private void addTotals(Observations o, int[] weights) {
        for (int b = 0; b < weights.length; b++) {
            observationReplicates[b] += (long) o.rows * weights[b];
        }
        for (int s = 0; s < o.slots; s++) {
            int c = o.slotConcept[s];
            instances[c] += o.slotInstances[s];
            add(positiveReplicates[c], o.slotPositives[s], weights);
            if (o.slotUnknowns[s] > 0) {
                if (unknownReplicates[c] == null) {
                    unknownReplicates[c] = new long[weights.length];
                }
                add(unknownReplicates[c], o.slotUnknowns[s], weights);
            }
            if (graded[c]) {
                double sum = 0;
                double squares = 0;
                for (int row = 0, at = s; row < o.rows; row++, at += o.slots) {
                    sum += o.degree[at];
                    squares += (double) o.degree[at] * o.degree[at];
                }
                PairReplicates.add(degreeMoments[c][0], sum, weights);
                PairReplicates.add(degreeMoments[c][1], squares, weights);
            }
        }
    }

    private static void add(long[] into, int count, int[] weights) {
        if (count != 0) {
            for (int b = 0; b < weights.length; b++) {
                into[b] += (long) count * weights[b];
            }
        }
    }

    /** Counting sort of the sample's firing entries; returns the number of features that fire. */
    private int sortByFeature(Observations o) {
        int from = o.rowStart[0];
        int to = o.rowStart[o.rows];
        int features = 0;
        for (int i = from; i < to; i++) {
            if (o.value[i] > 0) {
                int f = o.feature[i];
                if (runOf[f] == 0) {
                    if (features == touched.length) {
                        touched = Arrays.copyOf(touched, 2 * features);
                        runStart = Arrays.copyOf(runStart, 2 * features + 1);
                    }
                    touched[features++] = f;
                }
                runOf[f]++;
            }
        }
        int sum = 0;
        for (int i = 0; i < features; i++) {
            runStart[i] = sum;
            int f = touched[i];
            int count = runOf[f];
            runOf[f] = sum;
            sum += count;
        }
        runStart[features] = sum;
        if (entryRow.length < sum) {
            entryRow = new int[sum];
            entryBin = new int[sum];
            entryValue = new float[sum];
        }
        for (int row = 0; row < o.rows; row++) {
            for (int i = o.rowStart[row]; i < o.rowStart[row + 1]; i++) {
                float v = o.value[i];
                if (v > 0) {
                    int f = o.feature[i];
                    int at = runOf[f]++;
                    entryRow[at] = row;
                    entryBin[at] = counts.bin(f, v);
                    entryValue[at] = v;
                }
            }
        }
        for (int i = 0; i < features; i++) {
            runOf[touched[i]] = 0;
        }
        return features;
    }

    private void testCluster(Observations o, int f, int from, int to) {
        byte[] thresholds = threshold[f];
        double[] sums = cluster[f];
        for (int s = 0; s < o.slots; s++) {
            int inside = o.slotPositives[s];
            int known = o.rows - o.slotUnknowns[s];
            if (inside == 0 || inside == known) {
                continue;
            }
            int c = o.slotConcept[s];
            int limit = thresholds[c];
            int hits = 0;
            int all = 0;
            for (int i = from; i < to; i++) {
                if (entryBin[i] >= limit) {
                    byte label = o.cell[entryRow[i] * o.slots + s];
                    hits += label == Observations.POSITIVE ? 1 : 0;
                    all += label == Observations.UNKNOWN ? 0 : 1;
                }
            }
            double u = hits - (double) all * inside / known;
            if (u != 0) {
                if (sums == null) {
                    sums = new double[3 * global.length];
                    cluster[f] = sums;
                }
                sums[3 * c] += u;
                sums[3 * c + 1] += u * u;
                sums[3 * c + 2]++;
            }
        }
    }

    private void addPair(Observations o, PairReplicates pair, int from, int to, int[] weights) {
        int slot = o.slotOf[pair.concept];
        int hits = 0;
        int all = 0;
        double sum = 0;
        double squares = 0;
        double product = 0;
        boolean withInstances = slot >= 0 && o.slotInstances[slot] > 0;
        if (withInstances && hit.length < o.instances) {
            hit = new boolean[2 * o.instances];
        }
        for (int i = from; i < to; i++) {
            int at = slot < 0 ? -1 : entryRow[i] * o.slots + slot;
            byte label = slot < 0 ? Observations.ABSENT : o.cell[at];
            if (label == Observations.UNKNOWN) {
                continue;
            }
            boolean positive = label == Observations.POSITIVE;
            if (entryBin[i] >= pair.threshold) {
                all++;
                if (positive) {
                    hits++;
                    if (withInstances) {
                        markInstances(o, pair, entryRow[i]);
                    }
                }
            }
            if (pair.positiveBins != null) {
                int bin = entryBin[i] * weights.length;
                PairReplicates.add(pair.knownBins, bin, 1, weights);
                if (positive) {
                    PairReplicates.add(pair.positiveBins, bin, 1, weights);
                }
            }
            if (pair.moments != null) {
                double a = entryValue[i];
                sum += a;
                squares += a * a;
                product += slot < 0 ? 0 : a * o.degree[at];
            }
        }
        if (withInstances) {
            for (int i = 0; i < o.instances; i++) {
                pair.instancesHit += hit[i] ? 1 : 0;
                hit[i] = false;
            }
        }
        if (all > 0) {
            PairReplicates.add(pair.fired, all, weights);
            if (hits > 0) {
                PairReplicates.add(pair.truePositives, hits, weights);
            }
        }
        if (pair.moments != null) {
            PairReplicates.add(pair.moments[0], sum, weights);
            PairReplicates.add(pair.moments[1], squares, weights);
            PairReplicates.add(pair.moments[2], product, weights);
        }
    }

    private void markInstances(Observations o, PairReplicates pair, int row) {
        for (int l = o.instanceStart[row]; l < o.instanceStart[row + 1]; l++) {
            if (o.instanceConcept[l] == pair.concept) {
                hit[o.instanceId[l]] = true;
            }
        }
    }
}
