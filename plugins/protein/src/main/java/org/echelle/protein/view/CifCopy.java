package org.echelle.protein.view;

import java.util.Map;
import org.biojava.nbio.structure.Atom;
import org.biojava.nbio.structure.Chain;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.ResidueNumber;
import org.biojava.nbio.structure.Structure;
import org.biojava.nbio.structure.io.cif.CifStructureConverter;

/** Writes an mmCIF file whose B-factors are given, by BioJava: atoms and what belongs to them, not the whole entry. */
final class CifCopy implements ChainModel.ColouredCopy {
    private final Structure structure;
    private final Map<ResidueNumber, Integer> index;

    CifCopy(Structure structure, Map<ResidueNumber, Integer> index) {
        this.structure = structure;
        this.index = Map.copyOf(index);
    }

    @Override
    public String coloured(float[] factors) {
        // The structure is only this copy's; its factors are set anew each time, by one thread at a time.
        synchronized (structure) {
            for (int model = 0; model < structure.nrModels(); model++) {
                for (Chain chain : structure.getChains(model)) {
                    for (Group group : chain.getAtomGroups()) {
                        set(group, ChainModel.factor(index, group.getResidueNumber(), factors));
                    }
                }
            }
            return CifStructureConverter.toText(structure);
        }
    }

    private static void set(Group group, float factor) {
        for (Atom atom : group.getAtoms()) {
            atom.setTempFactor(factor);
        }
        for (Group other : group.getAltLocs()) {
            for (Atom atom : other.getAtoms()) {
                atom.setTempFactor(factor);
            }
        }
    }
}
