package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacedChainTest {
    private static final Map<Character, String> NAMES = Map.of(
            'A', "ALA", 'C', "CYS", 'D', "ASP", 'E', "GLU", 'F', "PHE", 'G', "GLY", 'K', "LYS", 'L', "LEU", 'S', "SER",
            'W', "TRP");
    private static final String PROTEIN = "MMMMACDEFGKLSWACDLKGWW";

    @TempDir
    Path folder;

    /** A chain of alpha carbons without declared sequence. */
    private StructureFile.ChainResidues chain(String letters, String... numbers) throws IOException {
        StringBuilder pdb = new StringBuilder();
        for (int i = 0; i < letters.length(); i++) {
            pdb.append(String.format(
                    Locale.ROOT,
                    "ATOM  %5d  CA  %s A%5s   %8.3f%8.3f%8.3f  1.00 10.00           C  %n",
                    i + 1,
                    NAMES.get(letters.charAt(i)),
                    numbers[i].matches(".*[A-Z]") ? numbers[i] : numbers[i] + " ",
                    3.8 * i,
                    0.0,
                    0.0));
        }
        Path file = Files.writeString(folder.resolve("x.pdb"), pdb.append("END\n"));
        return StructureFile.chains(StructureFile.read(file), new Oddities()).get(0);
    }

    private static String[] numbers(int... all) {
        return java.util.Arrays.stream(all).mapToObj(String::valueOf).toArray(String[]::new);
    }

    private static String[] range(int from, int count) {
        return numbers(java.util.stream.IntStream.range(from, from + count).toArray());
    }

    @Test
    void aPartIsFoundByItsLettersWhateverItsNumbers() throws IOException {
        StructureFile.ChainResidues part = chain("ACDEFGKLSW", range(101, 10));
        assertThat(PlacedChain.of(part, PROTEIN).orElseThrow().places())
                .containsExactly(4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
        assertThat(PlacedChain.of(part, PROTEIN).orElseThrow().residues(PROTEIN.length()))
                .hasSize(PROTEIN.length())
                .satisfies(r -> assertThat(r.get(3).getAtoms()).isEmpty())
                .satisfies(r -> assertThat(r.get(4).getPDBName()).isEqualTo("ALA"))
                .satisfies(r -> assertThat(r.get(14).getAtoms()).isEmpty());
    }

    @Test
    void aPartThatIsThereTwiceOrIsShortFitsNowhereByItsLetters() throws IOException {
        StructureFile.ChainResidues twice = chain("ACDEFGKLSW", range(101, 10));
        assertThat(PlacedChain.of(twice, PROTEIN + PROTEIN)).isEmpty();
        assertThat(PlacedChain.of(chain("CDEFG", range(101, 5)), PROTEIN)).isEmpty();
    }

    @Test
    void aChainWithAGapIsLaidByItsNumbersWhenEveryLetterAgrees() throws IOException {
        int[] seen = {5, 6, 7, 8, 9, 10, 15, 16, 17, 18};
        assertThat(PlacedChain.of(chain("ACDEFGACDL", numbers(seen)), PROTEIN)
                        .orElseThrow()
                        .places())
                .containsExactly(4, 5, 6, 7, 8, 9, 14, 15, 16, 17);
        int[] shifted = {6, 7, 8, 9, 10, 11, 16, 17, 18, 19};
        assertThat(PlacedChain.of(chain("ACDEFGACDL", numbers(shifted)), PROTEIN))
                .as("shifted by one")
                .isEmpty();
        String[] inserted = numbers(seen);
        inserted[6] = "10A";
        assertThat(PlacedChain.of(chain("ACDEFGACDL", inserted), PROTEIN))
                .as("an insertion code is no number of the protein")
                .isEmpty();
    }

    @Test
    void filesAreCalledByAccession() {
        assertThat(NamedStructures.accession(Path.of("AF-P12345-F1-model_v4.cif.gz")))
                .isEqualTo("P12345");
        assertThat(NamedStructures.accession(Path.of("AF-A0A0B4FWC3-F2-model_v6.pdb")))
                .isEqualTo("A0A0B4FWC3");
        assertThat(NamedStructures.accession(Path.of("p12345.pdb"))).isEqualTo("P12345");
        assertThat(NamedStructures.alphaFold(Path.of("P12345.pdb"))).isEmpty();
        Entry one = new Entry("P1", List.of("Q1"), "M", 1, List.of(), Map.of(), true);
        Entry two = new Entry("Q1", List.of("P1"), "M", 1, List.of(), Map.of(), true);
        assertThat(NamedStructures.called(List.of(one, two))).containsOnly(Map.entry("P1", 0), Map.entry("Q1", 1));
    }
}
