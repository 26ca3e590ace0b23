package org.echelle.analysis;

import java.util.Arrays;

/**
 * Some hundreds of samples of one level, so that their non-zeros can be visited feature by feature. A feature's histograms are
 * tens of kilobytes and all features' together far more than any cache: visited in the order of rows nearly every increment waits
 * for memory, visited in the order of features nearly none does. The labels of the batch's rows are few and stay cached.
 *
 * <p>Entries come out of {@link #sort} by feature and, within one, in the order of samples and rows. An entry is its row within
 * the batch and its bin in one int. Buffers grow to what the batches need and are used again.
 */
final class SampleBatch {
    /** A bin has 7 bits: at most 128. */
    static final int BIN_BITS = 7;

    static final int BIN_MASK = (1 << BIN_BITS) - 1;

    private static final int MAX_ROWS = 1 << 17;
    private static final int MAX_SAMPLES = 1 << 12;
    private static final int MAX_LABELS = 1 << 21;

    /** Entries: enough for some hundreds a feature. */
    private int fullAt;

    private final PairCounts counts;
    private final boolean withDegrees;
    private final int replicates;

    int samples;
    int rows;
    int entries;

    /** {@code [samples + 1]}: first row of each sample. */
    int[] sampleRow = new int[17];

    // Concepts with a label in a sample, by sample.
    int[] slotStart = new int[17];
    int[] slotConcept = new int[64];
    int[] slotPositives = new int[64];
    int[] slotUnknowns = new int[64];
    int[] slotInstances = new int[64];
    int mostInstances;

    // Labels by row.
    int[] positiveStart = new int[65];
    int[] positiveConcept = new int[64];
    int[] unknownStart = new int[65];
    int[] unknownConcept = new int[64];
    int[] instanceStart = new int[65];
    int[] instanceConcept = new int[0];
    int[] instanceId = new int[0];
    int[] degreeStart = new int[65];
    int[] degreeConcept = new int[0];
    float[] degree = new float[0];

    /** {@code [samples * replicates]}: bootstrap weights, and the largest of each sample. */
    int[] weights = new int[0];

    int[] largestWeight = new int[16];

    // Entries as they came, and sorted: row << BIN_BITS | bin.
    private int[] feature = new int[256];
    private int[] key = new int[256];
    private float[] value = new float[0];
    int[] sorted = new int[0];
    float[] sortedValue = new float[0];

    /** {@code [features + 1]}: where each feature's entries begin in {@link #sorted}. */
    final int[] runStart;

    private final int[] cursor;

    /**
     * @param counts tells bins
     * @param withDegrees whether values of entries and degrees of labels are kept
     * @param replicates bootstrap weights a sample
     */
    SampleBatch(PairCounts counts, boolean withDegrees, int replicates) {
        this.counts = counts;
        this.withDegrees = withDegrees;
        this.replicates = replicates;
        this.fullAt = (int) Math.min(1 << 20, Math.max(1 << 16, 256L * counts.features));
        this.runStart = new int[counts.features + 1];
        this.cursor = new int[counts.features];
    }

    /** Whether the batch should be visited before this sample comes in. */
    boolean full(Observations o) {
        return samples > 0
                && (samples == MAX_SAMPLES
                        || (long) rows + o.rows > MAX_ROWS
                        || (long) entries + o.rowStart[o.rows] - o.rowStart[0] > fullAt
                        || positiveStart[rows] + unknownStart[rows] > MAX_LABELS);
    }

    /** Takes a sample; {@code sampleWeights} is null when nothing is drawn. */
    void add(Observations o, int[] sampleWeights) {
        if ((long) rows + o.rows > 1 << (31 - BIN_BITS)) {
            throw new AnalysisException("A sample has " + o.rows + " rows; more than " + (1 << (31 - BIN_BITS))
                    + " cannot be scored. Divide it into smaller samples.");
        }
        addSlots(o);
        addLabels(o);
        addEntries(o);
        sampleRow = roomFor(sampleRow, samples + 2);
        sampleRow[samples + 1] = rows + o.rows;
        if (sampleWeights != null) {
            weights = roomFor(weights, (samples + 1) * replicates);
            System.arraycopy(sampleWeights, 0, weights, samples * replicates, replicates);
            int most = 0;
            for (int w : sampleWeights) {
                most = Math.max(most, w);
            }
            largestWeight = roomFor(largestWeight, samples + 1);
            largestWeight[samples] = most;
        }
        rows += o.rows;
        samples++;
    }

    private void addSlots(Observations o) {
        int at = slotStart[samples];
        int end = at + o.slots;
        slotConcept = roomFor(slotConcept, end);
        slotPositives = roomFor(slotPositives, end);
        slotUnknowns = roomFor(slotUnknowns, end);
        slotInstances = roomFor(slotInstances, end);
        System.arraycopy(o.slotConcept, 0, slotConcept, at, o.slots);
        System.arraycopy(o.slotPositives, 0, slotPositives, at, o.slots);
        System.arraycopy(o.slotUnknowns, 0, slotUnknowns, at, o.slots);
        System.arraycopy(o.slotInstances, 0, slotInstances, at, o.slots);
        slotStart = roomFor(slotStart, samples + 2);
        slotStart[samples + 1] = end;
        mostInstances = Math.max(mostInstances, o.instances);
    }

