package org.echelle.protein.sequences;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * UniProt's GFF3: features, the lengths of the sequences, and the sequences themselves where the file has a section {@code ##FASTA}.
 * Attributes are percent-encoded. (BioJava's GFF3
 * reader lies in its genome module, with a dependency on Guava, and knows no words of UniProt's.)
 */
final class UniProtGff {
    private static final class Found {
        int length;
        String sequence = "";
        final List<Feature> features = new ArrayList<>();
    }

    private UniProtGff() {}

    static List<Entry> read(Path path, Oddities oddities) {
        return TextFiles.text(path, in -> {
            Map<String, Found> found = new LinkedHashMap<>();
            for (String line = in.readLine(); line != null && !line.startsWith("##FASTA"); line = in.readLine()) {
                String[] region = line.split("\\s+", -1);
                if (line.startsWith("##sequence-region") && region.length >= 4 && region[3].matches("\\d{1,9}")) {
                    found(region[1], found).length = Integer.parseInt(region[3]);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    feature(line, found, oddities);
                }
            }
            FastaReader.records(in, oddities).forEach(e -> found(e.id(), found).sequence = e.sequence());
            List<Entry> entries = new ArrayList<>();
            found.forEach((id, f) -> {
                if (f.length > 0 && !f.sequence.isEmpty() && f.length != f.sequence.length()) {
                    oddities.count(
                            "entr{y|ies} whose sequence is not as long as {its|their} sequence-region, left out",
                            id + ": " + f.sequence.length() + " of " + f.length);
                } else {
                    int length = Math.max(f.length, f.sequence.length());
                    entries.add(new Entry(id, List.of(), f.sequence, length, f.features, Map.of(), true));
                }
            });
            return entries;
        });
    }

    /** By accession, however the file calls it ({@code P12345}, {@code sp|P12345|NAME}). */
    private static Found found(String name, Map<String, Found> found) {
        return found.computeIfAbsent(FastaReader.id(name, found.size() + 1), i -> new Found());
    }

    private static void feature(String line, Map<String, Found> found, Oddities oddities) {
        String[] cells = line.split("\t", -1);
        if (cells.length < 8) {
            oddities.count("line{|s} with too few columns (they are parted by tabs), left out", line);
            return;
        }
        Optional<FeatureType> type = FeatureType.of(cells[2].replace('_', ' '));
        Optional<Location> location = Location.of(Optional.empty(), cells[3], cells[4]);
        if (type.isEmpty()) {
            oddities.count("feature{|s} of a type that is not known, left out", cells[0] + ": " + cells[2]);
        } else if (location.isEmpty()) {
            oddities.count(
                    "feature{|s} whose position is unreadable, left out", cells[0] + ": " + cells[3] + ".." + cells[4]);
        } else {
            Map<String, String> values = attributes(cells.length > 8 ? cells[8] : "");
            List<String> evidence = Qualifiers.eco(values.getOrDefault("evidence", ""));
            if (evidence.isEmpty() && values.containsKey("status")) {
                evidence = List.of(values.get("status"));
            }
            found(cells[0], found)
                    .features
                    .add(new Feature(
                            type.get(),
                            location.get(),
                            values.getOrDefault("note", ""),
                            values.getOrDefault("ligand", ""),
                            evidence));
        }
    }

    private static Map<String, String> attributes(String cell) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : cell.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                // a plus is a plus here, unlike in the forms that URLDecoder is made for
                String raw = part.substring(equals + 1).replace("+", "%2B").replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
                values.putIfAbsent(
                        part.substring(0, equals).strip().toLowerCase(java.util.Locale.ROOT),
                        URLDecoder.decode(raw, StandardCharsets.UTF_8).strip());
            }
        }
        return values;
    }
}
