package org.echelle.protein.sequences;

import java.util.List;
import org.biojava.nbio.structure.Chain;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.Structure;
import org.biojava.nbio.structure.secstruc.SecStrucInfo;
import org.biojava.nbio.structure.secstruc.SecStrucType;
import org.rcsb.cif.schema.mm.MmCifBlock;
import org.rcsb.cif.schema.mm.StructConf;
import org.rcsb.cif.schema.mm.StructSheetRange;

/**
 * Helices, turns and strands that an mmCIF file records ({@code _struct_conf}, {@code _struct_sheet_range}). BioJava assigns those of PDB
 * files but passes over these two categories. They are placed by label numbers, which count the declared sequence from 1 whatever
 * numbers the authors gave.
 */
final class CifSecondary {
    private CifSecondary() {}

    static void assign(Structure structure, MmCifBlock block) {
        StructConf conf = block.getStructConf();
        for (int i = 0; i < conf.getRowCount(); i++) {
            String kind = conf.getConfTypeId().get(i);
            SecStrucType type = kind.startsWith("HELX")
                    ? SecStrucType.helix4
                    : kind.startsWith("TURN")
                            ? SecStrucType.turn
                            : kind.startsWith("STRN") ? SecStrucType.extended : null;
            if (type != null) {
                assign(
                        structure,
                        conf.getBegLabelAsymId().get(i),
                        conf.getBegLabelSeqId().get(i),
                        conf.getEndLabelSeqId().get(i),
                        type);
            }
        }
        StructSheetRange sheet = block.getStructSheetRange();
        for (int i = 0; i < sheet.getRowCount(); i++) {
            assign(
                    structure,
                    sheet.getBegLabelAsymId().get(i),
                    sheet.getBegLabelSeqId().get(i),
                    sheet.getEndLabelSeqId().get(i),
                    SecStrucType.extended);
        }
    }

    /** @param from of the declared sequence, counted from 1 and inclusive, as {@code to} */
    private static void assign(Structure structure, String asym, int from, int to, SecStrucType type) {
        Chain chain = structure.getPolyChain(asym);
        List<Group> residues = chain == null ? List.of() : chain.getSeqResGroups();
        for (int at = Math.max(1, from); at <= Math.min(to, residues.size()); at++) {
            Group residue = residues.get(at - 1);
            residue.setProperty(Group.SEC_STRUC, new SecStrucInfo(residue, SecStrucInfo.PDB_AUTHOR_ASSIGNMENT, type));
        }
    }
}
