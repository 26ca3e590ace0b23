package org.echelle.analysis;

import java.util.Arrays;

/**
 * One sample as one level sees it: codes by row, and the labels of that level's concepts as a grid of cells. For concepts of
 * whole samples there is a single row, the aggregate. Buffers grow to the largest sample and are used again.
 */
final class Observations {
    static final byte ABSENT = 0;
    static final byte POSITIVE = 1;
    static final byte UNKNOWN = 2;
    /** A graded concept below the cut: known, and counted as absent. */
    static final byte BELOW_CUT = 3;

    private final int[] local;
    private final boolean[] graded;
    private final float cut;
    private final boolean anyGraded;

    // Codes.
    int rows;
    int[] rowStart;
    int[] feature;
    float[] value;

    // Concepts with any label in this sample get a slot; cells are [row * slots + slot].
    int slots;
    int[] slotConcept = new int[16];
    int[] slotPositives = new int[16];
    int[] slotUnknowns = new int[16];
    int[] slotInstances = new int[16];
    final int[] slotOf;
    byte[] cell = new byte[0];
    float[] degree = new float[0];

    // Cells that are positive or unknown, by row.
    int[] positiveStart = new int[1];
    int[] positiveConcept = new int[0];
    int[] unknownStart = new int[1];
    int[] unknownConcept = new int[0];

    // Labels with an instance, by row; instances are numbered from 0 within the sample.
    int instances;
    int[] instanceStart = new int[1];
    int[] instanceConcept = new int[0];
    int[] instanceId = new int[0];

    private int[] cursor = new int[0];
    private long[] instanceKey = new long[16];
    private int[] instanceNumber = new int[16];

    /**
     * @param local concept number to number within this level, -1 for concepts of the other level
     * @param graded by number within this level
     */
    Observations(int[] local, boolean[] graded, float cut) {
        this.local = local.clone();
        this.graded = graded.clone();
        this.cut = cut;
        boolean any = false;
        for (boolean g : graded) {
            any |= g;
        }
        this.anyGraded = any;
        this.slotOf = new int[graded.length];
        Arrays.fill(slotOf, -1);
    }

    void codes(int newRows, int[] newRowStart, int[] newFeature, float[] newValue) {
        rows = newRows;
        rowStart = newRowStart;
        feature = newFeature;
        value = newValue;
    }

    /** Takes the labels of {@code count} (concept, row, value, instance) and {@code unknowns} (concept, row). */
    void labels(
            int count,
            int[] concept,
            int[] row,
            float[] label,
            int[] instance,
            int unknowns,
            int[] unknownOf,
            int[] unknownRow) {
        for (int s = 0; s < slots; s++) {
            slotOf[slotConcept[s]] = -1;
        }
        slots = 0;
        for (int i = 0; i < count; i++) {
            slot(local[concept[i]]);
        }
        for (int i = 0; i < unknowns; i++) {
            slot(local[unknownOf[i]]);
        }
        clearCells();
        positiveConcept = roomFor(positiveConcept, count);
        unknownConcept = roomFor(unknownConcept, unknowns);
        fillCells(count, concept, row, label, unknowns, unknownOf, unknownRow);
        collect();
        numberInstances(count, concept, row, instance);
    }

    private void slot(int c) {
        if (slotOf[c] >= 0) {
            return;
        }
        if (slots == slotConcept.length) {
            slotConcept = Arrays.copyOf(slotConcept, 2 * slots);
            slotPositives = Arrays.copyOf(slotPositives, 2 * slots);
            slotUnknowns = Arrays.copyOf(slotUnknowns, 2 * slots);
            slotInstances = Arrays.copyOf(slotInstances, 2 * slots);
        }
        slotConcept[slots] = c;
        slotPositives[slots] = 0;
        slotUnknowns[slots] = 0;
        slotInstances[slots] = 0;
        slotOf[c] = slots++;
    }

    private void clearCells() {
        int cells = Math.multiplyExact(rows, slots);
        if (cell.length < cells) {
            cell = new byte[cells];
            degree = anyGraded ? new float[cells] : degree;
        } else {
            Arrays.fill(cell, 0, cells, ABSENT);
            if (anyGraded) {
                Arrays.fill(degree, 0, cells, 0f);
            }
        }
    }

