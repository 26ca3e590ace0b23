package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The {@code feature} elements of one entry; what their evidence keys mean comes at the entry's end. */
final class XmlFeatures {
    /** @param evidence keys, or a status in files before 2014 */
    private record Raw(
            FeatureType type, Location location, String note, String ligand, String evidence, String status) {}

    private final XMLStreamReader in;
    private final Oddities oddities;
    private final List<Raw> features = new ArrayList<>();
    private final Map<String, String> codes = new HashMap<>();

    XmlFeatures(XMLStreamReader in, Oddities oddities) {
        this.in = in;
        this.oddities = oddities;
    }

    void evidence(String key, String type) {
        codes.put(key, type);
    }

    /** From a feature's start to its end. */
    void feature(String id) throws XMLStreamException {
        Optional<FeatureType> type = FeatureType.of(value("type"));
        String word = value("type");
        String note = value("description");
        String evidence = value("evidence");
        String status = value("status");
        String ligand = "";
        String isoform = "";
        String begin = "";
        String end = "";
        boolean inLigand = false;
        int depth = 1;
        while (depth > 0) {
            int event = in.next();
            if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                inLigand &= !in.getLocalName().equals("ligand");
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                switch (in.getLocalName()) {
                    case "location" -> isoform = value("sequence");
                    case "begin" -> begin = position();
                    case "end" -> end = position();
                    case "position" -> {
                        begin = position();
                        end = begin;
                    }
                    case "ligand" -> inLigand = true;
                    case "name" -> {
                        String name = in.getElementText().strip();
                        depth--;
                        ligand = inLigand ? name : ligand;
                    }
                    default -> {}
                }
            }
        }
        Optional<Location> location =
                Location.of(isoform.isEmpty() ? Optional.empty() : Optional.of(isoform), begin, end);
        if (type.isEmpty()) {
            oddities.count("feature{|s} of a type that is not known, left out", id + ": " + word);
        } else if (location.isEmpty()) {
            oddities.count(
                    "feature{|s} whose position is unreadable, left out", id + ": " + word + " " + begin + ".." + end);
        } else {
            features.add(new Raw(type.get(), location.get(), note, ligand, evidence, status));
        }
    }

    private String position() {
        String mark =
                switch (value("status")) {
                    case "less than" -> "<";
                    case "greater than" -> ">";
                    case "unknown", "uncertain" -> "?";
                    default -> "";
                };
        return mark + value("position");
    }

    List<Feature> finish() {
        return features.stream().map(this::feature).toList();
    }

    private Feature feature(Raw raw) {
        StringBuilder types = new StringBuilder();
        for (String key : raw.evidence().split("\\s+", -1)) {
            types.append(codes.getOrDefault(key, "")).append(' ');
        }
        List<String> evidence = Qualifiers.eco(types.toString());
        if (evidence.isEmpty() && !raw.status().isEmpty()) {
            String status = raw.status();
            evidence = List.of(Character.toUpperCase(status.charAt(0)) + status.substring(1));
        }
        return new Feature(raw.type(), raw.location(), raw.note(), raw.ligand(), evidence);
    }

    private String value(String attribute) {
        String value = in.getAttributeValue(null, attribute);
        return value == null ? "" : value.strip();
    }
}
