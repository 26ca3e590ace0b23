package org.echelle.protein.sequences;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.biojava.nbio.structure.Chain;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.GroupType;
import org.biojava.nbio.structure.ResidueNumber;
import org.biojava.nbio.structure.Structure;
import org.biojava.nbio.structure.StructureTools;
import org.biojava.nbio.structure.chem.ChemCompGroupFactory;
import org.biojava.nbio.structure.chem.ReducedChemCompProvider;
import org.biojava.nbio.structure.io.FileParsingParameters;
import org.biojava.nbio.structure.io.PDBFileParser;
import org.biojava.nbio.structure.io.cif.CifStructureConverter;
import org.echelle.protein.ProteinException;
import org.rcsb.cif.CifIO;
import org.rcsb.cif.model.CifFile;
import org.rcsb.cif.schema.StandardSchemata;
import org.rcsb.cif.schema.mm.MmCifBlock;

/**
 * PDB and mmCIF files, read by BioJava. A chain's residues are those of its declared sequence (SEQRES, {@code _entity_poly_seq}), to which
 * BioJava aligns the residues that have coordinates, so that gaps and insertion codes shift nothing; a chain without declared sequence
 * is what was seen, in the file's order, and a gap in it is counted. Of several models the first is read.
 */
public final class StructureFile {
    static {
        // BioJava's default would fetch the chemical dictionary from the network for every unusual residue.
        ChemCompGroupFactory.setChemCompProvider(new ReducedChemCompProvider());
    }

    private StructureFile() {}

    /**
     * A protein chain.
     *
     * @param entry its sequence, called {@code file:chain}
     * @param residues {@code [residue]}, each with atoms where it was seen
     */
    public record ChainResidues(Entry entry, List<Group> residues) {}

    /**
     * A file's content.
     *
     * @param declared whether it tells the chains' whole sequences; without, BioJava takes what was seen for all there is
     */
    public record Content(Path file, Structure structure, boolean declared) {}

