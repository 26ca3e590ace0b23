package org.echelle.analysis.counting;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * For every feature, concept and threshold: on how many rows does the feature fire, on how many of those is the concept, and in how
 * many instances of the concept (boxes, domains) does the feature fire at all? (The counts of InterPLM, Simon and Zou 2025, and of
 * every F1, ROC curve and domain recall.)
 *
 * <p>Rows wait until there are some millions of non-zeros, each as one int {@code feature * bins + bin}. Then concepts are visited one by
 * one: the non-zeros of a concept's rows lie one behind the other, and each costs one increment of the concept's own table,
 * {@code [feature * bins + bin]}, which with a few thresholds fits the second-level cache. So a non-zero costs one
 * increment for itself and one for each label of its row, whatever the numbers of concepts and thresholds; nothing is sorted but
 * the labels. Counts of "above a threshold" are sums over bins, made when they are read.
 *
 * <p>Instances: a table of the feature's highest bin in each instance, kept while the instance's rows pass by. Tables of different
 * concepts are independent, so the concepts of a large batch are shared out among the processors; the counts are the same whatever
 * their number.
 *
 * <p>Memory: {@code 4 * features * bins} bytes for each concept that has a label, as much for all rows and for each concept with
 * unknown labels; {@code 4 * features * 8} for each concept with instances; batches of at most {@code 4 (8 with instances) * 16 Mi} bytes.
 */
public final class ConceptCounts {
    private static final int LEAST = 1 << 20;
    private static final int MOST = 1 << 24;
    private static final int MOST_ROWS = 1 << 22;
    /** Below so many increments a second thread costs more than it gives. */
    private static final long WORTH_SHARING = 1 << 20;

    private static final int COARSE_BITS = 3;
    private static final int COARSE_MASK = (1 << COARSE_BITS) - 1;

    private final ThresholdGrid grid;
    private final int bins;
    private final int concepts;
    private final int threads;
    private final int fullAt;

    private final int[] total;
    private final int[][] positive;
    private final int[][] unknown;
    private final int[][] instances;
    private final int[] instanceCount;

    // The batch: entries by row.
    private int rows;
    private int entries;
    private int sampleRow;
    private int[] rowStart = new int[1025];
    private int[] entry = new int[1 << 14];
    private int[] coarse = new int[0];
    private boolean anyInstances;

    private final RowLists positiveRows;
    private final RowLists unknownRows;
    private final RowLists instanceRows;
    private int[] instanceConcept = new int[16];
    private int batchInstances;
    private final RowLists instancesOf;

    /**
     * @param grid features and thresholds
     * @param concepts number of concepts
     */
    public ConceptCounts(ThresholdGrid grid, int concepts) {
        this(grid, concepts, Runtime.getRuntime().availableProcessors());
    }

    /**
     * @param grid features and thresholds
     * @param concepts number of concepts
     * @param threads how many threads a large batch may be shared out to
     */
    public ConceptCounts(ThresholdGrid grid, int concepts, int threads) {
        this.grid = grid;
        this.bins = grid.bins();
        this.concepts = concepts;
        this.threads = threads;
        int table = Math.multiplyExact(grid.features(), Math.max(bins, ThresholdGrid.COARSE));
        // Visiting a table costs its transport from memory; enough entries make that small beside their increments.
        fullAt = (int) Math.max(LEAST, Math.min(MOST, (long) table * concepts / 4));
        total = new int[grid.features() * bins];
        positive = new int[concepts][];
        unknown = new int[concepts][];
        instances = new int[concepts][];
        instanceCount = new int[concepts];
        positiveRows = new RowLists();
        unknownRows = new RowLists();
        instanceRows = new RowLists();
        instancesOf = new RowLists();
    }

