package org.echelle.protein.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.protein.ProteinException;
import org.echelle.protein.Told;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.Proteins;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntriesAndMotifsTest {
    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private static List<String> find(String pattern, String sequence) {
        return PrositePattern.parse("m", pattern).find(sequence).stream()
                .map(f -> f[0] + ".." + f[1])
                .toList();
    }

    @Test
    void prositePatternsAreUnderstood() {
        assertThat(find("N-{P}-[ST]-{P}.", "ANNSANPSANGTPNGSA")).containsExactly("1..5", "13..17");
        assertThat(find("A-x(2)-C", "AAACC")).containsExactly("0..4", "1..5");
        assertThat(find("A-x(0,3)-C", "ACAAC")).containsExactly("0..5", "2..5", "3..5");
        assertThat(find("<M-K", "MKMK")).containsExactly("0..2");
        assertThat(find("K-L>", "KLKL")).containsExactly("2..4");
        assertThat(find("F-[GA>]", "FGFF")).containsExactly("0..2", "3..4");
        assertThat(find("x", "AC")).containsExactly("0..1", "1..2");
        assertThatThrownBy(() -> find("N-[S", "A"))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("[S");
        assertThatThrownBy(() -> find("N-(2)", "A")).isInstanceOf(ProteinException.class);
        assertThatThrownBy(() -> find("", "A")).isInstanceOf(ProteinException.class);
    }

    @Test
    void motifsAcrossAWindowsEdgeAreFound() throws IOException {
        Path fasta = Files.writeString(folder.resolve("x.fasta"), ">p\nAAAANGSAAAAA\n");
        ProteinSource samples = Proteins.fasta(fasta, 6, 0, 0, context);
        ConceptSource source =
                new MotifKind().open(new MotifOptions(Map.of("glyco", "N-{P}-[ST]-{P}")), null, samples, context);
        assertThat(source.concepts()).extracting(Concept::id).containsExactly("motif/glyco");
        assertThat(Told.of(source, 0, 0, 6).positions("motif/glyco")).containsExactly(5, 6);
        assertThat(Told.of(source, 1, 6, 12).positions("motif/glyco")).containsExactly(7, 8);
        assertThatThrownBy(() -> new MotifKind().open(new MotifOptions(Map.of()), null, samples, context))
                .isInstanceOf(ProteinException.class);
    }

    @Test
    void keywordsAndClassesAreOfWholeProteins() throws IOException {
        String flat = """
                ID   A_X                     Reviewed;          4 AA.
                AC   P1;
                DE   RecName: Full=Thing;
                DE            EC=3.4.21.68 {ECO:0000269|PubMed:1};
                DR   GO; GO:0016020; C:membrane; IEA:InterPro.
                KW   Hydrolase {ECO:0000255}; Membrane.
                SQ   SEQUENCE   4 AA;  1 MW;  0 CRC64;
                     ACDE
                //
                ID   B_X                     Reviewed;          4 AA.
                AC   P2;
                DE   RecName: Full=Thing;
                DE            EC=3.4.11.-;
                KW   Membrane.
                SQ   SEQUENCE   4 AA;  1 MW;  0 CRC64;
                     ACDF
                //
                """;
        Path file = Files.writeString(folder.resolve("x.dat"), flat);
        Path fasta = Files.writeString(folder.resolve("x.fasta"), ">P1\nACDE\n>P2\nACDF\n>Q\nACDE\n");
        ProteinSource samples = Proteins.fasta(fasta, 3, 0, 0, context);
        ConceptSource source =
                new EntryKind().open(new EntryOptions(Optional.of(file), List.of(), 1), null, samples, context);
        assertThat(source.concepts())
                .allMatch(c -> c.level() == Concept.Level.SAMPLE)
                .extracting(Concept::id)
                .containsExactly(
                        "ec/3",
                        "ec/3.4",
                        "ec/3.4.11",
                        "ec/3.4.21",
                        "ec/3.4.21.68",
                        "go/GO:0016020",
                        "keyword/Hydrolase",
                        "keyword/Membrane");
        assertThat(source.concepts().get(5).name()).isEqualTo("membrane");
        assertThat(Told.of(source, 0, 0, 3).whole)
                .containsOnlyKeys(
                        "ec/3",
                        "ec/3.4",
                        "ec/3.4.21",
                        "ec/3.4.21.68",
                        "go/GO:0016020",
                        "keyword/Hydrolase",
                        "keyword/Membrane");
        assertThat(samples.entryOf(1)).isZero(); // the second window of the first protein
        assertThat(Told.of(source, 1, 1, 4).whole).containsKey("keyword/Hydrolase");
        assertThat(Told.of(source, 2, 0, 3).whole).containsOnlyKeys("ec/3", "ec/3.4", "ec/3.4.11", "keyword/Membrane");
        assertThat(Told.of(source, 4, 0, 3).unknownWhole).hasSize(8);
        ConceptSource shared =
                new EntryKind().open(new EntryOptions(Optional.of(file), List.of("ec"), 2), null, samples, context);
        assertThat(shared.concepts()).extracting(Concept::id).containsExactly("ec/3", "ec/3.4");
        assertThatThrownBy(() -> new EntryKind()
                        .open(new EntryOptions(Optional.of(file), List.of("colour"), 2), null, samples, context))
                .hasMessageContaining("colour");
    }
}
