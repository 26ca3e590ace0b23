package org.echelle.protein.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.echelle.protein.ProteinException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentFileTest {
    @TempDir
    Path folder;

    private Alignment only(String name, String text) throws IOException {
        List<Alignment> all = AlignmentFile.read(Files.writeString(folder.resolve(name), text));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static List<String> aligned(Alignment alignment) {
        return alignment.rows().stream().map(Alignment.Row::aligned).toList();
    }

    @Test
    void alignedFastaIsReadAsItStands() throws IOException {
        Alignment a = only("a.fasta", ">P1 first\nMK-\nTA\n>P2\nMKLT.\r\n\n>\nMK~_*\n");
        assertThat(aligned(a)).containsExactly("MK-TA", "MKLT-", "MK--X");
        assertThat(a.rows()).extracting(Alignment.Row::name).containsExactly("P1", "P2", "record 3");
        assertThat(a.rows().get(0).residues()).isEqualTo("MKTA");
        assertThat(a.rows().get(0).columnOfResidue()).containsExactly(0, 1, 3, 4);
    }

    @Test
    void insertionsBelongToTheirSequenceAndToNoColumn() throws IOException {
        // The same alignment with the insertions' columns filled with dots, and without.
        for (String text : List.of(">P1\nMKgh-TA\n>P2\nMK..LTA\n", ">P1\nMKgh-TA\n>P2\nMKLTA\n")) {
            Alignment a = only("a.a3m", text);
            assertThat(aligned(a)).containsExactly("MK-TA", "MKLTA");
            assertThat(a.rows().get(0).residues()).isEqualTo("MKGHTA");
            assertThat(a.rows().get(0).columnOfResidue()).containsExactly(0, 1, -1, -1, 3, 4);
        }
    }

    @Test
    void aFileInLowerCaseHasColumnsAllTheSame() throws IOException {
        assertThat(aligned(only("a.fa", ">P1\nmk-ta\n>P2\nmklta\n"))).containsExactly("MK-TA", "MKLTA");
        // Soft masking: a column with capitals is a column.
        assertThat(aligned(only("b.fa", ">P1\nmK-TA\n>P2\nMKLta\n"))).containsExactly("MK-TA", "MKLTA");
    }

    @Test
    void stockholmGoesOnInBlocksAndMayHoldSeveralAlignments() throws IOException {
        String text = """
                # STOCKHOLM 1.0
                # a comment
                #=GF ID   ZF
                #=GF CC
                #=GS P1/1-5 AC P1

                P1/1-5    MKgh-
                P2/3-6    MK..L
                #=GR P1/1-5 SS HHHHH
                #=GC RF   xx..x

                P1/1-5    TA
                P2/3-6    TA
                //
                # STOCKHOLM 1.0
                P3 WW
                P4 W-
                """;
        Path file = folder.resolve("x.sto.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        List<Alignment> all = AlignmentFile.read(file);
        assertThat(all).extracting(Alignment::name).containsExactly("x.sto.gz ZF", "x.sto.gz");
        assertThat(aligned(all.get(0))).containsExactly("MK-TA", "MKLTA");
        assertThat(aligned(all.get(1))).containsExactly("WW", "W-");
        assertThat(all.get(0).rows().get(0).residues()).isEqualTo("MKGHTA");
        assertThat(AlignmentFile.files(folder)).containsExactly(file);
    }

    @Test
    void whatIsNoAlignmentIsRefusedInASentence() {
        assertThatThrownBy(() -> only("a.fa", ">P1\nMKT\n>P2\nMKTA\n"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("P1 and P2 have 3 and 4 columns");
        assertThatThrownBy(() -> only("a.fa", ">P1\nMK1\n"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("P1 has '1' at 3");
        assertThatThrownBy(() -> only("a.txt", "CLUSTAL W\n"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("no alignment");
        assertThatThrownBy(() -> only("a.sto", "# STOCKHOLM 1.0\nP1\n//\n"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("no sequence after the name");
        assertThatThrownBy(() -> AlignmentFile.files(Files.createDirectory(folder.resolve("empty"))))
                .isInstanceOf(ProteinException.class);
    }
}
