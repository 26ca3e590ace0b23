package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.biojava.nbio.core.sequence.io.FastaReaderHelper;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastaTest {
    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private ProteinSource open(String text) throws IOException {
        return Proteins.fasta(Files.writeString(folder.resolve("x.fasta"), text), 0, 0, 0, context);
    }

    @Test
    void aFileIsKnownByItsFirstLineWhateverItIsCalled() throws IOException {
        FastaKind kind = new FastaKind();
        assertThat(kind.recognises(Files.writeString(folder.resolve("a.txt"), "\n>one\nMKV\n")))
                .isTrue();
        Path zipped = folder.resolve("a.dat");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(">one\nMKV\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(kind.recognises(zipped)).isTrue();
        assertThat(kind.recognises(Files.writeString(folder.resolve("b.fasta"), "ID   ONE_HUMAN\n")))
                .isFalse();
        assertThat(kind.recognises(folder)).isFalse();
        assertThat(new StructureKind().recognises(folder)).isFalse();
        Files.writeString(folder.resolve("1abc.cif"), "data_1ABC\n");
        assertThat(new StructureKind().recognises(folder)).isTrue();
    }

    @Test
    void whatIsOddIsCountedAndNamedAndNothingShifts() throws IOException {
        ProteinSource source = open("""
                ; a comment
                >good one
                MKV
                lla*
                >empty
                >stopped
                MK*LL
                >numbered
                MK1LL
                >aligned
                MK-LL
                >good again
                AAAA
                >good
                MKVLLA
                >windows\r
                MX\r
                BZUOJ\r
                """);
        assertThat(source.size()).isEqualTo(2);
        Protein first = (Protein) source.load(0);
        assertThat(first.id()).isEqualTo("good");
        assertThat(first.sequence()).isEqualTo("MKVLLA");
        assertThat(((Protein) source.load(1)).sequence()).isEqualTo("MXBZUOJ");
        assertThat(source.groupedBy()).isEqualTo("protein");
        assertThat(context.notes())
                .containsExactlyInAnyOrder(
                        "x.fasta: 1 record with lower-case letters, read as upper case (good).",
                        "x.fasta: 1 record without residues, left out (empty).",
                        "x.fasta: 1 record with a stop inside, left out (stopped at 3).",
                        "x.fasta: 1 record with something that is no letter, left out (numbered at 3 '1').",
                        "x.fasta: 1 record with gaps (an alignment?), left out; take the gaps away first (aligned at 3).",
                        "x.fasta: 1 record whose id an earlier one with another sequence has, left out (good).",
                        "x.fasta: 1 record that was there before under the same id, left out (good).");
    }

    @Test
    void accessionsNameTheSamples() {
        assertThat(FastaReader.id("sp|P12345|AATM_RABIT Aspartate OS=x", 1)).isEqualTo("P12345");
        assertThat(FastaReader.id("tr|Q9|X", 1)).isEqualTo("Q9");
        assertThat(FastaReader.id("UniRef50_P12345 Cluster: x", 1)).isEqualTo("P12345");
        assertThat(FastaReader.id("0|beta-lactamase_P20P|1.58", 1)).isEqualTo("0|beta-lactamase_P20P|1.58");
        assertThat(FastaReader.id(" ", 7)).isEqualTo("record-7");
    }

    @Test
    void gzippedFilesAreKnownByTheirContent() throws IOException {
        Path file = folder.resolve("y.fasta");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(">a\nMKV\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(((Protein) Proteins.fasta(file, 0, 0, 0, context).load(0)).sequence())
                .isEqualTo("MKV");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 6));
        assertThatThrownBy(() -> Proteins.fasta(file, 0, 0, 0, context)).isInstanceOf(ProteinException.class);
    }

    @Test
    void aFileWithoutProteinsSaysWhatItHad() {
        assertThatThrownBy(() -> open(">a\nMK*L\n"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("stop inside");
        assertThatThrownBy(() -> open("hello\n")).hasMessageContaining("No protein");
    }

    /** The reason for a reader of our own. */
    @Test
    void bioJavaKeepsOneRecordOfAnIdAndNoEmptyOnes() throws Exception {
        String text = ">a\nMKV\n>a\nAAAA\n>b\n>c\nMM\n";
        assertThat(FastaReaderHelper.readFastaProteinSequence(
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .containsOnlyKeys("a", "c");
    }
}
