package org.echelle.steering.experiment;

import java.util.List;
import org.echelle.steering.Intervention;

/**
 * One edited pass over all samples.
 *
 * @param kind what it is for
 * @param name for tables
 * @param strength of its interventions
 * @param interventions put in together
 */
public record Variant(Kind kind, String name, double strength, List<Intervention> interventions) {
    /** What a variant is for. */
    public enum Kind {
        /** What is asked, at one of several strengths. */
        DOSE("edit"),
        /** No edit, but the dictionary's reconstruction in place of the rows. */
        RECONSTRUCTION("reconstruction only"),
        /** Other features that fire as often and as strongly. */
        MATCHED("matched features"),
        /** Other features that fire as often and as strongly on the target's own samples. */
        MATCHED_ON_TARGET("features matched on the target's samples"),
        /** The features' own atoms at the same length, where a fitted direction is pushed. */
        ATOMS("the features' own atoms"),
        /** The same size of change in a random direction, row by row. */
        DIRECTION("random directions");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** For tables. */
        public String words() {
            return words;
        }
    }

    public Variant {
        interventions = List.copyOf(interventions);
    }
}
