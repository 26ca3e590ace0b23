package org.echelle.diffusion.network.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits one word into the pieces of a vocabulary (Sennrich et al. 2016, arXiv 1508.07909, on bytes as GPT-2 has it): of all neighbours
 * that the list of merges knows the earliest in the list are joined, everywhere in the word, until none is left.
 */
final class BytePairs {
    /** Marks the end of a word; part of the last byte's piece from the start. */
    static final String END = "</w>";

    private static final char[] BYTES = bytes();
    private static final Map<Character, Integer> NUMBERS = numbers();

    private final Map<String, Integer> ranks; // "a b", counted from 0

    /** @param ranks of merges, two pieces with a space between */
    BytePairs(Map<String, Integer> ranks) {
        this.ranks = ranks;
    }

    /**
     * A visible character for each byte: printable Latin-1 stands for itself, the other 68 bytes are numbered from U+0100 on in their
     * order.
     */
    private static char[] bytes() {
        char[] table = new char[256];
        int others = 0;
        for (int b = 0; b < table.length; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            table[b] = (char) (printable ? b : 256 + others++);
        }
        return table;
    }

    private static Map<Character, Integer> numbers() {
        Map<Character, Integer> numbers = new HashMap<>();
        for (int b = 0; b < BYTES.length; b++) {
            numbers.put(BYTES[b], b);
        }
        return Map.copyOf(numbers);
    }

    /** The text that pieces stand for, words apart by single spaces. */
    static String text(List<String> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (char c : String.join("", pieces).replace(END, " ").toCharArray()) {
            Integer b = c == ' ' ? Integer.valueOf(' ') : NUMBERS.get(c);
            if (b != null) {
                out.write(b);
            }
        }
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    /** The visible character of a byte. */
    static String letter(int b) {
        return String.valueOf(BYTES[b]);
    }

    /** A word byte by byte, the last of which ends with {@link #END}. */
    static List<String> letters(String word) {
        List<String> pieces = new ArrayList<>();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            pieces.add(letter(b & 0xFF));
        }
        if (!pieces.isEmpty()) {
            int last = pieces.size() - 1;
            pieces.set(last, pieces.get(last) + END);
        }
        return pieces;
    }

    /** Pieces of a word, the last of which ends with {@link #END}. */
    List<String> pieces(String word) {
        List<String> pieces = letters(word);
        while (pieces.size() > 1) {
            int best = Integer.MAX_VALUE;
            String left = "";
            String right = "";
            for (int i = 0; i + 1 < pieces.size(); i++) {
                int rank = ranks.getOrDefault(pieces.get(i) + " " + pieces.get(i + 1), Integer.MAX_VALUE);
                if (rank < best) {
                    best = rank;
                    left = pieces.get(i);
                    right = pieces.get(i + 1);
                }
            }
            if (best == Integer.MAX_VALUE) {
                break;
            }
            pieces = joined(pieces, left, right);
        }
        return pieces;
    }

    /** The same pieces with every such pair of neighbours joined. */
    static List<String> joined(List<String> pieces, String left, String right) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            boolean here = i + 1 < pieces.size()
                    && pieces.get(i).equals(left)
                    && pieces.get(i + 1).equals(right);
            joined.add(here ? left + right : pieces.get(i));
            i += here ? 1 : 0;
        }
        return joined;
    }
}
