package org.echelle.protein.baseline;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.protein.Protein;

/**
 * What anybody sees in a residue: which of the twenty it is (0 or 1), where it lies in the sequence that the network was given (0 at its
 * first residue, 1 at its last), its hydropathy and the mean of it over 19 residues about it (Kyte and Doolittle 1982, whose window for
 * membrane-spanning helices that is), and the shares of the twenty in the k-mer of seven residues about it. Hydropathy is in their units,
 * -4.5 to 4.5; residues beyond the twenty have none and count as 0. Rows that stand for no residue measure the whole sequence: shares and
 * means.
 *
 * <p>The k-mer is told by its composition, 20 numbers, and not by its name, since the host scores every measure on every row: a name of
 * three residues would be 8000 numbers, nearly all 0.
 */
public final class ResidueMeasures implements PlainFeatures {
    private static final String LETTERS = "ACDEFGHIKLMNPQRSTVWY";

    /** In the letters' order. */
    private static final float[] HYDROPATHY = {
        1.8f, 2.5f, -3.5f, -3.5f, 2.8f, -0.4f, -3.2f, 4.5f, -3.9f, 3.8f, 1.9f, -3.5f, -1.6f, -3.5f, -4.5f, -0.8f, -0.7f,
        4.2f, -0.9f, -1.3f
    };

    private static final int KINDS = 20;
    private static final int HALF = 9; // of 19
    private static final int NEAR = 3; // of 7
    private static final int SHARES = KINDS + 3;
    private static final int ALL = SHARES + KINDS;

    private final List<String> names;

    /** Prepares the names. */
    public ResidueMeasures() {
        List<String> all = new ArrayList<>();
        LETTERS.chars().forEach(c -> all.add(Character.toString((char) c)));
        all.add("position");
        all.add("hydropathy");
        all.add("hydropathy-19");
        LETTERS.chars().forEach(c -> all.add((char) c + " in 7"));
        names = List.copyOf(all);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public float[] of(Sample sample, SampleSites sites) {
        Protein protein = (Protein) sample;
        String sequence = protein.sequence();
        int length = sequence.length();
        float[] residues = new float[length * ALL];
        double[] sums = hydropathySums(sequence);
        for (int i = 0; i < length; i++) {
            int kind = LETTERS.indexOf(sequence.charAt(i));
            int at = i * ALL;
            residues[at + KINDS] = length == 1 ? 0 : i / (float) (length - 1);
            int from = Math.max(0, i - HALF);
            int to = Math.min(length, i + HALF + 1);
            residues[at + KINDS + 2] = (float) ((sums[to] - sums[from]) / (to - from));
            if (kind >= 0) {
                residues[at + kind] = 1;
                residues[at + KINDS + 1] = HYDROPATHY[kind];
            }
            int first = Math.max(0, i - NEAR);
            int end = Math.min(length, i + NEAR + 1);
            for (int j = first; j < end; j++) {
                int near = LETTERS.indexOf(sequence.charAt(j));
                if (near >= 0) {
                    residues[at + SHARES + near] += 1f / (end - first);
                }
            }
        }
        return rows(protein, residues, sites);
    }

    private static double[] hydropathySums(String sequence) {
        double[] sums = new double[sequence.length() + 1];
        for (int i = 0; i < sequence.length(); i++) {
            int kind = LETTERS.indexOf(sequence.charAt(i));
            sums[i + 1] = sums[i] + (kind < 0 ? 0 : HYDROPATHY[kind]);
        }
        return sums;
    }

    private static float[] rows(Protein protein, float[] residues, SampleSites sites) {
        int length = protein.sequence().length();
        int[] places = sites.hook().axis("residue") < 0 ? new int[0] : sites.along("residue");
        float[] rows = new float[sites.rows() * ALL];
        float[] whole = null;
        for (int row = 0; row < sites.rows(); row++) {
            int i = row < places.length && places[row] >= 0 ? places[row] - protein.offset() : -1;
            if (i >= 0 && i < length) {
                System.arraycopy(residues, i * ALL, rows, row * ALL, ALL);
            } else {
                whole = whole == null ? means(residues, length) : whole;
                System.arraycopy(whole, 0, rows, row * ALL, ALL);
            }
        }
        return rows;
    }

    private static float[] means(float[] residues, int length) {
        double[] sums = new double[ALL];
        for (int i = 0; i < residues.length; i++) {
            sums[i % ALL] += residues[i];
        }
        float[] means = new float[ALL];
        for (int n = 0; n < ALL; n++) {
            means[n] = (float) (sums[n] / length);
        }
        return means;
    }
}
