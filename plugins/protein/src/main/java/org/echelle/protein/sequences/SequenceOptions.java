package org.echelle.protein.sequences;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * Which sequences are read, how long ones are cut, and which are kept together.
 *
 * @param path see the options' sentences
 */
public record SequenceOptions(
        @Option("The file, plain or gzipped, or several: [a.dat, b.dat]")
        List<Path> path,

        @Option("Take at most this many proteins, evenly spaced over the file")
        Optional<Integer> limit,

        @Option(value = "Residues of a window; longer proteins are cut into several (0: never)", fallback = "1022")
        int window,

        @Option(
                value = "Residues that neighbouring windows share; each residue is counted in one of them",
                fallback = "256")
        int overlap,

        @Option(
                value =
                        "Share of identical residues from which on proteins are relatives, which no split parts; 0: none are",
                fallback = "0.3")
        double identity,

        @Option("A folder of the proteins' structures (PDB, mmCIF), named by accession (P12345.pdb) or as the AlphaFold"
                + " database does (AF-P12345-F1-model_v4.cif.gz); for 3-D views, and for concepts of kind 'structure'")
        Optional<Path> structures) {}
