package org.echelle.protein.alignment;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.TextFiles;

/**
 * Files of alignments, plain or gzipped: aligned FASTA (A2M and A3M too), and Stockholm, of which one file may hold several.
 *
 * <p>BioJava's Stockholm parser refuses files with a comment or an empty annotation, joins rows of one name and does not say which row is
 * too short; its FASTA reader ends at a letter that is none of its compounds. What is needed here is names and letters.
 */
public final class AlignmentFile {
    private static final String STOCKHOLM = "# STOCKHOLM";
    private static final List<String> ENDINGS =
            List.of(".fasta", ".fa", ".faa", ".afa", ".aln", ".a2m", ".a3m", ".sto", ".stk", ".sth", ".stockholm");

    private AlignmentFile() {}

    /** The alignments of a folder by their files' endings, sorted, or the file itself. */
    public static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.list(path)) {
            List<Path> found = all.filter(f -> ENDINGS.stream().anyMatch(plain(f)::endsWith))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new ProteinException("The folder " + path + " has no files " + String.join(", ", ENDINGS) + ".");
            }
            return found;
        } catch (IOException e) {
            throw new ProteinException("The folder " + path + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    private static String plain(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    /**
     * Reads all alignments of a file.
     *
     * @throws ProteinException when it is neither FASTA nor Stockholm, or no alignment
     */
    public static List<Alignment> read(Path file) {
        return TextFiles.text(file, in -> {
            String first = in.readLine();
            while (first != null && first.isBlank()) {
                first = in.readLine();
            }
            if (first != null && first.startsWith(STOCKHOLM)) {
                return stockholm(file, in);
            }
            if (first != null && first.startsWith(">")) {
                return List.of(fasta(file, first, in));
            }
            throw new ProteinException("The file " + file
                    + " is no alignment: its first line begins neither with '>' (FASTA) nor with '# STOCKHOLM'.");
        });
    }

    private static Alignment fasta(Path file, String first, BufferedReader in) throws IOException {
        List<String> names = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        StringBuilder letters = new StringBuilder();
        for (String line = first; line != null; line = in.readLine()) {
            if (line.startsWith(">")) {
                end(names, rows, letters);
                names.add(word(line.substring(1), "record " + (names.size() + 1)));
            } else if (!line.startsWith(";")) { // ';' opens a comment in the oldest files
                line.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> letters.append((char) c));
            }
        }
        end(names, rows, letters);
        return Alignment.of(file.getFileName().toString(), names, rows);
    }

    private static void end(List<String> names, List<String> rows, StringBuilder letters) {
        if (!names.isEmpty()) {
            rows.add(letters.toString());
            letters.setLength(0);
        }
    }

    private static String word(String header, String otherwise) {
        String word = header.strip().split("\\s", 2)[0];
        return word.isEmpty() ? otherwise : word;
    }

    private static List<Alignment> stockholm(Path file, BufferedReader in) throws IOException {
        List<Alignment> all = new ArrayList<>();
        Map<String, StringBuilder> rows = new LinkedHashMap<>(); // in blocks: a row goes on under the same name
        String id = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("//")) {
                add(all, file, id, rows);
                id = "";
            } else if (line.startsWith("#=GF ID")) {
                id = line.substring("#=GF ID".length()).strip();
            } else if (!line.startsWith("#") && !line.isBlank()) {
                String[] parts = line.strip().split("\\s+", 2);
                if (parts.length < 2) {
                    throw new ProteinException("In " + file + " the line \"" + line.strip()
                            + "\" has no sequence after the name; Stockholm has both on one line.");
                }
                rows.computeIfAbsent(parts[0], n -> new StringBuilder()).append(parts[1].replaceAll("\\s", ""));
            }
        }
        add(all, file, id, rows); // a file that was cut before its last "//" still has its rows
        return all;
    }

    private static void add(List<Alignment> all, Path file, String id, Map<String, StringBuilder> rows) {
        if (!rows.isEmpty()) {
            String name = file.getFileName() + (id.isEmpty() ? "" : " " + id);
            all.add(Alignment.of(
                    name,
                    List.copyOf(rows.keySet()),
                    rows.values().stream().map(StringBuilder::toString).toList()));
            rows.clear();
        }
    }
}
