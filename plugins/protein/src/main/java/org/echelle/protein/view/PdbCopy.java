package org.echelle.protein.view;

import java.util.Locale;
import java.util.Map;
import org.biojava.nbio.structure.ResidueNumber;

/**
 * Writes B-factors into a PDB file: columns 61 to 66 of its ATOM and HETATM records, as {@code %6.2f}; every other column and record
 * stays as it is (wwPDB, Atomic Coordinate Entry Format 3.3).
 */
final class PdbCopy implements ChainModel.ColouredCopy {
    private static final int CHAIN = 21; // column 22, counted from 0 as all of these
    private static final int NUMBER = 22;
    private static final int INSERTION = 26;
    private static final int FACTOR = 60;
    private static final int AFTER = 66;

    private final String file;
    private final Map<ResidueNumber, Integer> index;

    PdbCopy(String file, Map<ResidueNumber, Integer> index) {
        this.file = file;
        this.index = Map.copyOf(index);
    }

    @Override
    public String coloured(float[] factors) {
        StringBuilder out = new StringBuilder(file.length() + 1000);
        for (String line : (Iterable<String>) file.lines()::iterator) {
            out.append(atom(line) ? rewritten(line, factors) : line).append('\n');
        }
        return out.toString();
    }

    private static boolean atom(String line) {
        return (line.startsWith("ATOM  ") || line.startsWith("HETATM")) && line.length() > INSERTION;
    }

    private String rewritten(String line, float[] factors) {
        String padded = line.length() >= FACTOR ? line : line + " ".repeat(FACTOR - line.length());
        String rest = padded.length() > AFTER ? padded.substring(AFTER) : "";
        return padded.substring(0, FACTOR) + String.format(Locale.ROOT, "%6.2f", factor(line, factors)) + rest;
    }

    private float factor(String line, float[] factors) {
        String number = line.substring(NUMBER, INSERTION).strip();
        char insertion = line.charAt(INSERTION);
        try {
            return ChainModel.factor(
                    index,
                    new ResidueNumber(
                            String.valueOf(line.charAt(CHAIN)),
                            Integer.valueOf(number),
                            insertion == ' ' ? null : insertion),
                    factors);
        } catch (NumberFormatException notANumber) {
            return ChainModel.UNKNOWN;
        }
    }
}