    /**
     * Takes the rows of a sample; its labels follow.
     *
     * @param count number of rows
     * @param start {@code [count + 1]}: row {@code r} owns the entries from {@code start[r]} to {@code start[r + 1] - 1}
     * @param feature {@code [entry]}, each at most once a row
     * @param value {@code [entry]}
     */
    public void rows(int count, int[] start, int[] feature, float[] value) {
        long more = (long) start[count] - start[0];
        if (rows > 0 && (entries + more > fullAt || (long) rows + count > MOST_ROWS)) {
            settle();
        }
        int needed = Math.toIntExact(entries + more);
        entry = RowLists.roomFor(entry, needed);
        if (anyInstances) {
            coarse = RowLists.roomFor(coarse, needed);
        }
        rowStart = RowLists.roomFor(rowStart, rows + count + 1);
        sampleRow = rows;
        int at = entries;
        for (int r = 0; r < count; r++) {
            for (int i = start[r]; i < start[r + 1]; i++) {
                int f = feature[i];
                int bin = value[i] > 0 ? grid.bin(f, value[i]) : -1;
                if (bin >= 0) {
                    entry[at] = f * bins + bin;
                    if (anyInstances) {
                        coarse[at] = f << COARSE_BITS | grid.coarseOf(bin);
                    }
                    at++;
                }
            }
            rowStart[rows + r + 1] = at;
        }
        entries = at;
        rows += count;
    }

    /** A row of the latest sample has a concept; told once for each row and concept. */
    public void positive(int row, int concept) {
        positiveRows.add(concept, sampleRow + row);
    }

    /** Nobody knows whether a row of the latest sample has a concept; told once for each row and concept, of those not positive. */
    public void unknown(int row, int concept) {
        unknownRows.add(concept, sampleRow + row);
    }

    /**
     * Begins an instance of a concept in the latest sample.
     *
     * @return its number, for {@link #inInstance}
     */
    public int instance(int concept) {
        if (!anyInstances) {
            anyInstances = true;
            refine();
        }
        instanceConcept = RowLists.roomFor(instanceConcept, batchInstances + 1);
        instanceConcept[batchInstances] = concept;
        instancesOf.add(concept, batchInstances);
        instanceCount[concept]++;
        return batchInstances++;
    }

    /** A row of the latest sample belongs to an instance that {@link #instance} has begun since the sample came in. */
    public void inInstance(int row, int instance) {
        instanceRows.add(instance, sampleRow + row);
    }

    /** Entries that came in before the first instance. */
    private void refine() {
        coarse = RowLists.roomFor(coarse, entry.length);
        for (int i = 0; i < entries; i++) {
            int f = entry[i] / bins;
            coarse[i] = f << COARSE_BITS | grid.coarseOf(entry[i] - f * bins);
        }
    }

    /** Counts what waits. Must be called before counts are read. */
    public void settle() {
        if (rows == 0) {
            return;
        }
        positiveRows.group(concepts);
        unknownRows.group(concepts);
        instanceRows.group(batchInstances);
        instancesOf.group(concepts);
        long labels = (long) positiveRows.size() + unknownRows.size() + 2L * instanceRows.size() + rows;
        int workers = labels * entries / rows < WORTH_SHARING ? 1 : Math.max(1, threads);
        AtomicInteger next = new AtomicInteger(-1);
        IntConsumer worker = w -> {
            InstanceMarks marks = new InstanceMarks();
            for (int task = next.getAndIncrement(); task < concepts; task = next.getAndIncrement()) {
                if (task < 0) {
                    addAll();
                } else {
                    count(task, marks);
                }
            }
        };
        if (workers == 1) {
            worker.accept(0);
        } else {
            IntStream.range(0, workers).parallel().forEach(worker);
        }
        clear();
    }

    private void clear() {
        rows = 0;
        entries = 0;
        batchInstances = 0;
        positiveRows.clear();
        unknownRows.clear();
        instanceRows.clear();
        instancesOf.clear();
    }

    private void addAll() {
        int[] sums = total;
        int[] from = entry;
        int n = entries;
        for (int i = 0; i < n; i++) {
            sums[from[i]]++;
        }
    }

