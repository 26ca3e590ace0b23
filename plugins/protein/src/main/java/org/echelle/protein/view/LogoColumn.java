package org.echelle.protein.view;

import java.util.Comparator;
import java.util.List;

/**
 * One position of a sequence logo: {@code R = log2 20 - (H + e(n))} bits, where {@code H} is the Shannon entropy of the observed
 * frequencies and {@code e(n) = 19 / (2 ln 2 n)} corrects for the few sequences; a letter is {@code frequency * R} bits high.
 * Schneider and Stephens 1990, Nucleic Acids Research 18:6097. Only the twenty letters count; a column whose correction exceeds what is
 * left is 0 bits high.
 *
 * @param n letters seen at the position
 * @param bits {@code R}
 * @param letters seen, rarest first, as they are stacked
 */
record LogoColumn(int n, double bits, List<Letter> letters) {
    static final String ALPHABET = "ACDEFGHIKLMNPQRSTVWY";
    /** What a column can hold at most, without correction. */
    static final double MOST = Math.log(ALPHABET.length()) / Math.log(2);

    /**
     * @param letter an amino acid
     * @param frequency among the {@link #n} letters
     * @param bits its height
     */
    record Letter(char letter, double frequency, double bits) {}

    /** @param windows strings of equal length; whatever is no amino acid ({@code -}, {@code X}) is not counted */
    static LogoColumn at(List<String> windows, int position) {
        int[] counts = new int[ALPHABET.length()];
        int n = 0;
        for (String window : windows) {
            int letter = ALPHABET.indexOf(window.charAt(position));
            if (letter >= 0) {
                counts[letter]++;
                n++;
            }
        }
        double entropy = 0;
        for (int count : counts) {
            if (count > 0) {
                double f = count / (double) n;
                entropy -= f * Math.log(f) / Math.log(2);
            }
        }
        double bits = n == 0 ? 0 : Math.max(0, MOST - entropy - correction(n));
        java.util.ArrayList<Letter> letters = new java.util.ArrayList<>();
        for (int a = 0; a < counts.length; a++) {
            if (counts[a] > 0) {
                double f = counts[a] / (double) n;
                letters.add(new Letter(ALPHABET.charAt(a), f, f * bits));
            }
        }
        letters.sort(Comparator.comparingDouble(Letter::frequency)
                .thenComparing(Comparator.comparing(Letter::letter).reversed()));
        return new LogoColumn(n, bits, List.copyOf(letters));
    }

    /** {@code e(n)}, in bits. */
    static double correction(int n) {
        return (ALPHABET.length() - 1) / (2 * Math.log(2) * n);
    }
}
