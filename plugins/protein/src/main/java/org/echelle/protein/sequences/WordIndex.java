package org.echelle.protein.sequences;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds proteins that share words (runs of a few residues) with a sequence, on neighbouring diagonals of the two sequences' dot plot.
 *
 * <p>Words by chance are spread over all diagonals, those of relatives lie on few. With {@code m} common words in all and {@code L}
 * residues in the longer sequence, a band of {@value #BAND} diagonals holds about {@code c = m BAND / L} by chance; a pair is worth an
 * alignment when some band holds at least {@code 3 + c + 3 sqrt(c)}. Cost: one step a common word.
 */
final class WordIndex {
    static final int BAND = 16;

    private final int wordLength;
    private final Map<Integer, long[]> places = new HashMap<>(); // word -> [count, (protein, position)...]
    private final int[] lengths;
    private final int[][] diagonals; // [protein], of the words that it shares with the sequence in question
    private final int[] counts;

    WordIndex(int wordLength, int proteins) {
        this.wordLength = wordLength;
        lengths = new int[proteins];
        diagonals = new int[proteins][];
        counts = new int[proteins];
    }

    void add(int protein, String sequence) {
        lengths[protein] = sequence.length();
        for (int at = 0; at <= sequence.length() - wordLength; at++) {
            int word = word(sequence, at);
            if (word >= 0) {
                long[] known = places.getOrDefault(word, new long[4]);
                int count = (int) ++known[0];
                if (count == known.length) {
                    known = Arrays.copyOf(known, 2 * count);
                }
                known[count] = (long) protein << 32 | at;
                places.put(word, known);
            }
        }
    }

    /** Proteins that may be relatives, those with most words in a band first. */
    List<Integer> candidates(String sequence) {
        Map<Integer, Integer> best = new HashMap<>();
        for (int at = 0; at <= sequence.length() - wordLength; at++) {
            long[] known = places.get(word(sequence, at));
            for (int i = 1; known != null && i <= known[0]; i++) {
                int protein = (int) (known[i] >> 32);
                int count = counts[protein]++;
                if (count == 0) {
                    best.put(protein, 0);
                    diagonals[protein] = new int[8];
                } else if (count == diagonals[protein].length) {
                    diagonals[protein] = Arrays.copyOf(diagonals[protein], 2 * count);
                }
                diagonals[protein][count] = (int) known[i] - at;
            }
        }
        best.replaceAll((protein, none) -> {
            double chance = counts[protein] * (double) BAND / Math.max(lengths[protein], sequence.length());
            int most = most(diagonals[protein], counts[protein]);
            counts[protein] = 0;
            diagonals[protein] = null;
            return most >= 3 + chance + 3 * Math.sqrt(chance) ? most : 0;
        });
        return best.keySet().stream()
                .filter(p -> best.get(p) > 0)
                .sorted((a, b) -> best.get(b).equals(best.get(a)) ? a - b : best.get(b) - best.get(a))
                .toList();
    }

    /** The most that any band of neighbouring diagonals holds. */
    private static int most(int[] diagonals, int count) {
        Arrays.sort(diagonals, 0, count);
        int most = 0;
        int from = 0;
        for (int to = 0; to < count; to++) {
            while (diagonals[to] - diagonals[from] >= BAND) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /** In base 26; -1 where it holds an X or repeats one residue (low complexity says nothing about kinship). */
    private int word(String sequence, int at) {
        int word = 0;
        boolean varied = false;
        for (int j = 0; j < wordLength; j++) {
            char c = sequence.charAt(at + j);
            if (c == 'X') {
                return -1;
            }
            varied |= c != sequence.charAt(at);
            word = word * 26 + c - 'A';
        }
        return varied ? word : -1;
    }
}
