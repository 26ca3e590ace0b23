package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Option;

/**
 * Which chains are read.
 *
 * @param path see the options' sentences
 */
public record StructureOptions(
        @Option("A PDB or mmCIF file (.pdb, .ent, .cif, plain or gzipped), or a folder of them")
        Path path,

        @Option("Only these chains, by the name that authors gave them, such as A; all protein chains when absent")
        List<String> chains,

        @Option(value = "Residues of a window; longer chains are cut into several (0: never)", fallback = "1022")
        int window,

        @Option(
                value = "Residues that neighbouring windows share; each residue is counted in one of them",
                fallback = "256")
        int overlap,

        @Option(
                value =
                        "Share of identical residues from which on chains are relatives, which no split parts; 0: none are",
                fallback = "0.3")
        double identity) {}
