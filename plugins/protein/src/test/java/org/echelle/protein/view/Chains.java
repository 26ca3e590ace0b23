package org.echelle.protein.view;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.biojava.nbio.structure.Chain;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.Structure;
import org.biojava.nbio.structure.chem.ChemCompGroupFactory;
import org.biojava.nbio.structure.chem.ReducedChemCompProvider;
import org.biojava.nbio.structure.io.FileParsingParameters;
import org.biojava.nbio.structure.io.PDBFileParser;
import org.biojava.nbio.structure.io.cif.CifStructureConverter;

/** Structures of tests, read as the plugin reads them: declared sequence first, what was seen without one. */
final class Chains {
    static {
        ChemCompGroupFactory.setChemCompProvider(new ReducedChemCompProvider());
    }

    private Chains() {}

    private static FileParsingParameters parameters() {
        FileParsingParameters parameters = new FileParsingParameters();
        parameters.setAlignSeqRes(true);
        parameters.setCreateAtomBonds(false);
        return parameters;
    }

    static Structure pdb(String file) throws IOException {
        PDBFileParser parser = new PDBFileParser();
        parser.setFileParsingParameters(parameters());
        return parser.parsePDBFile(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }

    static Structure cif(String file) throws IOException {
        return CifStructureConverter.fromInputStream(
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), parameters());
    }

    static List<Group> residues(Structure structure, String name) {
        for (Chain chain : structure.getPolyChains(0)) {
            if (chain.getName().equals(name)) {
                return chain.getSeqResGroups().isEmpty() ? chain.getAtomGroups() : chain.getSeqResGroups();
            }
        }
        throw new AssertionError("no chain " + name);
    }

    /** An ATOM record in the columns that the PDB's format description gives. */
    static String atom(int serial, String residue, char chain, int number, char insertion, double x) {
        return String.format(
                java.util.Locale.ROOT,
                "ATOM  %5d  CA  %3s %c%4d%c   %8.3f%8.3f%8.3f%6.2f%6.2f          %2s",
                serial,
                residue,
                chain,
                number,
                insertion,
                x,
                0.0,
                0.0,
                1.0,
                12.34,
                "C");
    }
}
