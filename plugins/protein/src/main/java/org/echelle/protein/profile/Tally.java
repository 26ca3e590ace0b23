package org.echelle.protein.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Residues of one protein in bins (twenty amino acids, ten tenths of its length).
 *
 * @param bins in the order of their subject
 */
public record Tally(List<Bin> bins) {
    /** The amino acids, in the order of the bins of {@link #letters}. */
    public static final String AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY";

    private static final int TENTHS = 10;

    /**
     * What fell into one bin.
     *
     * @param measured residues of which the run has an activation
     * @param active those on which the feature is above 0
     * @param sum of their activations
     */
    public record Bin(int measured, int active, double sum) {
        static final Bin EMPTY = new Bin(0, 0, 0);

        Bin and(float value) {
            return new Bin(measured + 1, active + (value > 0 ? 1 : 0), sum + value);
        }

        Bin and(Bin other) {
            return new Bin(measured + other.measured, active + other.active, sum + other.sum);
        }

        /** The shortest of {@code ""}, {@code measured} and {@code measured,active,sum} that says it all. */
        String text() {
            return measured == 0 ? "" : active == 0 && sum == 0 ? "" + measured : measured + "," + active + "," + sum;
        }

        static Bin parse(String text) {
            if (text.isEmpty()) {
                return EMPTY;
            }
            String[] parts = text.split(",", -1);
            int measured = Integer.parseInt(parts[0]);
            return parts.length == 1
                    ? new Bin(measured, 0, 0)
                    : new Bin(measured, Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));
        }
    }

    public Tally {
        bins = List.copyOf(bins);
    }

    /**
     * By amino acid; other letters (X, U, B ...) are in no bin.
     *
     * @param values {@code [residue]} of {@code sequence}, NaN where the run has no activation
     */
    static Tally letters(String sequence, float[] values) {
        Bin[] bins = empty(AMINO_ACIDS.length());
        for (int i = 0; i < values.length; i++) {
            int letter = AMINO_ACIDS.indexOf(sequence.charAt(i));
            if (letter >= 0 && !Float.isNaN(values[i])) {
                bins[letter] = bins[letter].and(values[i]);
            }
        }
        return new Tally(List.of(bins));
    }

    /**
     * By place: the first tenth of the whole protein's residues, the second, and so on.
     *
     * @param offset residues of the whole protein before the first of {@code values}
     * @param length residues of the whole protein
     */
    static Tally tenths(int offset, int length, float[] values) {
        Bin[] bins = empty(TENTHS);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isNaN(values[i])) {
                int tenth = (int) Math.min(TENTHS - 1, (long) TENTHS * (offset + i) / length);
                bins[tenth] = bins[tenth].and(values[i]);
            }
        }
        return new Tally(List.of(bins));
    }

    private static Bin[] empty(int count) {
        Bin[] bins = new Bin[count];
        Arrays.fill(bins, Bin.EMPTY);
        return bins;
    }

    /** Both together, bin by bin. */
    Tally and(Tally other) {
        List<Bin> sums = new ArrayList<>();
        for (int b = 0; b < bins.size(); b++) {
            sums.add(bins.get(b).and(other.bins.get(b)));
        }
        return new Tally(sums);
    }

    String text() {
        return bins.stream().map(Bin::text).collect(Collectors.joining(";"));
    }

    static Tally parse(String text) {
        return new Tally(Arrays.stream(text.split(";", -1)).map(Bin::parse).toList());
    }
}
