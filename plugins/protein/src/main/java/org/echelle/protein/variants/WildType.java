package org.echelle.protein.variants;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.ProteinSource;

/**
 * What the variants are variants of.
 *
 * @param name for people
 * @param letters upper-case
 * @param firstNumber what the file calls its first residue
 */
record WildType(String name, String letters, int firstNumber) {
    private static final String NAMELESS = "the wild type";
    private static final int FAR = 3000;
    private static final int SHOWN = 3;

    /** From the options, else from the first whole sequence of the file, with its substitutions undone. */
    static WildType of(VariantOptions options, List<WrittenVariant> written) {
        if (options.wildType().isPresent()) {
            return checked(NAMELESS, options.wildType().get().replaceAll("\\s", ""), options.firstResidue());
        }
        if (options.wildTypeFile().isPresent()) {
            List<String> record =
                    ProteinSource.firstRecord(options.wildTypeFile().get());
            return checked(record.get(0), record.get(1), options.firstResidue());
        }
        for (WrittenVariant v : written) {
            Optional<String> undone =
                    v.row().sequence().flatMap(s -> v.variant().undone(s, options.firstResidue()));
            if (undone.isPresent()) {
                return new WildType(NAMELESS, undone.get(), options.firstResidue());
            }
        }
        throw new ProteinException(
                "The file " + options.path()
                        + (written.stream().anyMatch(v -> v.row().sequence().isPresent())
                                ? " has no sequence that has the residues of its variant at 'first-residue: "
                                        + options.firstResidue() + "'; give 'wild-type', or another 'first-residue'."
                                : " has no whole sequences; give 'wild-type', its letters, or 'wild-type-file', a FASTA file."));
    }

    private static WildType checked(String name, String letters, int firstNumber) {
        String upper = letters.toUpperCase(Locale.ROOT).replaceAll("\\*$", "");
        if (!upper.matches("[A-Z]+")) {
            throw new ProteinException("The wild type" + (name.equals(NAMELESS) ? "" : " " + name)
                    + " has something inside that is no residue; give its letters alone.");
        }
        return new WildType(name, upper, firstNumber);
    }

    /**
     * Those that fit; others are counted.
     *
     * @throws ProteinException when most do not fit, with the number of the first residue under which they would
     */
    List<WrittenVariant> fitting(String file, List<WrittenVariant> written, Oddities oddities) {
        List<WrittenVariant> fitting = new ArrayList<>();
        List<String> strangers = new ArrayList<>();
        for (WrittenVariant v : written) {
            Optional<String> problem = v.variant().problem(letters, firstNumber);
            if (problem.isPresent()) {
                oddities.count(problem.get(), v.row().where() + " '" + v.row().variant() + "'");
                if (v.variant().strange(letters, firstNumber)) {
                    strangers.add(v.row().where() + " '" + v.row().variant() + "'");
                }
            } else if (!same(v)) {
                oddities.count(
                        "variant{|s} whose sequence is not the wild type with {its|their} substitutions, left out",
                        v.row().where() + " '" + v.row().variant() + "'");
                strangers.add(v.row().where());
            } else {
                fitting.add(v);
            }
        }
        if (2 * strangers.size() > written.size()) {
            throw new ProteinException(strangers.size() + " of " + written.size() + " variants of " + file
                    + " do not fit " + (name.equals(NAMELESS) ? name : "the wild type " + name) + " ("
                    + letters.length() + " residues, the first called "
                    + firstNumber + "), such as "
                    + String.join(", ", strangers.subList(0, Math.min(SHOWN, strangers.size()))) + ". "
                    + advice(written));
        }
        return fitting;
    }

    private boolean same(WrittenVariant v) {
        return v.row().sequence().isEmpty()
                || v.row().sequence().get().equals(v.variant().of(letters, firstNumber));
    }

    private String advice(List<WrittenVariant> written) {
        int best = firstNumber;
        long most = 0;
        for (int first = -FAR; first <= FAR; first++) {
            int number = first;
            long fit = written.stream()
                    .filter(v -> !v.variant().substitutions().isEmpty()
                            && !v.variant().strange(letters, number))
                    .count();
            if (fit > most) {
                most = fit;
                best = first;
            }
        }
        return best != firstNumber && 2 * most > written.size()
                ? "With 'first-residue: " + best + "' " + most + " would."
                : "Under no numbering would most of them; is it the sequence that was mutated?";
    }
}
