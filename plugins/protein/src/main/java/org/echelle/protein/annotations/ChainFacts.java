package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.biojava.nbio.structure.Atom;
import org.biojava.nbio.structure.Element;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.Structure;
import org.biojava.nbio.structure.StructureException;
import org.biojava.nbio.structure.asa.AsaCalculator;
import org.biojava.nbio.structure.asa.GroupAsa;
import org.biojava.nbio.structure.secstruc.DSSPParser;
import org.biojava.nbio.structure.secstruc.SecStrucCalc;
import org.biojava.nbio.structure.secstruc.SecStrucInfo;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.StructureFile;
import org.echelle.protein.sequences.TextFiles;

/**
 * What a structure says of one chain's residues; all by BioJava.
 *
 * @param chain its residues and their letters
 * @param secondary {@code [residue]}, DSSP's letters (H, G, I, E, B, T, S, blank for none of these), or {@code ?} where nobody knows
 * @param exposure {@code [residue]}, accessible surface as a share of that in an extended tripeptide (may exceed 1), NaN where nobody
 *     knows
 */
record ChainFacts(StructureFile.ChainResidues chain, char[] secondary, double[] exposure) {
    private static final int SPHERE_POINTS = 960; // error of a residue's share below 0.01

    /** Reads a file's chains. */
    static List<ChainFacts> of(Path file, ChainOptions options, Oddities oddities) {
        StructureFile.Content content = StructureFile.read(file);
        List<StructureFile.ChainResidues> chains = StructureFile.chains(content, oddities);
        if (chains.isEmpty()) {
            return List.of();
        }
        if (options.secondary() != ChainOptions.Secondary.RECORDS) {
            chains.forEach(c -> c.residues().forEach(r -> r.getProperties().remove(Group.SEC_STRUC)));
        }
        assign(content.structure(), options);
        boolean recorded = chains.stream()
                .flatMap(c -> c.residues().stream())
                .anyMatch(g -> g.getProperty(Group.SEC_STRUC) instanceof SecStrucInfo);
        if (!recorded) {
            oddities.count(
                    "file{|s} that record{s|} no secondary structure; 'secondary: computed' makes it from the coordinates",
                    file.getFileName().toString());
        }
        IdentityHashMap<Group, GroupAsa> surfaces = options.exposure() ? surfaces(chains) : new IdentityHashMap<>();
        List<ChainFacts> facts = new ArrayList<>();
        for (StructureFile.ChainResidues chain : chains) {
            List<Group> residues = chain.residues();
            char[] secondary = new char[residues.size()];
            double[] exposure = new double[residues.size()];
            Arrays.fill(exposure, Double.NaN);
            for (int i = 0; i < secondary.length; i++) {
                Group residue = residues.get(i);
                boolean seen = !residue.getAtoms().isEmpty();
                secondary[i] = !recorded || !seen
                        ? '?'
                        : residue.getProperty(Group.SEC_STRUC) instanceof SecStrucInfo info ? info.getType().type : ' ';
                GroupAsa surface = seen ? surfaces.get(residue) : null;
                if (surface != null && chain.entry().sequence().charAt(i) != 'X') {
                    exposure[i] = surface.getRelativeAsaU();
                }
            }
            facts.add(new ChainFacts(chain, secondary, exposure));
        }
        return facts;
    }

    private static void assign(Structure structure, ChainOptions options) {
        try {
            switch (options.secondary()) {
                case RECORDS -> {}
                case COMPUTED -> new SecStrucCalc().calculate(structure, true);
                case DSSP -> {
                    Path dssp = options.dssp()
                            .orElseThrow(() -> new ProteinException(
                                    "'secondary: dssp' needs 'dssp', the file that the DSSP program wrote."));
                    TextFiles.bytes(dssp, in -> {
                        try {
                            return DSSPParser.parseInputStream(in, structure, true);
                        } catch (StructureException e) {
                            throw new ProteinException(
                                    "The file " + dssp + " is not of this structure: " + e.getMessage(), e);
                        }
                    });
                }
            }
        } catch (StructureException e) {
            throw new ProteinException("No secondary structure can be computed: " + e.getMessage() + ".", e);
        }
    }

    /** Of all protein chains of the first model together, by Shrake and Rupley's rolling sphere of 1.4 angstroms, without hydrogens. */
    private static IdentityHashMap<Group, GroupAsa> surfaces(List<StructureFile.ChainResidues> chains) {
        List<Atom> atoms = new ArrayList<>();
        for (StructureFile.ChainResidues chain : chains) {
            for (Group residue : chain.residues()) {
                for (Atom atom : residue.getAtoms()) {
                    if (atom.getElement() != Element.H && atom.getElement() != Element.D) {
                        atoms.add(atom);
                    }
                }
            }
        }
        IdentityHashMap<Group, GroupAsa> surfaces = new IdentityHashMap<>(); // BioJava's groups are equal by name
        if (!atoms.isEmpty()) {
            GroupAsa[] all = new AsaCalculator(
                            atoms.toArray(new Atom[0]), AsaCalculator.DEFAULT_PROBE_SIZE, SPHERE_POINTS, 1)
                    .getGroupAsas();
            Arrays.stream(all).forEach(a -> surfaces.put(a.getGroup(), a));
        }
        return surfaces;
    }
}