    private void fillCells(
            int count, int[] concept, int[] row, float[] label, int unknowns, int[] unknownOf, int[] unknownRow) {
        for (int i = 0; i < count; i++) {
            int c = local[concept[i]];
            int at = row[i] * slots + slotOf[c];
            boolean positive = !graded[c] || label[i] >= cut;
            if (graded[c]) {
                degree[at] = Math.max(degree[at], label[i]);
            }
            if (positive && cell[at] != POSITIVE) {
                cell[at] = POSITIVE;
                slotPositives[slotOf[c]]++;
            } else if (!positive && cell[at] == ABSENT) {
                cell[at] = BELOW_CUT;
            }
        }
        for (int i = 0; i < unknowns; i++) {
            int slot = slotOf[local[unknownOf[i]]];
            int at = unknownRow[i] * slots + slot;
            if (cell[at] == ABSENT) {
                cell[at] = UNKNOWN;
                slotUnknowns[slot]++;
            }
        }
    }

    /** Walks the cells once: labels are few, and this order needs no sort. */
    private void collect() {
        positiveStart = roomFor(positiveStart, rows + 1);
        unknownStart = roomFor(unknownStart, rows + 1);
        int p = 0;
        int u = 0;
        for (int r = 0; r < rows; r++) {
            positiveStart[r] = p;
            unknownStart[r] = u;
            for (int s = 0, at = r * slots; s < slots; s++, at++) {
                if (cell[at] == POSITIVE) {
                    positiveConcept[p++] = slotConcept[s];
                } else if (cell[at] == UNKNOWN) {
                    unknownConcept[u++] = slotConcept[s];
                }
            }
        }
        positiveStart[rows] = p;
        unknownStart[rows] = u;
    }

    private void numberInstances(int count, int[] concept, int[] row, int[] instance) {
        instances = 0;
        instanceStart = roomFor(instanceStart, rows + 1);
        Arrays.fill(instanceStart, 0, rows + 1, 0);
        for (int i = 0; i < count; i++) {
            if (carriesInstance(concept, row, instance, i)) {
                instanceStart[row[i] + 1]++;
            }
        }
        for (int r = 0; r < rows; r++) {
            instanceStart[r + 1] += instanceStart[r];
        }
        int total = instanceStart[rows];
        if (total == 0) {
            return;
        }
        instanceConcept = roomFor(instanceConcept, total);
        instanceId = roomFor(instanceId, total);
        int table = Math.max(16, Integer.highestOneBit(total) * 4);
        if (instanceKey.length < table) {
            instanceKey = new long[table];
            instanceNumber = new int[table];
        }
        Arrays.fill(instanceNumber, -1);
        cursor = roomFor(cursor, rows);
        System.arraycopy(instanceStart, 0, cursor, 0, rows);
        for (int i = 0; i < count; i++) {
            if (carriesInstance(concept, row, instance, i)) {
                int c = local[concept[i]];
                int at = cursor[row[i]]++;
                instanceConcept[at] = c;
                instanceId[at] = instanceNumber(c, instance[i]);
            }
        }
    }

    /** An instance counts where its cell is positive; a graded one below the cut does not. */
    private boolean carriesInstance(int[] concept, int[] row, int[] instance, int i) {
        return instance != null && instance[i] > 0 && cell[row[i] * slots + slotOf[local[concept[i]]]] == POSITIVE;
    }

    private int instanceNumber(int c, int instance) {
        long key = ((long) c << 32) | instance;
        int mask = instanceKey.length - 1;
        int at = (int) Mixing.mix(key) & mask;
        while (instanceNumber[at] >= 0) {
            if (instanceKey[at] == key) {
                return instanceNumber[at];
            }
            at = (at + 1) & mask;
        }
        instanceKey[at] = key;
        instanceNumber[at] = instances;
        slotInstances[slotOf[c]]++;
        return instances++;
    }

    private static int[] roomFor(int[] array, int size) {
        return array.length >= size ? array : new int[Math.max(size, 2 * array.length)];
    }
}
