package org.echelle.protein.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.echelle.protein.ProteinException;

/**
 * Aligned sequences. Columns are those in which sequences are aligned; insertions (lower case beside {@code .} in A2M and Stockholm, lower
 * case in A3M) belong to no column, but to their sequence.
 */
public final class Alignment {
    static final char GAP = '-';
    private static final String GAPS = "-._~";

    private final String name;
    private final List<Row> rows;
    private final int columns;

    /**
     * One sequence.
     *
     * @param name as the file has it
     * @param aligned {@code [column]}: upper-case letters, and {@link #GAP}
     * @param whole the letters as they stand in the file, upper case in columns and lower case between them, without gaps of
     *     insertions
     */
    record Row(String name, String aligned, String whole) {
        /** The sequence, insertions included, in upper case. */
        String residues() {
            StringBuilder letters = new StringBuilder(whole.length());
            for (int i = 0; i < whole.length(); i++) {
                if (whole.charAt(i) != GAP) {
                    letters.append(Character.toUpperCase(whole.charAt(i)));
                }
            }
            return letters.toString();
        }

        /** {@code [residue]}: the column in which it stands, or -1 for an insertion. */
        int[] columnOfResidue() {
            int[] columns = new int[whole.length()];
            int residues = 0;
            int column = 0;
            for (int i = 0; i < whole.length(); i++) {
                char c = whole.charAt(i);
                if (c == GAP) {
                    column++;
                } else {
                    columns[residues++] = Character.isLowerCase(c) ? -1 : column++;
                }
            }
            return Arrays.copyOf(columns, residues);
        }
    }

    private Alignment(String name, List<Row> rows) {
        this.name = name;
        this.rows = List.copyOf(rows);
        columns = rows.isEmpty() ? 0 : rows.get(0).aligned().length();
    }

    /**
     * Takes sequences as files write them.
     *
     * @param name for people
     * @param names {@code [row]}
     * @param raw {@code [row]}, with gaps ({@code - . _ ~})
     * @throws ProteinException for characters that are neither letters nor gaps, and for rows of unequal length
     */
    static Alignment of(String name, List<String> names, List<String> raw) {
        for (int r = 0; r < raw.size(); r++) {
            check(name, names.get(r), raw.get(r));
        }
        boolean capitals = raw.stream().anyMatch(s -> s.chars().anyMatch(Character::isUpperCase));
        boolean equal = raw.stream().mapToInt(String::length).distinct().count() <= 1;
        boolean[] column = equal && !raw.isEmpty() ? columns(raw, capitals) : new boolean[0];
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < raw.size(); r++) {
            rows.add(row(names.get(r), raw.get(r), equal, column));
        }
        for (Row row : rows) {
            if (row.aligned().length() != rows.get(0).aligned().length()) {
                throw new ProteinException(
                        "In " + name + " the sequences " + rows.get(0).name() + " and " + row.name()
                                + " have " + rows.get(0).aligned().length() + " and "
                                + row.aligned().length()
                                + " columns; in an alignment all have as many.");
            }
        }
        return new Alignment(name, rows);
    }

    private static void check(String name, String row, String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = Character.toUpperCase(raw.charAt(i));
            if ((c < 'A' || c > 'Z') && c != '*' && GAPS.indexOf(c) < 0) {
                throw new ProteinException("In " + name + " the sequence " + row + " has '" + raw.charAt(i) + "' at "
                        + (i + 1) + ", which is neither a letter nor a gap.");
            }
        }
    }

    /** Which columns are aligned: those with a capital or a dash; all of a file without capitals. */
    private static boolean[] columns(List<String> raw, boolean capitals) {
        boolean[] column = new boolean[raw.get(0).length()];
        Arrays.fill(column, !capitals);
        for (String row : raw) {
            for (int i = 0; i < row.length() && capitals; i++) {
                column[i] |= Character.isUpperCase(row.charAt(i)) || row.charAt(i) == GAP;
            }
        }
        return column;
    }

    /** @param equal whether {@code column} tells the columns; else lower case and dots are insertions, as in A3M */
    private static Row row(String name, String raw, boolean equal, boolean[] column) {
        StringBuilder aligned = new StringBuilder();
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i) == '*' ? 'X' : raw.charAt(i);
            boolean gap = GAPS.indexOf(c) >= 0;
            if (equal ? column[i] : c == GAP || Character.isUpperCase(c)) {
                aligned.append(gap ? GAP : Character.toUpperCase(c));
                whole.append(gap ? GAP : Character.toUpperCase(c));
            } else if (!gap) {
                whole.append(Character.toLowerCase(c));
            }
        }
        String columns = aligned.toString();
        // Most rows have no insertion: then one string serves as both.
        return new Row(name, columns, columns.contentEquals(whole) ? columns : whole.toString());
    }

    /** For people. */
    public String name() {
        return name;
    }

    /** Number of sequences. */
    public int size() {
        return rows.size();
    }

    /** Number of columns. */
    public int columns() {
        return columns;
    }

    List<Row> rows() {
        return rows;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%d sequences, %d columns)", name, size(), columns);
    }
}
