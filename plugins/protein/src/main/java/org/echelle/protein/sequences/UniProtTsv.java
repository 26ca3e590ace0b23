package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.protein.ProteinException;

/**
 * The table that UniProt's site exports: columns {@code Entry} and {@code Sequence}, and any of the feature columns, keywords, EC number and
 * Gene Ontology. A cell of features is {@code ACT_SITE 57; /note="..."; /evidence="..."; ACT_SITE 102; ...}.
 */
final class UniProtTsv {
    private static final Pattern GO = Pattern.compile("\\s*(.*?)\\s*\\[(GO:\\d+)]\\s*");
    private static final Pattern FEATURE = Pattern.compile("([A-Z_]{2,8})\\s+(\\S+)");

    private UniProtTsv() {}

    static boolean isHeader(String line) {
        return line.indexOf('\t') > 0 && Arrays.asList(line.split("\t", -1)).contains("Entry");
    }

    static List<Entry> read(Path path, Oddities oddities) {
        return TextFiles.text(path, in -> {
            String first = in.readLine();
            List<String> header = Arrays.asList((first == null ? "" : first.replace("\uFEFF", "")).split("\t", -1));
            int id = header.indexOf("Entry");
            int sequence = header.indexOf("Sequence");
            if (id < 0 || sequence < 0) {
                throw new ProteinException("The table " + path + " lacks the column \"Sequence\" (it has "
                        + String.join(", ", header) + "); add it when exporting from UniProt.");
            }
            List<Entry> entries = new ArrayList<>();
            int number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                String[] cells = line.split("\t", -1);
                if (line.isBlank()) {
                    continue;
                }
                if (cells.length <= Math.max(id, sequence)) {
                    oddities.count("row{|s} with too few columns, left out", "line " + number);
                    continue;
                }
                entry(header, cells, id, sequence, oddities).ifPresent(entries::add);
            }
            return entries;
        });
    }

    private static Optional<Entry> entry(List<String> header, String[] cells, int id, int sequence, Oddities oddities) {
        String name = cells[id].strip();
        Terms terms = new Terms();
        List<Feature> features = new ArrayList<>();
        int length = 0;
        for (int c = 0; c < Math.min(cells.length, header.size()); c++) {
            String cell = cells[c].strip();
            if (c == id || c == sequence || cell.isEmpty()) {
                continue;
            }
            switch (header.get(c).toLowerCase(Locale.ROOT)) {
                case "length" -> length = number(cell);
                case "keywords" -> Arrays.stream(cell.split(";", -1)).forEach(terms::keyword);
                case "ec number" -> Arrays.stream(cell.split(";", -1)).forEach(terms::ec);
                default -> {
                    if (header.get(c).startsWith("Gene Ontology")) {
                        go(cell, terms);
                    } else {
                        features(cell, name, features, oddities);
                    }
                }
            }
        }
        int told = length;
        return Residues.clean(cells[sequence], name, oddities).flatMap(s -> {
            if (told > 0 && told != s.length()) {
                oddities.count("row{|s} whose sequence is not as long as {its|their} Length, left out", name);
                return Optional.empty();
            }
            return Optional.of(new Entry(name, List.of(), s, s.length(), features, terms.groups(), true));
        });
    }

    private static int number(String cell) {
        try {
            return Integer.parseInt(cell);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void go(String cell, Terms terms) {
        for (String part : cell.split(";", -1)) {
            Matcher matcher = GO.matcher(part);
            if (matcher.matches()) {
                terms.go(matcher.group(2), matcher.group(1));
            }
        }
    }

    private static void features(String cell, String id, List<Feature> into, Oddities oddities) {
        List<String> parts = Qualifiers.split(cell);
        for (int i = 0; i < parts.size(); i++) {
            Matcher head = FEATURE.matcher(parts.get(i));
            if (!head.matches()) {
                continue; // a column of other things
            }
            int end = i + 1;
            while (end < parts.size() && parts.get(end).startsWith("/")) {
                end++;
            }
            Optional<FeatureType> type = FeatureType.of(head.group(1));
            Optional<Location> location = Location.parse(head.group(2));
            if (type.isPresent() && location.isPresent()) {
                into.add(Qualifiers.feature(type.get(), location.get(), parts.subList(i + 1, end)));
            } else if (type.isPresent()) {
                oddities.count("feature{|s} whose position is unreadable, left out", id + ": " + parts.get(i));
            }
            i = end - 1;
        }
    }
}
