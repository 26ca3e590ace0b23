package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.echelle.api.SampleSource;
import org.echelle.protein.Notes;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StructuresTest {
    @TempDir
    Path folder;

    private final Notes notes = new Notes();

    private SampleSource open(Path path, List<String> chains) {
        return new StructureKind().open(new StructureOptions(path, chains, 0, 0, 0), notes);
    }

    private static String sequence(SampleSource source, int index) {
        return ((Protein) source.load(index)).sequence();
    }

    @Test
    void bothFormatsGiveTheDeclaredSequence() {
        SampleSource pdb = open(Shared.file("assets/protein/pdb/1A8O.pdb"), List.of());
        SampleSource cif = open(Shared.file("assets/protein/pdb/1A8O.cif"), List.of());
        // SEQRES of 1A8O, MSE being selenomethionine
        assertThat(sequence(pdb, 0))
                .isEqualTo("MDIRQGPKEPFRDYVDRFYKTLRAEQASQEVKNWMTETLLVQNANPDCKTILKALGPGATLEEMMTACQG");
        assertThat(sequence(cif, 0)).isEqualTo(sequence(pdb, 0));
        assertThat(pdb.id(0)).isEqualTo("1A8O:A");
    }

    @Test
    void residuesThatNobodySawStayInTheirPlaces() {
        SampleSource source = open(Shared.file("assets/protein/pdb/2BEG.pdb"), List.of("B", "C"));
        assertThat(source.size()).isEqualTo(2);
        assertThat(source.id(0)).isEqualTo("2BEG:B");
        // amyloid beta 1-42, of which the fibril shows 17-42
        assertThat(sequence(source, 0)).isEqualTo("DAEFRHDSGYEVHHQKLVFFAEDVGSNKGAIIGLMVGGVVIA");
    }

    @Test
    void nucleicAcidsAreNoProteinsAndOneModelIsRead() {
        SampleSource source = open(Shared.file("assets/protein/pdb/1LCD.pdb"), List.of());
        assertThat(source.size()).isEqualTo(1);
        assertThat(sequence(source, 0)).hasSize(51).startsWith("MKPVTLYDVAEYAGVSYQTVSRVVNQ");
        assertThat(notes.notes()).anyMatch(n -> n.contains("several models"));
    }

    @Test
    void insertionCodesAndGapsAreKeptInOrderAndNamed() throws IOException {
        StringBuilder pdb = new StringBuilder();
        String[] residues = {"ALA A   5 ", "GLY A   6 ", "SER A   6A", "LEU A   6B", "LYS A   9 ", "TRP A  10 "};
        for (int i = 0; i < residues.length; i++) {
            pdb.append(String.format(
                    Locale.ROOT,
                    "ATOM  %5d  CA  %s   %8.3f%8.3f%8.3f  1.00 10.00           C  %n",
                    i + 1,
                    residues[i],
                    3.8 * i,
                    0.0,
                    0.0));
        }
        Path file = Files.writeString(folder.resolve("gap.pdb"), pdb.append("END\n"));
        assertThat(sequence(open(file, List.of()), 0)).isEqualTo("AGSLKW");
        assertThat(notes.notes()).anyMatch(n -> n.contains("1 gaps in chains") && n.contains("gap:A before 9"));
    }

    @Test
    void aFolderIsReadAndOtherFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> open(folder, List.of())).hasMessageContaining("no files .pdb");
        Path text = Files.writeString(folder.resolve("x.txt"), "hello");
        assertThatThrownBy(() -> open(text, List.of()))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("neither PDB");
    }
}
