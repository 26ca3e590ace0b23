package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.echelle.api.SampleSource;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StructuresTest {
    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private SampleSource open(Path path, List<String> chains) {
        return new StructureKind().open(new StructureOptions(path, chains, 0, 0, 0), context);
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
        assertThat(context.notes()).anyMatch(n -> n.contains("several models"));
    }

    private static String atoms(String... residues) {
        StringBuilder pdb = new StringBuilder();
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
        return pdb.append("END\n").toString();
    }

    @Test
    void insertionCodesAndGapsAreKeptInOrderAndNamed() throws IOException {
        Path file = Files.writeString(
                folder.resolve("gap.pdb"),
                atoms("ALA A   5 ", "GLY A   6 ", "SER A   6A", "LEU A   6B", "LYS A   9 ", "TRP A  10 "));
        assertThat(sequence(open(file, List.of()), 0)).isEqualTo("AGSLKW");
        assertThat(context.notes())
                .contains("gap.pdb: 2 residues with an insertion code, counted by their place in the chain (gap:A 6A,"
                        + " gap:A 6B).");
        assertThat(context.notes()).anyMatch(n -> n.contains("1 gap in chains") && n.contains("gap:A before 9"));
    }

    @Test
    void aFolderIsReadAndOtherFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> open(folder, List.of())).hasMessageContaining("no files .pdb");
        Path text = Files.writeString(folder.resolve("x.txt"), "hello");
        assertThatThrownBy(() -> open(text, List.of()))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("neither PDB");
    }

    @Test
    void whatWasSeenAndWhatWasDeclaredAreToldApart() throws IOException {
        Path file = Files.writeString(
                folder.resolve("other.pdb"),
                "SEQRES   1 A    8  ALA GLY SER TRP LYS LEU MET VAL\n"
                        + atoms("ALA A   1 ", "GLY A   2 ", "SER A   3 ", "ASP A   4 ", "LYS A   5 ", "LEU A   6 "));
        assertThat(sequence(open(file, List.of()), 0)).isEqualTo("AGSWKLMV");
        assertThat(context.notes())
                .contains("other.pdb: 1 residue with coordinates that is none of the declared sequence, left out"
                        + " (other:A ASP 4).")
                .contains("other.pdb: 1 chain with residues that nobody saw, which are read from the declared sequence"
                        + " (other:A 3 of 8).");
        assertThatThrownBy(() -> open(file, List.of("B", "C")))
                .isInstanceOf(ProteinException.class)
                .hasMessageEndingWith("is called B or C; there are A.");
    }

    @Test
    void filesWithoutAtomsAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("none.pdb"), "HEADER    NOTHING\n");
        assertThatThrownBy(() -> open(file, List.of()))
                .isInstanceOf(ProteinException.class)
                .hasMessage(
                        "No protein could be read from none.pdb. It has: 1 file without any atom, left out (none.pdb).");
        Path cif = Files.writeString(folder.resolve("cut.cif"), "data_X\nloop_\n_atom_site.id\n_atom_site.x\n1\n");
        assertThatThrownBy(() -> open(cif, List.of())).isInstanceOf(ProteinException.class);
    }
}