    /** The structure files of a folder, sorted, or the file itself. */
    public static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> found =
                    all.filter(f -> Files.isRegularFile(f) && isOne(f)).sorted().toList();
            if (found.isEmpty()) {
                throw new ProteinException("The folder " + path + " has no files .pdb, .ent or .cif.");
            }
            return found;
        } catch (IOException e) {
            throw new ProteinException("The folder " + path + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    /** Whether a file is called as structures are. */
    static boolean isOne(Path file) {
        return isPdb(file) || isCif(file);
    }

    private static String plain(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    private static boolean isPdb(Path file) {
        return plain(file).endsWith(".pdb") || plain(file).endsWith(".ent");
    }

    /** Whether a file is mmCIF, by its name. */
    public static boolean isCif(Path file) {
        return plain(file).endsWith(".cif") || plain(file).endsWith(".mmcif");
    }

    /**
     * Reads a file whole, with the secondary structure that it records.
     *
     * @throws ProteinException when it cannot be read
     */
    public static Content read(Path file) {
        if (!isPdb(file) && !isCif(file)) {
            throw new ProteinException(
                    "The file " + file + " is neither PDB (.pdb, .ent) nor mmCIF (.cif) by its name.");
        }
        FileParsingParameters parameters = new FileParsingParameters();
        parameters.setAlignSeqRes(true);
        parameters.setParseSecStruc(true);
        parameters.setCreateAtomBonds(false);
        try {
            return TextFiles.text(file, in -> {
                String text = withoutSpaceGroup(in);
                if (isCif(file)) {
                    CifFile cif =
                            CifIO.readFromInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
                    Structure structure = CifStructureConverter.fromCifFile(cif, parameters);
                    MmCifBlock block = cif.as(StandardSchemata.MMCIF).getFirstBlock();
                    CifSecondary.assign(structure, block);
                    return new Content(file, structure, block.getEntityPolySeq().getRowCount() > 0);
                }
                PDBFileParser parser = new PDBFileParser();
                parser.setFileParsingParameters(parameters);
                Structure structure = parser.parsePDBFile(new BufferedReader(new StringReader(text)));
                return new Content(file, structure, text.contains("\nSEQRES") || text.startsWith("SEQRES"));
            });
        } catch (ProteinException e) {
            throw e;
        } catch (RuntimeException e) { // BioJava's parsers let those of the JDK through
            throw new ProteinException(
                    "The structure " + file + " is damaged or cut short, so that BioJava stops within it ("
                            + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage())
                            + "); get the file anew.",
                    e);
        }
    }

    /**
     * The file without its crystal's symmetry, which nothing here needs: to look it up BioJava reads its table of space groups through
     * JAXB, which finds its parts through the thread's class loader and so not inside a plugin. In mmCIF the category is renamed, not
     * removed, so that values on lines of their own stay with their names.
     */
    private static String withoutSpaceGroup(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("_symmetry.")) {
                text.append("_not_read_symmetry.").append(line, "_symmetry.".length(), line.length());
            } else if (!line.startsWith("CRYST1")) {
                text.append(line);
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The name of a file without folder and endings. */
    static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The protein chains of a structure's first model. */
    public static List<ChainResidues> chains(Content content, Oddities oddities) {
        List<ChainResidues> found = new ArrayList<>();
        Path file = content.file();
        if (content.structure().nrModels() == 0) {
            oddities.count(
                    "file{|s} without any atom, left out", file.getFileName().toString());
            return found;
        }
        for (Chain chain : content.structure().getPolyChains(0)) {
            List<Group> residues = chain.getSeqResGroups();
            if (residues.isEmpty()) {
                residues = chain.getAtomGroups().stream()
                        .filter(StructureFile::isAmino)
                        .toList();
            }
            long amino = residues.stream().filter(StructureFile::isAmino).count();
            if (residues.isEmpty() || 2 * amino < residues.size()) {
                continue; // nucleic acids
            }
            String id = stem(file) + ":" + chain.getName();
            if (content.declared()) {
                countUnseen(chain, residues, id, oddities);
            } else {
                countGaps(residues, id, oddities);
            }
            countInserted(residues, id, oddities);
            StringBuilder letters = new StringBuilder();
            for (Group residue : residues) {
                letters.append(letter(residue, id, oddities));
            }
            found.add(new ChainResidues(Entry.bare(id, letters.toString()), residues));
        }
        if (found.isEmpty()) {
            oddities.count(
                    "file{|s} without a chain of amino acids",
                    file.getFileName().toString());
        }
        if (content.structure().nrModels() > 1) {
            oddities.count("file{|s} with several models, of which the first is read", stem(file));
        }
        return found;
    }

    private static boolean isAmino(Group group) {
        return group.getType() == GroupType.AMINOACID || StructureTools.get1LetterCodeAmino(name(group)) != null;
    }

    private static String name(Group group) {
        return group.getPDBName() == null ? "" : group.getPDBName().strip();
    }

    private static char letter(Group group, String id, Oddities oddities) {
        Character letter = StructureTools.get1LetterCodeAmino(name(group));
        if (letter != null && letter >= 'A' && letter <= 'Z') {
            return letter;
        }
        oddities.count("residue{|s} of an unusual kind, read as X", id + " " + name(group));
        return 'X';
    }

    /** Residues that are declared and have no coordinates, and those that have some and are not what is declared. */
    private static void countUnseen(Chain chain, List<Group> residues, String id, Oddities oddities) {
        Set<Group> laid = Collections.newSetFromMap(new IdentityHashMap<>()); // BioJava's groups are equal by name
        laid.addAll(residues);
        chain.getAtomGroups().stream()
                .filter(g -> isAmino(g) && !laid.contains(g))
                .forEach(g -> oddities.count(
                        "residue{|s} with coordinates that {is|are} none of the declared sequence, left out",
                        id + " " + name(g) + " " + g.getResidueNumber()));
        long unseen = residues.stream().filter(g -> g.getAtoms().isEmpty()).count();
        if (unseen > 0) {
            oddities.count(
                    "chain{|s} with residues that nobody saw, which are read from the declared sequence",
                    id + " " + unseen + " of " + residues.size());
        }
    }

    private static void countInserted(List<Group> residues, String id, Oddities oddities) {
        for (Group residue : residues) {
            ResidueNumber number = residue.getResidueNumber();
            if (number != null && number.getInsCode() != null) {
                oddities.count(
                        "residue{|s} with an insertion code, counted by {its|their} place in the chain",
                        id + " " + number);
            }
        }
    }

    private static void countGaps(List<Group> residues, String id, Oddities oddities) {
        for (int i = 1; i < residues.size(); i++) {
            int step = residues.get(i).getResidueNumber().getSeqNum()
                    - residues.get(i - 1).getResidueNumber().getSeqNum();
            if (step > 1) {
                oddities.count(
                        "gap{|s} in chains without declared sequence, whose missing residues nobody knows",
                        id + " before " + residues.get(i).getResidueNumber());
            }
        }
    }
}
