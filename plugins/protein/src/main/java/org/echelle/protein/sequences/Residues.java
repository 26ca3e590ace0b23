package org.echelle.protein.sequences;

import java.util.Optional;

/**
 * What of a sequence is taken: letters, in upper case. A stop at the end is no residue and goes. Anything else that is no letter would
 * shift all residues behind it if it were dropped, and would be an invented residue if it were kept, so the record is left out and named.
 */
final class Residues {
    private Residues() {}

    /**
     * @param raw letters as the file has them, white space allowed
     * @param id for the count
     * @return empty for a record that is left out
     */
    static Optional<String> clean(String raw, String id, Oddities oddities) {
        StringBuilder letters = new StringBuilder(raw.length());
        boolean lower = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= 'a' && c <= 'z') {
                lower = true;
                letters.append((char) (c - 'a' + 'A'));
            } else if (!Character.isWhitespace(c)) {
                letters.append(c);
            }
        }
        while (!letters.isEmpty() && letters.charAt(letters.length() - 1) == '*') {
            letters.setLength(letters.length() - 1);
        }
        if (letters.isEmpty()) {
            oddities.count("record{|s} without residues, left out", id);
            return Optional.empty();
        }
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            if (c < 'A' || c > 'Z') {
                String where = id + " at " + (i + 1);
                if (c == '*') {
                    oddities.count("record{|s} with a stop inside, left out", where);
                } else if (c == '-' || c == '.') {
                    oddities.count("record{|s} with gaps (an alignment?), left out; take the gaps away first", where);
                } else {
                    oddities.count("record{|s} with something that is no letter, left out", where + " '" + c + "'");
                }
                return Optional.empty();
            }
        }
        if (lower) {
            oddities.count("record{|s} with lower-case letters, read as upper case", id);
        }
        return Optional.of(letters.toString());
    }
}
