package org.echelle.protein.annotations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.protein.sequences.Feature;
import org.echelle.protein.sequences.FeatureType;
import org.echelle.protein.sequences.Numbered;

/** A concept in the making: what was found for it, before it is known whether there is enough. */
final class Draft {
    /** @param unknown whether nobody knows about these residues */
    record Found(int protein, int from, int to, int instance, boolean unknown) {}

    final FeatureType type;
    final String id;
    final String name;
    final List<Found> found = new ArrayList<>();
    private final Map<Integer, Integer> instances = new TreeMap<>(); // protein -> how many
    private final Map<String, Integer> evidence = new TreeMap<>();
    private int residues;

    Draft(FeatureType type, String id, String name) {
        this.type = type;
        this.id = id;
        this.name = name;
    }

    /** A feature that is sure to lie at these residues, counted from 1 and inclusive. */
    void add(int protein, int begin, int end, Feature feature) {
        int instance = instances.merge(protein, 1, Integer::sum);
        int number = type.single() ? 0 : instance;
        if (type.use() == FeatureType.Use.PAIRED) {
            found.add(new Found(protein, begin - 1, begin, number, false));
            if (end > begin) {
                found.add(new Found(protein, end - 1, end, number, false));
            }
            residues += end > begin ? 2 : 1;
        } else {
            found.add(new Found(protein, begin - 1, end, number, false));
            residues += end - begin + 1;
        }
        List<String> codes = feature.evidence().isEmpty() ? List.of("none told") : feature.evidence();
        codes.forEach(code -> evidence.merge(code, 1, Integer::sum));
    }

    /** @param from first residue, counted from 0 */
    void unknown(int protein, int from, int to) {
        if (from < to) {
            found.add(new Found(protein, from, to, 0, true));
        }
    }

    int instances() {
        return instances.values().stream().mapToInt(Integer::intValue).sum();
    }

    int proteins() {
        return instances.size();
    }

    int residues() {
        return residues;
    }

    /** @param file where the annotations come from */
    Concept concept(String file) {
        StringBuilder source = new StringBuilder(file)
                .append(" ")
                .append(type.name())
                .append(": ")
                .append(Numbered.of(instances(), "instance{|s}"))
                .append(" in ")
                .append(Numbered.of(instances.size(), "protein{|s}"))
                .append(", ")
                .append(Numbered.of(residues, "residue{|s}"))
                .append("; evidence");
        String comma = " ";
        for (Map.Entry<String, Integer> code : evidence.entrySet()) {
            source.append(comma).append(code.getKey()).append(" x ").append(code.getValue());
            comma = ", ";
        }
        return new Concept(id, name, type.id(), Concept.Level.SITE, Concept.Scale.BOOLEAN, source.toString());
    }
}
