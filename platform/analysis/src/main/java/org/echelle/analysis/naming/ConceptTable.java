package org.echelle.analysis.naming;

import java.util.BitSet;
import java.util.List;
import org.echelle.analysis.AnalysisException;
import org.echelle.api.Concept;

/**
 * Which samples have which concept, on themselves or on any of their sites.
 *
 * @param concepts in the order of the numbers
 * @param present {@code [concept]}, by sample number
 * @param unknown {@code [concept]}, by sample number: neither present nor absent
 */
public record ConceptTable(List<Concept> concepts, BitSet[] present, BitSet[] unknown) {
    public ConceptTable {
        concepts = List.copyOf(concepts);
        if (present.length != concepts.size() || unknown.length != concepts.size()) {
            throw new AnalysisException("A table of " + concepts.size() + " concepts cannot have " + present.length
                    + " columns of labels and " + unknown.length + " of unknown ones.");
        }
    }

    /** A concept's name, with its group where another one has the same name. */
    public String label(int c) {
        Concept concept = concepts.get(c);
        boolean unique =
                concepts.stream().noneMatch(o -> o.name().equals(concept.name()) && !o.id().equals(concept.id()));
        return unique ? concept.name() : concept.name() + " (" + concept.group() + ")";
    }

    /** 1 when a sample has all of some concepts, 0 when it lacks one, -1 when that is not known. */
    int of(List<Integer> all, int sample) {
        int answer = 1;
        for (int c : all) {
            if (unknown[c].get(sample) && !present[c].get(sample)) {
                answer = answer == 0 ? 0 : -1;
            } else if (!present[c].get(sample)) {
                answer = 0;
            }
        }
        return answer;
    }
}