    private void count(int concept, InstanceMarks marks) {
        positive[concept] = add(positive[concept], positiveRows, concept);
        unknown[concept] = add(unknown[concept], unknownRows, concept);
        if (instancesOf.from(concept) < instancesOf.from(concept + 1)) {
            if (instances[concept] == null) {
                instances[concept] = new int[grid.features() << COARSE_BITS];
            }
            countInstances(instances[concept], concept, marks);
        }
    }

    private int[] add(int[] table, RowLists lists, int concept) {
        int from = lists.from(concept);
        int to = lists.from(concept + 1);
        if (from == to) {
            return table;
        }
        int[] sums = table == null ? new int[total.length] : table;
        int[] keys = entry;
        for (int l = from; l < to; l++) {
            int row = lists.item(l);
            int end = rowStart[row + 1];
            for (int i = rowStart[row]; i < end; i++) {
                sums[keys[i]]++;
            }
        }
        return sums;
    }

    /** By feature, the instance it fired in last and the highest bin there: {@code stamp << 3 | bin}. */
    private static final class InstanceMarks {
        int[] mark = new int[0];
        int stamp;

        int next(int features) {
            if (mark.length < features) {
                mark = new int[features];
                stamp = 0;
            }
            if (++stamp == 1 << (31 - COARSE_BITS)) {
                Arrays.fill(mark, 0);
                stamp = 1;
            }
            return stamp << COARSE_BITS;
        }
    }

    private void countInstances(int[] sums, int concept, InstanceMarks marks) {
        for (int n = instancesOf.from(concept); n < instancesOf.from(concept + 1); n++) {
            int instance = instancesOf.item(n);
            int first = marks.next(grid.features());
            int[] mark = marks.mark;
            for (int l = instanceRows.from(instance); l < instanceRows.from(instance + 1); l++) {
                int row = instanceRows.item(l);
                int end = rowStart[row + 1];
                for (int i = rowStart[row]; i < end; i++) {
                    int key = coarse[i];
                    int f = key >>> COARSE_BITS;
                    int now = first | (key & COARSE_MASK);
                    int was = mark[f];
                    if (now > was) {
                        if (was >= first) {
                            sums[f << COARSE_BITS | (was & COARSE_MASK)]--;
                        }
                        sums[key]++;
                        mark[f] = now;
                    }
                }
            }
        }
    }

    /** {@code [feature * bins + bin]}: rows on which the feature fires in that bin. Read only. */
    public int[] total() {
        return total;
    }

    /** {@link #total} on rows that have the concept; empty when no row has it. Read only. */
    public int[] positive(int concept) {
        return positive[concept] == null ? NONE : positive[concept];
    }

    /** {@link #total} on rows whose label is unknown; empty when there is none. Read only. */
    public int[] unknown(int concept) {
        return unknown[concept] == null ? NONE : unknown[concept];
    }

    private static final int[] NONE = new int[0];

    /** Number of instances of a concept. */
    public int instances(int concept) {
        return instanceCount[concept];
    }

    /**
     * Instances in which a feature fires in a coarse bin at most: {@code [feature * 8 + coarse bin]}, see
     * {@link ThresholdGrid#fineOf}; empty when there is no instance. Read only.
     */
    public int[] instanceBins(int concept) {
        return instances[concept] == null ? NONE : instances[concept];
    }

    /** Instances of a concept in which a feature fires above a coarse threshold. */
    public int instancesHit(int feature, int concept, int coarseThreshold) {
        int hit = 0;
        for (int b = coarseThreshold; b < grid.coarseBins() && instances[concept] != null; b++) {
            hit += instances[concept][feature << COARSE_BITS | b];
        }
        return hit;
    }

    /** Rows with the concept on which a feature fires above a threshold. */
    public int truePositives(int feature, int concept, int threshold) {
        return positive[concept] == null ? 0 : above(positive[concept], feature, threshold);
    }

    /** Rows on which a feature fires above a threshold. */
    public int fired(int feature, int threshold) {
        return above(total, feature, threshold);
    }

    private int above(int[] table, int feature, int threshold) {
        int sum = 0;
        for (int b = threshold; b < bins; b++) {
            sum += table[feature * bins + b];
        }
        return sum;
    }
}
