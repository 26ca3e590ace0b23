package org.echelle.protein.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.biojava.nbio.structure.Atom;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.ResidueNumber;
import org.biojava.nbio.structure.Structure;
import org.biojava.nbio.structure.StructureTools;
import org.echelle.protein.profile.ChainDistances;

/**
 * A chain of a structure: where its residues are, and how a copy of its file is written whose B-factors are activations. Residues keep
 * the index that the structure's reader gave them; numbers, insertion codes and gaps of the file are only looked up, never computed
 * with. Immutable.
 */
public final class ChainModel {
    private final String title;
    private final String extension;
    private final float[][] places; // [residue][x, y, z] in ångström; empty where nothing was seen
    private final String[] labels; // [residue], as the file numbers it
    private final ChainDistances distances;
    private final ColouredCopy copy;

    private ChainModel(String title, String extension, List<Group> residues, ColouredCopy copy) {
        this.title = title;
        this.extension = extension;
        this.copy = copy;
        places = new float[residues.size()][];
        labels = new String[residues.size()];
        for (int i = 0; i < places.length; i++) {
            Atom at = alpha(residues.get(i));
            places[i] =
                    at == null ? new float[0] : new float[] {(float) at.getX(), (float) at.getY(), (float) at.getZ()};
            ResidueNumber number = residues.get(i).getResidueNumber();
            labels[i] = number == null ? "" : number.toString();
        }
        distances = new ChainDistances(places);
    }

    /**
     * A chain of a PDB file.
     *
     * @param title for people, such as {@code 1A8O:A}
     * @param residues {@code [residue]} of the protein; those without atoms were not seen
     * @param file the whole file
     */
    public static ChainModel pdb(String title, List<Group> residues, String file) {
        return new ChainModel(title, "pdb", residues, new PdbCopy(file, numbers(residues)));
    }

    /** A chain of an mmCIF file. {@code structure} is the one that {@code residues} come from. */
    public static ChainModel cif(String title, List<Group> residues, Structure structure) {
        return new ChainModel(title, "cif", residues, new CifCopy(structure, numbers(residues)));
    }

    private static Atom alpha(Group residue) {
        if (residue.hasAtom(StructureTools.CA_ATOM_NAME)) {
            return residue.getAtom(StructureTools.CA_ATOM_NAME);
        }
        return residue.size() > 0 ? residue.getAtom(0) : null;
    }

    private static Map<ResidueNumber, Integer> numbers(List<Group> residues) {
        Map<ResidueNumber, Integer> index = new HashMap<>();
        for (int i = 0; i < residues.size(); i++) {
            if (residues.get(i).size() > 0 && residues.get(i).getResidueNumber() != null) {
                index.putIfAbsent(residues.get(i).getResidueNumber(), i);
            }
        }
        return index;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Of the file: {@code pdb} or {@code cif}. */
    public String extension() {
        return extension;
    }

    /** Number of residues, seen or not. */
    public int length() {
        return places.length;
    }

    /** Whether a residue has coordinates; false beyond the chain. */
    public boolean seen(int residue) {
        return residue < places.length && places[residue].length > 0;
    }

    /** Where a residue's alpha carbon is (its first atom where it has none), in ångström; only for those {@link #seen}. */
    float[] place(int residue) {
        return places[residue].clone();
    }

    /** Between its residues. */
    ChainDistances distances() {
        return distances;
    }

    /** As the file numbers it, insertion code included; empty when the file does not. */
    String label(int residue) {
        return labels[residue];
    }

    /**
     * The file with B-factors of its own.
     *
     * @param factors {@code [residue]}; residues beyond its end, and all other chains, solvent and ligands get {@link #UNKNOWN}
     */
    public String coloured(float[] factors) {
        return copy.coloured(factors);
    }

    /** B-factor of atoms that have no activation. */
    public static final float UNKNOWN = -1;

    /** Writes the copy of a file. */
    interface ColouredCopy {
        String coloured(float[] factors);
    }

    /** The B-factor of the atoms of a residue. */
    static float factor(Map<ResidueNumber, Integer> index, ResidueNumber number, float[] factors) {
        Integer at = index.get(number);
        return at == null || at >= factors.length ? UNKNOWN : factors[at];
    }
}
