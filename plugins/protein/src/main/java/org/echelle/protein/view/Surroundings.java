package org.echelle.protein.view;

import java.util.List;
import java.util.Optional;
import org.echelle.protein.Protein;

/** What is known about a sample beside its sequence. Safe for use by several threads. */
public interface Surroundings {
    /** Nothing is known of any protein. */
    Surroundings NONE = new Surroundings() {
        @Override
        public List<Mark> marks(Protein protein) {
            return List.of();
        }

        @Override
        public Optional<ChainModel> structure(Protein protein) {
            return Optional.empty();
        }

        @Override
        public int length(Protein protein) {
            return protein.offset() + protein.sequence().length();
        }

        @Override
        public String relatives(Protein protein) {
            return protein.id();
        }
    };

    /** What is annotated on the whole protein that the sample shows, or shows a window of. */
    List<Mark> marks(Protein protein);

    /** The structure whose residue {@code i} is residue {@code i} of the whole protein. */
    Optional<ChainModel> structure(Protein protein);

    /** Residues of the whole protein that the sample shows, or shows a window of. */
    int length(Protein protein);

    /** A name that the windows of a protein, and its relatives, have in common. */
    String relatives(Protein protein);
}
