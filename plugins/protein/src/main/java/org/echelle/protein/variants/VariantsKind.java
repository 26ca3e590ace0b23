package org.echelle.protein.variants;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.Numbered;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.Scan;

/**
 * A deep mutational scan: every variant a sample, what was measured a number of it.
 *
 * <p>A variant is taken only where the wild type has the residue that it says it replaces: a scan that is numbered otherwise must not be
 * read one residue off. Where most variants do not fit, the number of the first residue under which they would is told.
 */
public final class VariantsKind implements SampleKind<VariantOptions> {
    private static final int SHOWN = 3;
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");

    @Override
    public String name() {
        return "variants";
    }

    @Override
    public String description() {
        return "Variants of one protein with measured numbers (a deep mutational scan): a table or a FASTA file.";
    }

    @Override
    public Class<VariantOptions> options() {
        return VariantOptions.class;
    }

    @Override
    public SampleSource open(VariantOptions options, OpenContext context) {
        String file = options.path().getFileName().toString();
        Oddities oddities = new Oddities();
        VariantTable table = VariantTable.read(options.path(), options.mutant(), oddities);
        int[] measures = measures(table, options);
        List<WrittenVariant> written = WrittenVariant.of(table, oddities);
        WildType wild = WildType.of(options, written);
        List<WrittenVariant> fitting = wild.fitting(file, written, oddities);
        List<WrittenVariant> kept = limited(single(fitting, oddities), options.limit());
        if (kept.isEmpty()) {
            throw new ProteinException("No variant could be read from " + options.path() + ". "
                    + (table.variants().isEmpty() && oddities.counts().isEmpty()
                            ? "It has no line behind its head."
                            : String.join(" ", oddities.sentences("It has"))));
        }
        oddities.sentences(file).forEach(context.progress()::note);
        Scan scan = scan(kept, wild, table, measures, options);
        context.progress().note(sentence(kept, scan) + " Measured: " + measured(scan, table));
        return ProteinSource.variants(
                kept.stream()
                        .map(v -> Entry.bare(v.variant().name(), v.variant().of(wild.letters(), wild.firstNumber())))
                        .toList(),
                scan);
    }

    /** Columns of numbers, the one that matters first. */
    private static int[] measures(VariantTable table, VariantOptions options) {
        int first = options.score().map(table.measures()::indexOf).orElse(0);
        if (first < 0) {
            String score = options.score().orElseThrow();
            String numbers = table.measures().isEmpty()
                    ? "no column of it holds numbers"
                    : "columns of numbers are " + String.join(", ", table.measures());
            throw new ProteinException(
                    table.words().containsKey(score)
                            ? "The column '" + score + "' of " + options.path() + " holds no numbers ("
                                    + first(table.words().get(score)) + "); " + numbers + "."
                            : "The file " + options.path() + " has no column '" + score + "'; " + numbers + ".");
        }
        return IntStream.concat(
                        IntStream.of(first).limit(table.measures().size()),
                        IntStream.range(0, table.measures().size()).filter(m -> m != first))
                .toArray();
    }

    private static Scan scan(
            List<WrittenVariant> kept, WildType wild, VariantTable table, int[] measures, VariantOptions options) {
        double[][] values = new double[measures.length][kept.size()];
        String[] groups = new String[kept.size()];
        boolean position = options.group() == VariantOptions.Grouping.POSITION;
        for (int i = 0; i < groups.length; i++) {
            for (int m = 0; m < measures.length; m++) {
                values[m][i] = kept.get(i).row().values()[measures[m]];
            }
            Variant variant = kept.get(i).variant();
            groups[i] = position ? variant.positions() : variant.name();
        }
        return new Scan(
                wild.name(),
                wild.letters(),
                wild.firstNumber(),
                IntStream.of(measures).mapToObj(table.measures()::get).toList(),
                values,
                groups,
                position ? "position" : "variant");
    }

    private static String sentence(List<WrittenVariant> kept, Scan scan) {
        long several = kept.stream()
                .filter(v -> v.variant().substitutions().size() > 1)
                .count();
        return String.format(
                Locale.ROOT,
                "%s of %s (%,d residues%s), %,d of them with several substitutions.",
                Numbered.of(kept.size(), "variant{|s}"),
                scan.name(),
                scan.wildType().length(),
                scan.firstNumber() == 1 ? "" : ", the first of which the file calls " + scan.firstNumber(),
                several);
    }

    /** Columns of numbers, and those that could have been meant. */
    private static String measured(Scan scan, VariantTable table) {
        String words = table.words().entrySet().stream()
                .limit(SHOWN)
                .map(e -> e.getKey() + " (" + first(e.getValue()) + ")")
                .collect(Collectors.joining(", "));
        return (scan.measures().isEmpty() ? "nothing" : String.join(", ", scan.measures()))
                + (words.isEmpty() ? "" : "; no numbers are in " + words)
                + (table.words().size() > SHOWN ? ", ..." : "")
                + ".";
    }

    /** What a column without numbers begins with. */
    private static String first(String cell) {
        return cell.isEmpty()
                ? "it is empty"
                : "it begins with '" + cell + "'"
                        + (DECIMAL_COMMA.matcher(cell).matches() ? ": write a point for the decimal comma" : "");
    }

    /** The first of each variant; a second measurement of it would stand on both sides of a split. */
    private static List<WrittenVariant> single(List<WrittenVariant> read, Oddities oddities) {
        Map<String, WrittenVariant> byName = new HashMap<>();
        List<WrittenVariant> kept = new ArrayList<>();
        for (WrittenVariant v : read) {
            if (byName.putIfAbsent(v.variant().name(), v) == null) {
                kept.add(v);
            } else {
                oddities.count(
                        "variant{|s} that {was|were} there before, of which the first is taken",
                        v.variant().name() + " in " + v.row().where());
            }
        }
        return kept;
    }

    private static List<WrittenVariant> limited(List<WrittenVariant> all, Optional<Integer> limit) {
        if (limit.isPresent() && limit.get() < 1) {
            throw new ProteinException("The samples' limit is " + limit.get() + "; give at least 1, or leave it out.");
        }
        if (limit.isEmpty() || limit.get() >= all.size()) {
            return all;
        }
        return IntStream.range(0, limit.get())
                .mapToObj(i -> all.get((int) ((long) i * all.size() / limit.get())))
                .toList();
    }
}
