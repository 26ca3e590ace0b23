package org.echelle.protein.alignment;

import java.util.Arrays;

/**
 * How conserved the columns of an alignment are: the Jensen-Shannon divergence of their amino acids from those of proteins at large.
 *
 * <p>{@code score = (1 - g) (KL(p, r) + KL(q, r)) / 2} with {@code r = (p + q) / 2} and logarithms to base 2, so that it lies between 0 and
 * 1; {@code p} are the column's frequencies without its gaps, {@code q} those of BLOSUM62's blocks, {@code g} the share of gaps. Sequences
 * have the position-based weights of Henikoff and Henikoff 1994 (J. Mol. Biol. 243:574). Capra and Singh 2007, Bioinformatics 23:1875;
 * without their window over neighbouring columns, which would make runs of residues look alike.
 *
 * <p>B counts as D, Z as Q, U as C, O as K, J as L; X as a gap.
 */
public final class Conservation {
    static final String LETTERS = "ARNDCQEGHILKMFPSTWYV";
    /** Of BLOSUM62, to three digits as Capra and Singh give them, in the order of the letters; they sum to 1.002. */
    static final double[] BACKGROUND = {
        0.078, 0.051, 0.041, 0.052, 0.024, 0.034, 0.059, 0.083, 0.025, 0.062, 0.092, 0.056, 0.024, 0.044, 0.043, 0.059,
        0.055, 0.014, 0.034, 0.072
    };

    private static final int[] CODES = codes();

    private Conservation() {}

    private static int[] codes() {
        int[] codes = new int[128];
        Arrays.fill(codes, -1);
        for (int a = 0; a < LETTERS.length(); a++) {
            codes[LETTERS.charAt(a)] = a;
        }
        codes['B'] = codes['D'];
        codes['Z'] = codes['Q'];
        codes['U'] = codes['C'];
        codes['O'] = codes['K'];
        codes['J'] = codes['L'];
        return codes;
    }

    /**
     * Scores all columns.
     *
     * @param mostGaps columns with a larger share of gaps (of sequences, not of weights) are not scored
     * @return {@code [column]}, 0 to 1, NaN where a column is not scored
     */
    public static double[] scores(Alignment alignment, double mostGaps) {
        byte[][] cells = cells(alignment);
        double[] weights = weights(cells, alignment.columns());
        double[] scores = new double[alignment.columns()];
        for (int c = 0; c < scores.length; c++) {
            scores[c] = score(cells, weights, c, mostGaps);
        }
        return scores;
    }

    /** {@code [row][column]}: index of the letter, -1 for a gap. */
    private static byte[][] cells(Alignment alignment) {
        byte[][] cells = new byte[alignment.size()][alignment.columns()];
        for (int r = 0; r < cells.length; r++) {
            String row = alignment.rows().get(r).aligned();
            for (int c = 0; c < row.length(); c++) {
                cells[r][c] = (byte) CODES[row.charAt(c)];
            }
        }
        return cells;
    }

    /** {@code [row]}, summing to 1: in each column a sequence gets 1 / (kinds of letters * sequences with its own). */
    private static double[] weights(byte[][] cells, int columns) {
        double[] weights = new double[cells.length];
        for (int c = 0; c < columns; c++) {
            int[] counts = new int[LETTERS.length()];
            for (byte[] row : cells) {
                if (row[c] >= 0) {
                    counts[row[c]]++;
                }
            }
            long kinds = Arrays.stream(counts).filter(n -> n > 0).count();
            for (int r = 0; r < cells.length; r++) {
                if (cells[r][c] >= 0) {
                    weights[r] += 1.0 / (kinds * counts[cells[r][c]]);
                }
            }
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    private static double score(byte[][] cells, double[] weights, int column, double mostGaps) {
        double[] p = new double[LETTERS.length()];
        double letters = 0;
        int gaps = 0;
        for (int r = 0; r < cells.length; r++) {
            if (cells[r][column] >= 0) {
                p[cells[r][column]] += weights[r];
                letters += weights[r];
            } else {
                gaps++;
            }
        }
        if (gaps == cells.length || gaps > mostGaps * cells.length) {
            return Double.NaN;
        }
        for (int a = 0; a < p.length; a++) {
            p[a] /= letters;
        }
        return letters * divergence(p, background());
    }

    static double[] background() {
        double sum = Arrays.stream(BACKGROUND).sum();
        return Arrays.stream(BACKGROUND).map(q -> q / sum).toArray();
    }

    /** Jensen and Shannon's, in bits. */
    static double divergence(double[] p, double[] q) {
        double sum = 0;
        for (int a = 0; a < p.length; a++) {
            double r = (p[a] + q[a]) / 2;
            sum += part(p[a], r) + part(q[a], r);
        }
        return sum / 2;
    }

    private static double part(double p, double r) {
        return p > 0 ? p * Math.log(p / r) / Math.log(2) : 0;
    }
}
