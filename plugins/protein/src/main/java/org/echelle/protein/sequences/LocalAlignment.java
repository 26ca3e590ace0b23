package org.echelle.protein.sequences;

import java.util.Arrays;
import org.biojava.nbio.core.alignment.matrices.SubstitutionMatrixHelper;
import org.biojava.nbio.core.alignment.template.SubstitutionMatrix;
import org.biojava.nbio.core.sequence.compound.AminoAcidCompound;
import org.biojava.nbio.core.sequence.compound.AminoAcidCompoundSet;

/**
 * The best local alignment of two proteins: Smith and Waterman 1981 with Gotoh's affine gaps (1982), BLOSUM62, 11 to open a gap and 1 for
 * each residue in it, as in BLAST.
 *
 * <p>BioJava's aligner gives the same score (a test holds them together) but keeps and boxes its whole table: 0.15 s for two proteins of
 * 400 residues, where clustering needs thousands of pairs. Here a cell is one {@code long}, score above, identical residues below, so
 * that one comparison keeps the better path, and of equal ones that with more identities; no way back is needed. Memory is two rows.
 *
 * @param score in BLOSUM62's half bits
 * @param identical identical residues in it; of alignments with that score the most
 */
record LocalAlignment(int score, int identical) {
    private static final int SHIFT = 32;
    private static final long OPEN = -12L << SHIFT; // with the first residue
    private static final long EXTEND = -1L << SHIFT;
    private static final long[][] PAIRS = pairs();

    private static long[][] pairs() {
        SubstitutionMatrix<AminoAcidCompound> blosum = SubstitutionMatrixHelper.getBlosum62();
        AminoAcidCompoundSet compounds = AminoAcidCompoundSet.getAminoAcidCompoundSet();
        long[][] pairs = new long[26][26];
        for (int a = 0; a < 26; a++) {
            for (int b = 0; b < 26; b++) {
                AminoAcidCompound first = compounds.getCompoundForString(known(a));
                AminoAcidCompound second = compounds.getCompoundForString(known(b));
                int identical = a == b && a != 'X' - 'A' ? 1 : 0;
                pairs[a][b] = ((long) blosum.getValue(first, second) << SHIFT) + identical;
            }
        }
        return pairs;
    }

    /** BLOSUM62 knows neither selenocysteine, pyrrolysine nor J (leucine or isoleucine): C, K and L are the nearest. */
    private static String known(int letter) {
        return switch ('A' + letter) {
            case 'U' -> "C";
            case 'O' -> "K";
            case 'J' -> "L";
            default -> Character.toString((char) ('A' + letter));
        };
    }

    /** Aligns two sequences of upper-case letters. */
    static LocalAlignment of(String first, String second) {
        int columns = second.length();
        long[] best = new long[columns + 1];
        long[] down = new long[columns + 1]; // best that ends in a gap in the second
        Arrays.fill(down, Long.MIN_VALUE / 2);
        long most = 0;
        for (int i = 0; i < first.length(); i++) {
            long[] pairs = PAIRS[first.charAt(i) - 'A'];
            long diagonal = 0;
            long left = Long.MIN_VALUE / 2;
            for (int j = 1; j <= columns; j++) {
                long gapDown = Math.max(best[j] + OPEN, down[j] + EXTEND);
                left = Math.max(best[j - 1] + OPEN, left + EXTEND);
                long here = diagonal + pairs[second.charAt(j - 1) - 'A'];
                here = Math.max(Math.max(here, 0), Math.max(gapDown, left));
                diagonal = best[j];
                best[j] = here;
                down[j] = gapDown;
                most = Math.max(most, here);
            }
        }
        return new LocalAlignment((int) (most >> SHIFT), (int) most);
    }
}
