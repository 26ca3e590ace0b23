package org.echelle.protein.annotations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.protein.sequences.Entry;
import org.echelle.protein.sequences.NamedStructures;
import org.echelle.protein.sequences.Oddities;
import org.echelle.protein.sequences.PlacedChain;
import org.echelle.protein.sequences.StructureFile;

/**
 * What structures say of proteins: a chain of a protein's own name first, then files that are called by its accession, of which several
 * may show different parts, then a chain with the same letters. What no structure shows is unknown.
 */
final class LaidChains {
    private static final int SEQUENCE = 1;
    private static final int ACCESSION = 2;
    private static final int NAME = 3;

    /**
     * Of one protein.
     *
     * @param secondary {@code [residue]}, as in {@link ChainFacts}
     * @param exposure {@code [residue]}
     */
    record Laid(char[] secondary, double[] exposure, int by) {
        static Laid nothing(int length, int by) {
            char[] secondary = new char[length];
            double[] exposure = new double[length];
            Arrays.fill(secondary, '?');
            Arrays.fill(exposure, Double.NaN);
            return new Laid(secondary, exposure, by);
        }

        void add(ChainFacts facts, int[] places) {
            for (int i = 0; i < places.length; i++) {
                int at = places[i];
                if (at >= 0 && secondary[at] == '?' && Double.isNaN(exposure[at])) {
                    secondary[at] = facts.secondary()[i];
                    exposure[at] = facts.exposure()[i];
                }
            }
        }
    }

    private final List<Entry> proteins;
    private final Map<String, Integer> called;
    private final Map<String, List<Integer>> lettered = new HashMap<>();
    private final Laid[] laid;

    LaidChains(List<Entry> proteins) {
        this.proteins = proteins;
        called = NamedStructures.called(proteins);
        laid = new Laid[proteins.size()];
        for (int i = 0; i < proteins.size(); i++) {
            lettered.computeIfAbsent(proteins.get(i).sequence(), s -> new ArrayList<>())
                    .add(i);
        }
    }

    /** Whether a file may show one of them; those of the AlphaFold database say of which protein they are. */
    boolean wants(Path file) {
        return NamedStructures.alphaFold(file).map(called::containsKey).orElse(true);
    }

    void add(Path file, List<ChainFacts> chains, Oddities oddities) {
        for (ChainFacts chain : chains) {
            Entry entry = chain.chain().entry();
            for (int protein : lettered.getOrDefault(entry.sequence(), List.of())) {
                int[] places = PlacedChain.of(chain.chain(), entry.sequence())
                        .orElseThrow()
                        .places();
                lay(protein, proteins.get(protein).id().equals(entry.id()) ? NAME : SEQUENCE, chain, places);
            }
        }
        Integer protein = called.get(NamedStructures.accession(file));
        if (protein != null) {
            List<StructureFile.ChainResidues> residues =
                    chains.stream().map(ChainFacts::chain).toList();
            Optional<PlacedChain> best = PlacedChain.best(residues, proteins.get(protein));
            if (best.isEmpty()) {
                oddities.count(
                        "structure{|s} called like a protein that show{s|} other residues than it has, not used",
                        file.getFileName().toString());
            } else {
                lay(
                        protein,
                        ACCESSION,
                        chains.get(residues.indexOf(best.get().chain())),
                        best.get().places());
            }
        }
    }

    /** Parts add up where an accession called them; otherwise the first chain of the best kind stays. */
    private void lay(int protein, int by, ChainFacts chain, int[] places) {
        int before = laid[protein] == null ? 0 : laid[protein].by();
        if (by > before) {
            laid[protein] = Laid.nothing(proteins.get(protein).sequence().length(), by);
        }
        if (by > before || (by == before && by == ACCESSION)) {
            laid[protein].add(chain, places);
        }
    }

    /** Empty for a protein that no structure shows. */
    Optional<Laid> of(int protein) {
        return Optional.ofNullable(laid[protein]);
    }
}
