package org.echelle.vision.concepts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.Progress;
import org.echelle.tables.WholeLabels;
import org.echelle.vision.VisionException;

/** Turns the columns of a table into concepts. */
final class TableColumns {
    private final TableOptions options;
    private final List<String> header;
    private final List<List<String>> rows;
    private final int id;
    private final int[] sampleOf;
    private final int samples;
    private final Progress progress;
    private final String source;
    private final List<Concept> concepts = new ArrayList<>();
    private final List<float[]> values = new ArrayList<>();

    TableColumns(
            TableOptions options,
            List<String> header,
            List<List<String>> rows,
            int id,
            int[] sampleOf,
            int samples,
            Progress progress) {
        this.options = options;
        this.header = header;
        this.rows = rows;
        this.id = id;
        this.sampleOf = sampleOf;
        this.samples = samples;
        this.progress = progress;
        this.source = String.valueOf(options.path().getFileName());
    }

    ConceptSource source() {
        List<Integer> shared = matching(options.shares());
        List<Integer> graded = matching(options.graded());
        boolean anyNamed = !shared.isEmpty() || !graded.isEmpty();
        List<Integer> plain = options.columns().isEmpty() && !anyNamed
                ? IntStream.range(0, header.size()).boxed().toList()
                : matching(options.columns());
        if (!shared.isEmpty()) {
            shares(shared);
        }
        graded.forEach(this::degrees);
        List<String> leftOut = new ArrayList<>();
        for (int c : plain) {
            if (c != id && !shared.contains(c) && !graded.contains(c) && !column(c)) {
                leftOut.add(header.get(c));
            }
        }
        if (!leftOut.isEmpty()) {
            progress.note("Left out of the table " + source + ": " + String.join(", ", leftOut)
                    + " (no value, or more than " + options.maxValues() + " different ones).");
        }
        if (concepts.isEmpty()) {
            throw new VisionException("No column of the table " + options.path() + " can be a concept.");
        }
        return new WholeLabels(concepts, values.toArray(float[][]::new));
    }

    private List<Integer> matching(List<String> globs) {
        List<Integer> found = new ArrayList<>();
        for (String glob : globs) {
            Pattern pattern = Pattern.compile(
                    Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
            int before = found.size();
            for (int c = 0; c < header.size(); c++) {
                if (pattern.matcher(header.get(c)).matches() && !found.contains(c)) {
                    found.add(c);
                }
            }
            if (found.size() == before) {
                throw new VisionException("The table " + options.path() + " has no column " + glob + "; it has "
                        + String.join(", ", header) + ".");
            }
        }
        return found;
    }

    private String cell(int row, int column) {
        return column < rows.get(row).size() ? rows.get(row).get(column) : "";
    }

    /** The number in a cell; NaN where it is unknown, empty where it is no number. */
    private OptionalDouble number(int row, int column) {
        String text = cell(row, column);
        if (text.isEmpty()) {
            return OptionalDouble.of(Double.NaN);
        }
        try {
            double value = Double.parseDouble(text);
            return OptionalDouble.of(
                    options.unknown().isPresent() && options.unknown().get() == value ? Double.NaN : value);
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private float[] add(String group, String value, Concept.Scale scale) {
        concepts.add(WholeLabels.concept(group, value, scale, source));
        return addColumn();
    }

    private float[] addColumn() {
        float[] column = new float[samples];
        Arrays.fill(column, Float.NaN);
        values.add(column);
        return column;
    }

    private float[] alone(String name, Concept.Scale scale) {
        concepts.add(new Concept(name, name, name, Concept.Level.SAMPLE, scale, source));
        return addColumn();
    }

    /** Counts of one row as shares of their sum; their common prefix names the group. */
    private void shares(List<Integer> columns) {
        String prefix = header.get(columns.get(0));
        for (int c : columns) {
            while (!header.get(c).startsWith(prefix)
                    || (columns.size() > 1 && header.get(c).equals(prefix))) {
                prefix = prefix.substring(0, prefix.length() - 1);
            }
        }
        int cut = columns.size() == 1 ? 0 : Math.max(prefix.lastIndexOf('_'), prefix.lastIndexOf('-')) + 1;
        String group = cut > 1 ? prefix.substring(0, cut - 1) : "share";
        float[][] out = new float[columns.size()][];
        for (int i = 0; i < out.length; i++) {
            out[i] = add(group, header.get(columns.get(i)).substring(cut), Concept.Scale.GRADED);
        }
        for (int r = 0; r < sampleOf.length; r++) {
            if (sampleOf[r] < 0) {
                continue;
            }
            double[] counts = new double[out.length];
            for (int i = 0; i < out.length; i++) {
                counts[i] = must(r, columns.get(i));
                if (counts[i] < 0) {
                    throw wrong(r, columns.get(i), "a count of 0 or more");
                }
            }
            double sum = Arrays.stream(counts).sum();
            for (int i = 0; i < out.length && sum > 0; i++) {
                out[i][sampleOf[r]] = (float) (counts[i] / sum); // NaN when any count is unknown
            }
        }
    }

    private double must(int row, int column) {
        return number(row, column).orElseThrow(() -> wrong(row, column, "a number"));
    }

    private void degrees(int column) {
        float[] out = alone(header.get(column), Concept.Scale.GRADED);
        for (int r = 0; r < sampleOf.length; r++) {
            if (sampleOf[r] >= 0) {
                double value = must(r, column);
                if (value < 0 || value > 1) {
                    throw wrong(r, column, "a degree from 0 to 1");
                }
                out[sampleOf[r]] = (float) value;
            }
        }
    }

    private VisionException wrong(int row, int column, String what) {
        return new VisionException("The table " + options.path() + " says \"" + cell(row, column) + "\" in column "
                + header.get(column) + " of the sample " + cell(row, id) + "; it should be " + what
                + " or blank for unknown.");
    }

    /** Any other column: yes or no, a degree, or a category. Answers whether it could be used. */
    private boolean column(int c) {
        TreeSet<String> texts = new TreeSet<>();
        boolean numbers = true;
        boolean degrees = true;
        boolean bits = true;
        for (int r = 0; r < sampleOf.length; r++) {
            if (sampleOf[r] >= 0 && !cell(r, c).isEmpty()) {
                OptionalDouble n = number(r, c);
                numbers &= n.isPresent();
                if (n.isEmpty() || !Double.isNaN(n.getAsDouble())) {
                    double v = n.orElse(-1);
                    degrees &= v >= 0 && v <= 1;
                    bits &= v == 0 || v == 1;
                    texts.add(cell(r, c));
                }
            }
        }
        if (texts.isEmpty()) {
            return false;
        }
        if (numbers && degrees) {
            float[] out = alone(header.get(c), bits ? Concept.Scale.BOOLEAN : Concept.Scale.GRADED);
            for (int r = 0; r < sampleOf.length; r++) {
                if (sampleOf[r] >= 0) {
                    out[sampleOf[r]] = (float) number(r, c).orElse(Double.NaN);
                }
            }
            return true;
        }
        if (texts.size() > options.maxValues()) {
            return false;
        }
        for (String text : texts) {
            float[] out = add(header.get(c), text, Concept.Scale.BOOLEAN);
            for (int r = 0; r < sampleOf.length; r++) {
                OptionalDouble n = number(r, c);
                if (sampleOf[r] >= 0 && !(n.isPresent() && Double.isNaN(n.getAsDouble()))) {
                    out[sampleOf[r]] = cell(r, c).equals(text) ? 1 : 0;
                }
            }
        }
        return true;
    }
}
