package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceFilesTest {
    private static final String GFF = """
            ##gff-version 3
            ##sequence-region P1 1 6
            P1\tUniProtKB\tActive site\t2\t2\t.\t.\t.\tNote=Nucleophile
            ##sequence-region P2 1 9
            P2\tUniProtKB\tHelix\t1\t4\t.\t.\t.\t
            """;

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private SequenceOptions options(List<Path> paths) {
        return new SequenceOptions(paths, Optional.empty(), 0, 0, 0, Optional.empty());
    }

    private ProteinSource uniprot(Path... paths) {
        return (ProteinSource) new UniProtKind().open(options(List.of(paths)), context);
    }

    @Test
    void severalFilesAreReadInTheirOrderAndEachTellsWhatIsOdd() throws IOException {
        Path a = write("a.fasta", ">P1\nmkv\n>P2\nAAAA\n");
        Path b = write("b.fasta", ">P2\nAAAA\n>P1\nMKVLL\n>P3\nGGG\n>P4\nM*G\n");
        Path c = write("c.fasta", ">P5\n");
        ProteinSource source = (ProteinSource) new FastaKind().open(options(List.of(a, b, c)), context);
        assertThat(source.entries().stream().map(e -> e.id() + e.sequence()))
                .containsExactly("P1MKV", "P2AAAA", "P3GGG");
        assertThat(context.notes())
                .containsExactlyInAnyOrder(
                        "a.fasta: 1 record with lower-case letters, read as upper case (P1).",
                        "b.fasta: 1 record with a stop inside, left out (P4 at 2).",
                        "c.fasta: 1 record without residues, left out (P5).",
                        "c.fasta: no protein could be read.",
                        "a.fasta, b.fasta, c.fasta: 1 record that was there before under the same id, left out (P2).",
                        "a.fasta, b.fasta, c.fasta: 1 record whose id an earlier one with another sequence has, left out (P1).");
    }

    @Test
    void noFileAtAllIsASentence() {
        assertThatThrownBy(() -> new FastaKind().open(options(List.of()), context))
                .isInstanceOf(ProteinException.class)
                .hasMessage("Samples of kind 'fasta' need 'path': a file, or several as [a, b].");
    }

    @Test
    void aGffFileWithItsSequencesIsSamplesWithAnnotations() throws IOException {
        ProteinSource source =
                uniprot(write("x.gff", GFF + "##FASTA\n>sp|P1|X_Y\nMKV\nLLA\n>P2\nMKVLLAGGC\n>P3\nMM\n"));
        assertThat(source.entries().stream().map(e -> e.id() + e.sequence()))
                .containsExactly("P1MKVLLA", "P2MKVLLAGGC", "P3MM");
        Feature site = source.entries().get(0).features().get(0);
        assertThat(site.type()).isEqualTo(FeatureType.ACT_SITE);
        assertThat(site.name()).isEqualTo("Nucleophile");
        assertThat(site.location().begin()).isEqualTo(2);
        assertThat(source.entries()).allMatch(Entry::annotated);
    }

    @Test
    void aGffFileWhoseSequencesDoNotFitOrLackIsToldOf() throws IOException {
        assertThatThrownBy(() -> uniprot(write("x.gff", GFF)))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("##FASTA")
                .hasMessageContaining("kind: fasta");
        ProteinSource source = uniprot(write("y.gff", GFF + "##FASTA\n>P1\nMKVLLAG\n>P3\nMM\n"));
        assertThat(source.entries().stream().map(Entry::id)).containsExactly("P3");
        assertThat(context.notes())
                .contains(
                        "y.gff: 1 entry whose sequence is not as long as its sequence-region, left out (P1: 7 of 6).",
                        "y.gff: 1 entry without a sequence, left out (P2).");
    }
}
