package org.echelle.protein.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.protein.Protein;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.Proteins;
import org.echelle.protein.sequences.StructureKind;
import org.echelle.protein.sequences.StructureOptions;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceSurroundingsTest {
    private static final String ENTRY = """
            ID   TEST_HUMAN              Reviewed;          30 AA.
            AC   P00001;
            FT   CHAIN           1..30
            FT                   /note="Test"
            FT   ACT_SITE        5
            FT                   /note="Nucleophile"
            FT   DISULFID        3..20
            FT   REGION          P00001-2:2..4
            FT                   /note="Of another isoform"
            FT   REGION          ?..9
            FT                   /note="Somewhere"
            FT   REPEAT          28..40
            FT   ZN_FING         <1..8
            FT                   /note="C2H2-type"
            SQ   SEQUENCE   30 AA;  3000 MW;  0000000000000000 CRC64;
                 ACDEFGHIKL MNPQRSTVWY ACDEFGHIKL
            //
            """;

    @TempDir
    Path folder;

    @Test
    void featuresOfThisSequenceAreMarksCountedFromZero() throws Exception {
        Path file = Files.writeString(folder.resolve("one.dat"), ENTRY);
        ProteinSource source = Proteins.uniprot(file, 20, 4, 0, OpenedContext.withoutEngine());
        assertThat(source.size()).isEqualTo(2);
        Surroundings surroundings = new SourceSurroundings(source);
        for (int i = 0; i < 2; i++) {
            Protein window = (Protein) source.load(i);
            assertThat(surroundings.marks(window))
                    .containsExactlyInAnyOrder(
                            new Mark("Active site", "Nucleophile", 4, 5, false),
                            new Mark("Disulfide bond", "", 2, 20, true),
                            new Mark("Zinc finger", "C2H2-type", 0, 8, false));
            assertThat(surroundings.structure(window)).isEmpty();
        }
        assertThat(surroundings.marks(new Protein("stranger", "MK", 0))).isEmpty();
    }

    @Test
    void aChainsModelHasTheResiduesOfItsSample() throws Exception {
        String pdb = String.join(
                "\n",
                Chains.atom(1, "GLY", 'A', 52, ' ', 0),
                Chains.atom(2, "ALA", 'A', 52, 'A', 3.8),
                Chains.atom(3, "LYS", 'A', 57, ' ', 20),
                Chains.atom(4, "TRP", 'B', 7, ' ', 30),
                Chains.atom(5, "SER", 'B', 8, ' ', 33.8),
                "END\n");
        Path file = Files.writeString(folder.resolve("toy.pdb"), pdb);
        ProteinSource source = (ProteinSource)
                new StructureKind().open(new StructureOptions(file, List.of(), 0, 0, 0), OpenedContext.withoutEngine());
        Surroundings surroundings = new SourceSurroundings(source);
        Protein second = (Protein) source.load(1);
        assertThat(second).isEqualTo(new Protein("toy:B", "WS", 0));
        ChainModel chain = surroundings.structure(second).orElseThrow();
        assertThat(chain.length()).isEqualTo(2);
        assertThat(chain.label(0)).isEqualTo("7");
        assertThat(chain.coloured(new float[] {0.25f, 1}).lines().limit(5).map(line -> line.substring(60, 66)))
                .containsExactly(" -1.00", " -1.00", " -1.00", "  0.25", "  1.00");
        assertThat(surroundings.structure(second)).containsSame(chain);

        Files.writeString(file, pdb.replace("TRP", "TYR"));
        assertThat(new SourceSurroundings(source).structure(second))
                .as("the file changed")
                .isEmpty();
    }
}
