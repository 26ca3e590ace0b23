package org.echelle.protein.sequences;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * FASTA.
 *
 * <p>BioJava's reader gathers sequences in a map by accession: of records with one id only the last remains, empty records vanish, and
 * one letter that is none of its compounds ends the whole file. Here each of these is counted and named, and the rest is read.
 */
final class FastaReader {
    private FastaReader() {}

    static List<Entry> read(Path path, Oddities oddities) {
        return TextFiles.text(path, in -> records(in, oddities));
    }

    /** From where the reader stands to its end. */
    static List<Entry> records(BufferedReader in, Oddities oddities) throws IOException {
        List<Entry> entries = new ArrayList<>();
        StringBuilder residues = new StringBuilder();
        String id = null;
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(">")) {
                add(id, residues, entries, oddities);
                number++;
                id = id(line.substring(1), number);
                residues.setLength(0);
            } else if (!line.startsWith(";") && id != null) { // ';' opens a comment in the oldest files
                residues.append(line);
            } else if (!line.isBlank() && !line.startsWith(";")) {
                oddities.count(
                        "line{|s} before the first '>', left out", line.substring(0, Math.min(20, line.length())));
            }
        }
        add(id, residues, entries, oddities);
        return entries;
    }

    private static void add(String id, StringBuilder residues, List<Entry> entries, Oddities oddities) {
        if (id != null) {
            Residues.clean(residues.toString(), id, oddities).ifPresent(s -> entries.add(Entry.bare(id, s)));
        }
    }

    /**
     * The accession of {@code sp|P12345|NAME ...} and {@code UniRef50_P12345 ...}, the first word of other headers, and the record's
     * number where there is none.
     */
    static String id(String header, int number) {
        String word = header.strip().split("\\s", 2)[0];
        if (word.isEmpty()) {
            return "record-" + number;
        }
        String[] parts = word.split("\\|", -1);
        if (parts.length >= 2 && (parts[0].equals("sp") || parts[0].equals("tr")) && !parts[1].isEmpty()) {
            return parts[1];
        }
        if (word.startsWith("UniRef") && word.indexOf('_') > 0 && word.indexOf('_') < word.length() - 1) {
            return word.substring(word.indexOf('_') + 1);
        }
        return word;
    }
}