    private void addLabels(Observations o) {
        int n = rows + o.rows + 1;
        positiveStart = roomFor(positiveStart, n);
        unknownStart = roomFor(unknownStart, n);
        instanceStart = roomFor(instanceStart, n);
        positiveConcept = append(o.positiveStart, o.positiveConcept, o.rows, positiveStart, positiveConcept, rows);
        unknownConcept = append(o.unknownStart, o.unknownConcept, o.rows, unknownStart, unknownConcept, rows);
        instanceId = append(o.instanceStart, o.instanceId, o.rows, instanceStart, instanceId, rows);
        instanceConcept = append(o.instanceStart, o.instanceConcept, o.rows, instanceStart, instanceConcept, rows);
        if (withDegrees) {
            addDegrees(o);
        }
    }

    /** Appends lists by row behind those of the rows before. */
    private static int[] append(int[] start, int[] items, int rows, int[] toStart, int[] to, int row) {
        int base = toStart[row];
        int count = start[rows];
        int[] room = roomFor(to, base + count);
        System.arraycopy(items, 0, room, base, count);
        for (int r = 1; r <= rows; r++) {
            toStart[row + r] = base + start[r];
        }
        return room;
    }

    private void addDegrees(Observations o) {
        degreeStart = roomFor(degreeStart, rows + o.rows + 1);
        int at = degreeStart[rows];
        for (int r = 0, cell = 0; r < o.rows; r++) {
            for (int s = 0; s < o.slots; s++, cell++) {
                if (o.degree[cell] > 0) {
                    degreeConcept = roomFor(degreeConcept, at + 1);
                    degree = roomFor(degree, at + 1);
                    degreeConcept[at] = o.slotConcept[s];
                    degree[at++] = o.degree[cell];
                }
            }
            degreeStart[rows + r + 1] = at;
        }
    }

    private void addEntries(Observations o) {
        int n = entries + o.rowStart[o.rows] - o.rowStart[0];
        feature = roomFor(feature, n);
        key = roomFor(key, n);
        if (withDegrees) {
            value = roomFor(value, n);
        }
        int at = entries;
        for (int r = 0; r < o.rows; r++) {
            int row = (rows + r) << BIN_BITS;
            for (int i = o.rowStart[r]; i < o.rowStart[r + 1]; i++) {
                float v = o.value[i];
                if (v > 0) {
                    int f = o.feature[i];
                    feature[at] = f;
                    key[at] = row | counts.bin(f, v);
                    if (withDegrees) {
                        value[at] = v;
                    }
                    cursor[f]++;
                    at++;
                }
            }
        }
        entries = at;
    }

    /** Counting sort by feature; it keeps the order of entries that are equal. */
    void sort() {
        int sum = 0;
        for (int f = 0; f < cursor.length; f++) {
            runStart[f] = sum;
            sum += cursor[f];
            cursor[f] = runStart[f];
        }
        runStart[cursor.length] = sum;
        sorted = roomFor(sorted, sum);
        if (withDegrees) {
            sortedValue = roomFor(sortedValue, sum);
        }
        for (int i = 0; i < sum; i++) {
            int at = cursor[feature[i]]++;
            sorted[at] = key[i];
            if (withDegrees) {
                sortedValue[at] = value[i];
            }
        }
        Arrays.fill(cursor, 0);
    }

    /** Whether a row has a concept. */
    boolean positive(int row, int concept) {
        for (int l = positiveStart[row]; l < positiveStart[row + 1]; l++) {
            if (positiveConcept[l] == concept) {
                return true;
            }
        }
        return false;
    }

    /** Whether nobody knows if a row has a concept. */
    boolean unknown(int row, int concept) {
        for (int l = unknownStart[row]; l < unknownStart[row + 1]; l++) {
            if (unknownConcept[l] == concept) {
                return true;
            }
        }
        return false;
    }

    /** The degree of a graded concept on a row; 0 where it is absent. */
    float degree(int row, int concept) {
        for (int l = degreeStart[row]; l < degreeStart[row + 1]; l++) {
            if (degreeConcept[l] == concept) {
                return degree[l];
            }
        }
        return 0;
    }

    /** Smaller batches from here on: without large histograms, it matters more that the labels of the rows stay cached. */
    void shrink() {
        fullAt = Math.min(fullAt, 1 << 18);
    }

    /** Empties the batch and keeps the memory. */
    void clear() {
        samples = 0;
        rows = 0;
        entries = 0;
        mostInstances = 0;
    }

    static int[] roomFor(int[] array, int size) {
        return array.length >= size ? array : Arrays.copyOf(array, Math.max(size, 2 * array.length));
    }

    private static float[] roomFor(float[] array, int size) {
        return array.length >= size ? array : Arrays.copyOf(array, Math.max(size, 2 * array.length));
    }
}
