package org.echelle.protein.view;

import java.util.ArrayList;
import java.util.List;

/**
 * The marks beneath one line of a sequence, in as few rows as hold them without overlap: each goes into the first row that is free from
 * its first residue on, in order of first residues. A label that does not fit into its bar stands behind it where there is room.
 *
 * @param placed what is drawn
 * @param rows number of rows in use
 * @param left marks for which there was no row
 */
record MarkRows(List<Placed> placed, int rows, int left) {
    /**
     * @param mark what
     * @param row counted from 0
     * @param from first cell of the line, counted from 0
     * @param to after the last cell
     * @param label shown beside or in the bar; empty where there is no room
     * @param inside whether the label stands in the bar
     */
    record Placed(Mark mark, int row, int from, int to, String label, boolean inside) {}

    /** Width of a label's letter in cells. */
    private static final double LETTER = 0.47;

    /**
     * @param first residue of the whole protein in the line's first cell
     * @param cells residues in the line
     * @param width cells that a full line has: labels may reach that far
     * @param most rows
     */
    static MarkRows of(List<Mark> marks, int first, int cells, int width, int most) {
        List<Placed> placed = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int left = 0;
        for (Mark mark : marks.stream()
                .filter(m -> m.from() < first + cells && m.to() > first)
                .sorted(java.util.Comparator.comparingInt(Mark::from))
                .toList()) {
            int from = Math.max(0, mark.from() - first);
            int to = Math.min(cells, mark.to() - first);
            String label = label(mark, to - from);
            int words = words(label);
            boolean inside = words <= to - from && !mark.paired();
            boolean behind = !inside && to + words <= width;
            int end = behind ? to + words : to;
            int row = 0;
            while (row < ends.size() && ends.get(row) > from) {
                row++;
            }
            if (row == most) {
                left++;
                continue;
            }
            if (row == ends.size()) {
                ends.add(end);
            } else {
                ends.set(row, end);
            }
            placed.add(new Placed(mark, row, from, to, inside || behind ? label : "", inside));
        }
        return new MarkRows(placed, ends.size(), left);
    }

    /** Its kind, with its name where the bar holds both. */
    private static String label(Mark mark, int cells) {
        String both = mark.kind() + ": " + mark.name();
        return mark.name().isEmpty() || mark.paired() || words(both) > cells ? mark.kind() : both;
    }

    /** Cells that a label takes. */
    private static int words(String label) {
        return (int) Math.ceil(label.length() * LETTER + 0.4);
    }
}
