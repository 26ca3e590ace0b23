package org.echelle.protein.sequences;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a feature lies, as UniProt writes it: 1-based and inclusive.
 *
 * @param isoform of which sequence ({@code Q0E9H9-2}); empty for the entry's own
 * @param begin first residue; 0 when nobody knows ({@code ?}), or where a file says 0
 * @param end last residue; 0 when nobody knows, or where a file says 0
 * @param doubtful a position is unknown or only guessed ({@code ?}, {@code ?12})
 * @param open the feature goes on beyond the residues that were seen ({@code <1}, {@code >185})
 * @param written as UniProt writes it today, whatever the file's format
 */
public record Location(Optional<String> isoform, int begin, int end, boolean doubtful, boolean open, String written) {
    private static final Pattern ENDS = Pattern.compile("(?:([A-Za-z0-9-]+):)?([^.:]+)(?:\\.\\.([^.:]+))?");
    private static final Pattern POSITION = Pattern.compile("([<>?]*)([0-9]*)");

    /** Whether a file says 0, where no residue is: UniProt counts from 1. */
    public boolean atZero() {
        return !doubtful && (begin == 0 || end == 0);
    }

    /**
     * Reads {@code 57}, {@code 23..150}, {@code <1..40}, {@code ?..12}, {@code P12345-2:4..9}.
     *
     * @return empty for anything else
     */
    public static Optional<Location> parse(String text) {
        Matcher ends = ENDS.matcher(text.strip());
        if (!ends.matches()) {
            return Optional.empty();
        }
        return of(
                Optional.ofNullable(ends.group(1)),
                ends.group(2),
                ends.group(3) == null ? ends.group(2) : ends.group(3));
    }

    /**
     * From two positions, such as the columns of older flat files.
     *
     * @return empty when one of them is no position
     */
    static Optional<Location> of(Optional<String> isoform, String from, String to) {
        Matcher b = POSITION.matcher(from.strip());
        Matcher e = POSITION.matcher(to.strip());
        if (!b.matches() || !e.matches() || b.group().isEmpty() || e.group().isEmpty()) {
            return Optional.empty();
        }
        try {
            int begin = b.group(2).isEmpty() ? 0 : Integer.parseInt(b.group(2));
            int end = e.group(2).isEmpty() ? 0 : Integer.parseInt(e.group(2));
            String marks = b.group(1) + e.group(1);
            boolean doubtful =
                    marks.contains("?") || b.group(2).isEmpty() || e.group(2).isEmpty();
            boolean open = marks.contains("<") || marks.contains(">");
            String written = isoform.map(i -> i + ":").orElse("")
                    + b.group()
                    + (b.group().equals(e.group()) ? "" : ".." + e.group());
            return Optional.of(new Location(isoform, begin, end, doubtful, open, written));
        } catch (NumberFormatException tooLong) {
            return Optional.empty();
        }
    }
}
