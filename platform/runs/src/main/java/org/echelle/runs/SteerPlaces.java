package org.echelle.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.api.SequenceModel;
import org.echelle.steering.Gate;
import org.echelle.steering.Where;

/**
 * Rows and samples of an edit, as people write them.
 *
 * <p>Rows: {@code all}, {@code class-token}, {@code placed}, {@code AXIS=FIRST..LAST} (a coordinate, or what a sampler stamps: a
 * timestep, a guidance branch), {@code mask=FILE} (text of 0 and 1, one for each row of a sample that has a place, in the order of the
 * hook point); several joined by {@code +} hold together. Residues are counted from 1, all else from 0. Samples: {@code always}, {@code firing=SHARE}, {@code change=SIZE}.
 */
final class SteerPlaces {
    private static final Pattern RANGE = Pattern.compile("([A-Za-z-]+)=(-?[0-9]{1,9})(?:\\.\\.(-?[0-9]{1,9}))?");
    private static final Pattern WHEN =
            Pattern.compile("(firing|change)=([0-9]{1,12}(?:[.][0-9]{1,12})?(?:[eE][-+]?[0-9]{1,2})?)");

    private SteerPlaces() {}

    /** Which rows; all of them where nothing is said. */
    static Where where(String text) {
        return where(text.isEmpty() ? "all" : text, Optional.empty());
    }

    /** The same where places along one axis have numbers that people know them by, such as residues, which count from 1. */
    static Where where(String text, Optional<SequenceModel> numbered) {
        Where all = Where.everywhere();
        for (String part : text.split("\\+", -1)) {
            all = all.and(one(part.strip(), numbered));
        }
        return all;
    }

    private static Where one(String text, Optional<SequenceModel> numbered) {
        if (text.startsWith("mask=")) {
            return mask(Path.of(text.substring("mask=".length())));
        }
        return switch (text) {
            case "all" -> Where.everywhere();
            case "class-token" -> Where.classToken();
            case "placed" -> Where.placed();
            default -> range(text, numbered);
        };
    }

    private static Where range(String text, Optional<SequenceModel> numbered) {
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new RunException("'" + text
                    + "' does not say which rows: all, class-token, placed, mask=FILE, or AXIS=FIRST..LAST such as"
                    + " timestep=0..10; several joined by +.");
        }
        int first = Integer.parseInt(range.group(2));
        int last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
        if (last < first) {
            throw new RunException("'" + text + "' holds no rows: its end lies before its beginning.");
        }
        int less = numbered.filter(m -> m.axis().equals(range.group(1)))
                .map(SequenceModel::firstNumber)
                .orElse(0);
        return Where.along(range.group(1), first - less, last - less);
    }

    /** A mask over the rows with a place, counted as they come; the rows of a sample follow each other. */
    private static Where mask(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new RunException(
                    "There is no file " + file + " for the mask; it is text of 0 and 1, one for each place of a"
                            + " sample in the order of the hook point.");
        }
        String digits;
        try {
            digits = Files.readString(file).replaceAll("[\\s,;]", "");
        } catch (IOException e) {
            throw new RunException("The mask " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (!digits.matches("[01]+")) {
            throw new RunException("The mask " + file + " holds something else than 0 and 1.");
        }
        return row -> row.placed() && digits.charAt(place(row, digits.length(), file)) == '1';
    }

    /** The row's number among those with a place: leading ones without a place (class and register tokens) do not count. */
    private static int place(Where.Row row, int length, Path file) {
        long cells = 1;
        long at = 0;
        for (int a = 0; a < row.coordinates().length; a++) {
            if (row.stamps().containsKey(row.hook().axes().get(a).name())) {
                continue; // a timestep or a branch: the mask is the same for each
            }
            long size = row.hook().axes().get(a).size();
            if (size <= 0) {
                at = row.position();
                cells = -1;
                break;
            }
            at = at * size + row.coordinates()[a];
            cells *= size;
        }
        if ((cells > 0 && cells != length) || at >= length) {
            throw new RunException("The mask " + file + " holds " + length + " cells, but hook point "
                    + row.hook().name() + " has " + (cells > 0 ? cells : "more than " + at) + " places in a sample.");
        }
        return (int) at;
    }

    /**
     * Which samples; empty where the strategy decides.
     *
     * @param features that open the gate by firing
     */
    static Optional<Gate> when(String text, int[] features) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.equals("always")) {
            return Optional.of(Gate.open());
        }
        Matcher when = WHEN.matcher(text);
        if (!when.matches()) {
            throw new RunException(
                    "'" + text
                            + "' does not say when: always, firing=SHARE (samples where a larger share of rows has any of the features,"
                            + " such as firing=0.2), or change=SIZE (samples that the edit changes by at least that mean square).");
        }
        double bound = Double.parseDouble(when.group(2));
        if (when.group(1).equals("firing") && bound >= 1) {
            throw new RunException(
                    "'" + text + "' can never be: firing is a share of a sample's rows, from 0 to below 1,"
                            + " and a larger one opens.");
        }
        return Optional.of(
                when.group(1).equals("firing") ? new Gate.FiringShare(features, bound) : new Gate.Change(bound));
    }
}
