package org.echelle.protein.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.echelle.api.ConceptSource;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.protein.Told;
import org.echelle.protein.sequences.FastaKind;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.SequenceOptions;
import org.echelle.protein.view.ChainModel;
import org.echelle.protein.view.SourceSurroundings;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Structures beside samples of another kind. */
class NamedStructuresTest {
    /** SEQRES of 1A8O with methionines for its selenomethionines. */
    private static final String CHAIN = "MDIRQGPKEPFRDYVDRFYKTLRAEQASQEVKNWMTETLLVQNANPDCKTILKALGPGATLEEMMTACQG";

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();
    private Path structures;

    @BeforeEach
    void makesTheFolder() throws IOException {
        structures = Files.createDirectory(folder.resolve("models"));
    }

    private void structure(String name, String asset) throws IOException {
        Files.copy(Shared.file("assets/protein/pdb/" + asset), structures.resolve(name));
    }

    private ProteinSource proteins(String text, boolean withStructures) throws IOException {
        Path fasta = Files.writeString(folder.resolve("x.fasta"), text);
        return (ProteinSource) new FastaKind()
                .open(
                        new SequenceOptions(
                                List.of(fasta),
                                Optional.empty(),
                                0,
                                0,
                                0,
                                withStructures ? Optional.of(structures) : Optional.empty()),
                        context);
    }

    private ConceptSource concepts(ProteinSource samples, Optional<Path> path) {
        return new ChainsKind()
                .open(
                        new ChainOptions(path, ChainOptions.Secondary.RECORDS, Optional.empty(), false, 0.25),
                        null,
                        samples,
                        context);
    }

    private static Set<Integer> helices(int shift) {
        // HELIX records of 1A8O: 161-175, 179-187, 189-192, 196-205, 211-217; its sequence begins at 151
        Set<Integer> all = new TreeSet<>();
        int[] ends = {11, 25, 29, 37, 39, 42, 46, 55, 61, 67};
        for (int i = 0; i < ends.length; i += 2) {
            IntStream.rangeClosed(ends[i] + shift, ends[i + 1] + shift).forEach(all::add);
        }
        return all;
    }

    @Test
    void aModelCalledByAccessionTellsOfThePartThatItShows() throws IOException {
        structure("AF-P00001-F1-model_v4.pdb", "1A8O.pdb");
        structure("AF-Q99999-F1-model_v4.cif", "1A8O.cif");
        ProteinSource samples = proteins(">P00001\nGGGG" + CHAIN + "WWW\n>P00002\nMKVLLAGGCC\n", true);
        assertThat(context.notes())
                .contains("models has structures of 1 of 2 proteins; 1 of its files is called like none.");
        ConceptSource source = concepts(samples, Optional.empty());
        Told told = Told.of(source, 0, 0, 77);
        assertThat(told.positions("secondary/helix")).isEqualTo(helices(4));
        assertThat(told.unknownPositions("secondary/helix")).contains(1, 2, 3, 4, 75, 76, 77);
        assertThat(Told.of(source, 1, 0, 10).unknownPositions("secondary/helix"))
                .hasSize(10);
        assertThat(context.notes())
                .contains("Structures show 1 of 2 proteins; concepts of structure are unknown for the others.");

        Protein shown = (Protein) samples.load(0);
        ChainModel model = new SourceSurroundings(samples).structure(shown).orElseThrow();
        assertThat(model.title()).isEqualTo("P00001 in AF-P00001-F1-model_v4:A");
        assertThat(model.length()).isEqualTo(77);
        assertThat(model.seen(3)).isFalse();
        assertThat(model.seen(5)).isTrue();
        assertThat(new SourceSurroundings(samples).structure((Protein) samples.load(1)))
                .isEmpty();
    }

    @Test
    void aFolderOfTheConceptsIsJoinedByAccessionToo() throws IOException {
        structure("P00001.cif", "1A8O.cif");
        ProteinSource samples = proteins(">P00001\nGG" + CHAIN + "\n", false);
        ConceptSource source = concepts(samples, Optional.of(structures));
        assertThat(Told.of(source, 0, 0, 72).positions("secondary/helix")).isEqualTo(helices(2));
    }

    @Test
    void aModelOfAnotherSequenceIsNotUsedAndNamed() throws IOException {
        structure("P00001.pdb", "1A8O.pdb");
        ProteinSource samples = proteins(">P00001\n" + CHAIN.replace("QNANP", "QNAANP") + "\n", true);
        assertThatThrownBy(() -> concepts(samples, Optional.empty()))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("shows other residues than it has, not used (P00001.pdb)");
        assertThat(new SourceSurroundings(samples).structure((Protein) samples.load(0)))
                .isEmpty();
    }

    @Test
    void samplesWithoutStructuresAndFoldersOfStrangersAreSentences() throws IOException {
        ProteinSource bare = proteins(">P00001\n" + CHAIN + "\n", false);
        assertThatThrownBy(() -> concepts(bare, Optional.empty()))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("'structures'");
        structure("1A8O.pdb", "1A8O.pdb");
        assertThatThrownBy(() -> proteins(">P00001\n" + CHAIN + "\n", true))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("1A8O.pdb")
                .hasMessageContaining("P00001");
    }
}
