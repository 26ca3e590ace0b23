package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.List;
import org.echelle.protein.ProteinException;

/**
 * How long proteins are cut: windows of one length that overlap, the last one moved back so that it is as long as the others.
 * Neighbours share the residues that both show at the middle of their overlap, so that the kept parts tile the protein.
 *
 * @param length residues of a window; 0 for none
 * @param overlap residues that neighbours share at least
 */
record Windows(int length, int overlap) {
    /**
     * @param from first residue, counted from 0
     * @param to after the last
     * @param keptFrom first residue that this window keeps
     * @param keptTo after the last that it keeps
     */
    record Window(int from, int to, int keptFrom, int keptTo) {}

    Windows {
        if (length < 0 || overlap < 0 || (length > 0 && overlap >= length)) {
            throw new ProteinException("A window of " + length + " residues with an overlap of " + overlap
                    + " does not advance; 'overlap' must be smaller than 'window'.");
        }
    }

    /** The windows of a protein; one when it is short enough. */
    List<Window> of(int residues) {
        if (length == 0 || residues <= length) {
            return List.of(new Window(0, residues, 0, residues));
        }
        List<Integer> starts = new ArrayList<>();
        for (int from = 0; from + length < residues; from += length - overlap) {
            starts.add(from);
        }
        starts.add(residues - length);
        List<Window> windows = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < starts.size(); i++) {
            int from = starts.get(i);
            boolean last = i == starts.size() - 1;
            int to = from + length;
            int keptTo = last ? residues : (starts.get(i + 1) + to + 1) / 2;
            windows.add(new Window(from, to, kept, keptTo));
            kept = keptTo;
        }
        return windows;
    }
}
