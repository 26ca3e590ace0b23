package org.echelle.protein.sequences;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.biojava.nbio.structure.AminoAcidImpl;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.ResidueNumber;

/**
 * A chain laid upon a protein, of which it may show a part. It fits where it is the protein, where it is found in it exactly once, or where
 * each of its residues with coordinates has the letter that the protein has at the residue's own number. Anything else fits nowhere: a
 * place that is only likely would shift every residue.
 *
 * @param chain the chain
 * @param places {@code [residue of the chain]} index in the protein, -1 where it is none of it
 */
public record PlacedChain(StructureFile.ChainResidues chain, int[] places) {
    /** Shorter pieces could be found in a protein by chance. */
    private static final int LEAST = 10;

    /** Where a chain lies in a protein. */
    public static Optional<PlacedChain> of(StructureFile.ChainResidues chain, String protein) {
        String letters = chain.entry().sequence();
        int at = protein.indexOf(letters);
        boolean whole = letters.length() == protein.length();
        if (at >= 0 && (whole || (letters.length() >= LEAST && protein.indexOf(letters, at + 1) < 0))) {
            int[] places = new int[letters.length()];
            Arrays.setAll(places, i -> at + i);
            return Optional.of(new PlacedChain(chain, places));
        }
        return numbered(chain, protein);
    }

    /** The chain of several that is the entry's own, else the one that shows most of it. */
    public static Optional<PlacedChain> best(List<StructureFile.ChainResidues> chains, Entry entry) {
        return chains.stream()
                .filter(c -> c.entry().id().equals(entry.id()))
                .findFirst()
                .map(own -> of(own, entry.sequence()))
                .orElseGet(() -> chains.stream()
                        .flatMap(c -> of(c, entry.sequence()).stream())
                        .reduce((a, b) -> b.shown() > a.shown() ? b : a));
    }

    private static Optional<PlacedChain> numbered(StructureFile.ChainResidues chain, String protein) {
        int[] places = new int[chain.residues().size()];
        Arrays.fill(places, -1);
        int told = 0;
        int before = -1;
        for (int i = 0; i < places.length; i++) {
            Group residue = chain.residues().get(i);
            if (residue.getAtoms().isEmpty()) {
                continue;
            }
            ResidueNumber number = residue.getResidueNumber();
            int at = number == null || number.getInsCode() != null ? -1 : number.getSeqNum() - 1;
            char letter = chain.entry().sequence().charAt(i);
            if (at <= before || at >= protein.length() || (letter != 'X' && letter != protein.charAt(at))) {
                return Optional.empty();
            }
            told += letter == 'X' ? 0 : 1;
            before = at;
            places[i] = at;
        }
        return told < LEAST ? Optional.empty() : Optional.of(new PlacedChain(chain, places));
    }

    /** Residues of the protein that have coordinates. */
    private int shown() {
        int shown = 0;
        for (int i = 0; i < places.length; i++) {
            shown += places[i] >= 0 && !chain.residues().get(i).getAtoms().isEmpty() ? 1 : 0;
        }
        return shown;
    }

    /** {@code [residue of the protein]}; without atoms where the chain does not show it. */
    public List<Group> residues(int length) {
        List<Group> residues = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            residues.add(new AminoAcidImpl());
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                residues.set(places[i], chain.residues().get(i));
            }
        }
        return residues;
    }
}
