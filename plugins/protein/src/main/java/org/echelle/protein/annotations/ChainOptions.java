package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * What of a structure becomes concepts.
 *
 * @param path see the options' sentences
 */
public record ChainOptions(
        @Option(
                "The PDB or mmCIF file, or the folder of them, joined to samples by name (file:chain, or the accession in"
                        + " P12345.pdb and AF-P12345-F1-model_v4.cif) or by equal sequence; the samples' own structures when absent")
        Optional<Path> path,

        @Option(
                value =
                        "Secondary structure as the file records it (records), computed from the backbone's hydrogen bonds (computed),"
                                + " or from the file of 'dssp' (dssp)",
                fallback = "records")
        Secondary secondary,

        @Option("With secondary: dssp, the DSSP program's file of this one structure")
        Optional<Path> dssp,

        @Option(
                value = "Relative exposure to the solvent, computed with the chains as they stand in the file",
                fallback = "true")
        boolean exposure,

        @Option(value = "Relative exposure from which on a residue counts as exposed", fallback = "0.25")
        double exposedFrom) {
    /** Where secondary structure comes from. */
    public enum Secondary {
        /** HELIX and SHEET records, {@code _struct_conf} and {@code _struct_sheet_range}. */
        RECORDS,
        /** Kabsch and Sander's rules on the coordinates. */
        COMPUTED,
        /** A file of the DSSP program. */
        DSSP
    }
}
