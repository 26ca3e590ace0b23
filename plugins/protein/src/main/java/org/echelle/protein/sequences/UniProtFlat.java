package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.protein.ProteinException;

/**
 * UniProt's flat file, with the feature table of today and the one in fixed columns that it had until 2019.
 *
 * <p>BioJava has no reader for it (its {@code UniprotProxySequenceReader} takes one entry of XML from the network and drops notes,
 * ligands, evidence and the marks of doubtful positions), so this is a small one of our own.
 */
final class UniProtFlat {
    private final Oddities oddities;
    private final List<Entry> entries = new ArrayList<>();
    private List<String> accessions = new ArrayList<>();
    private String name = "";
    private Terms terms = new Terms();
    private StringBuilder keywords = new StringBuilder();
    private FlatFeatures features;
    private StringBuilder residues = new StringBuilder();
    private int told;
    private boolean inSequence;

    private UniProtFlat(Oddities oddities) {
        this.oddities = oddities;
        this.features = new FlatFeatures(oddities);
    }

    static List<Entry> read(Path path, Oddities oddities) {
        return TextFiles.text(path, in -> {
            UniProtFlat reader = new UniProtFlat(oddities);
            boolean open = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("//")) {
                    reader.finish();
                    open = false;
                } else if (!line.isBlank()) {
                    open = true;
                    reader.take(line);
                }
            }
            if (open) {
                throw new ProteinException("The file " + path + " ends within the entry " + reader.id()
                        + " (no line \"//\"); it is cut short.");
            }
            return reader.entries;
        });
    }

    private String id() {
        return accessions.isEmpty() ? name : accessions.get(0);
    }

    private void take(String line) {
        String code = line.length() < 2 ? line : line.substring(0, 2);
        String rest = line.length() > 5 ? line.substring(5) : "";
        if (inSequence && code.isBlank()) {
            residues.append(rest);
            return;
        }
        switch (code) {
            case "ID" -> name = rest.strip().split("\\s", 2)[0];
            case "AC" -> {
                for (String accession : rest.split(";", -1)) {
                    if (!accession.isBlank()) {
                        accessions.add(accession.strip());
                    }
                }
            }
            case "DE" -> enzyme(rest);
            case "DR" -> {
                String[] parts = rest.split(";", -1);
                if (parts.length > 2 && parts[0].strip().equals("GO")) {
                    terms.go(parts[1], parts[2]);
                }
            }
            case "KW" -> keywords.append(' ').append(rest.strip());
            case "FT" -> features.take(line, id());
            case "SQ" -> {
                inSequence = true;
                String[] words = rest.strip().split("\\s+", -1);
                told = words.length > 1 ? number(words[1]) : 0;
            }
            default -> {}
        }
    }

    /** {@code EC=3.4.21.68;}, today also followed by its evidence in braces; several stand in one line of older files. */
    private void enzyme(String line) {
        for (int at = line.indexOf("EC="); at >= 0; at = line.indexOf("EC=", at + 3)) {
            int end = at + 3;
            while (end < line.length() && " ;{,".indexOf(line.charAt(end)) < 0) {
                end++;
            }
            terms.ec(line.substring(at + 3, end));
        }
    }

    /** {@code Kinase {ECO:0000255}; Membrane.}, where braces may go on over lines. */
    private void keywords() {
        String words = keywords.toString().replaceAll("\\{[^}]*\\}", "").strip();
        words = words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
        for (String word : words.split(";", -1)) {
            terms.keyword(word);
        }
    }

    private static int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void finish() {
        String id = id();
        List<Feature> found = features.finish(id);
        keywords();
        Residues.clean(residues.toString(), id, oddities).ifPresent(sequence -> {
            if (told > 0 && told != sequence.length()) {
                oddities.count(
                        "entr{y|ies} whose sequence is not as long as {its|their} SQ line{|s} say{s|}, left out",
                        id + ": " + sequence.length() + " of " + told);
            } else {
                entries.add(new Entry(
                        id,
                        accessions.size() > 1 ? accessions.subList(1, accessions.size()) : List.of(),
                        sequence,
                        sequence.length(),
                        found,
                        terms.groups(),
                        true));
            }
        });
        accessions = new ArrayList<>();
        name = "";
        terms = new Terms();
        keywords = new StringBuilder();
        features = new FlatFeatures(oddities);
        residues = new StringBuilder();
        told = 0;
        inSequence = false;
    }
}
