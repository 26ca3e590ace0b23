package org.echelle.protein.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.protein.ProteinException;
import org.echelle.protein.Told;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.Proteins;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentKindTest {
    private static final String ROW = "WACDEFGHIKLMNPQRSTVWYC";
    private static final double NAN = Double.NaN;

    @TempDir
    Path folder;

    private final OpenedContext context = OpenedContext.withoutEngine();

    private ProteinSource samples(String... sequences) throws IOException {
        StringBuilder fasta = new StringBuilder();
        for (int i = 0; i < sequences.length; i++) {
            fasta.append(">p").append(i + 1).append('\n').append(sequences[i]).append('\n');
        }
        return Proteins.fasta(Files.writeString(folder.resolve("samples.fasta"), fasta), 0, 0, 0, context);
    }

    /** The first row and others that keep only some of its residues: more the further left. */
    private static String alignment(int rows) {
        StringBuilder fasta = new StringBuilder(">row\n" + ROW + "\n");
        String letters = "ACDEFGHIKLMNPQRSTVWY";
        for (int r = 1; r < rows; r++) {
            fasta.append(">other").append(r).append('\n');
            for (int c = 0; c < ROW.length(); c++) {
                boolean kept = r % 22 < 22 - c;
                fasta.append(kept ? ROW.charAt(c) : letters.charAt((letters.indexOf(ROW.charAt(c)) + r + c) % 20));
            }
            fasta.append('\n');
        }
        return fasta.toString();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private ConceptSource open(ProteinSource samples, double conserved, Path... files) {
        return new AlignmentKind().open(new AlignmentOptions(List.of(files), conserved, 0.3), null, samples, context);
    }

    @Test
    void conservedResiduesAreToldAndThoseOutsideAreUnknown() throws IOException {
        ProteinSource samples = samples("MM" + ROW + "GGG", "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ");
        ConceptSource source = open(samples, 0.2, file("a.fasta", alignment(22)));
        assertThat(source.concepts())
                .extracting(Concept::id)
                .containsExactly("conservation/conserved", "conservation/variable", "conservation/score");
        Told told = Told.of(source, 0, 0, 27);
        assertThat(told.positions("conservation/conserved"))
                .hasSize(4)
                .contains(3)
                .allMatch(p -> p <= 10);
        assertThat(told.positions("conservation/variable")).hasSize(4).allMatch(p -> p >= 12 && p <= 24);
        assertThat(told.positions("conservation/score")).hasSize(22);
        for (Concept concept : source.concepts()) {
            assertThat(told.unknownPositions(concept.id())).containsExactly(1, 2, 25, 26, 27);
        }
        assertThat(Told.of(source, 1, 0, 33).unknownPositions("conservation/variable"))
                .hasSize(33);
        assertThat(context.notes())
                .contains("Conservation of 1 of 2 proteins from 1 alignment: a.fasta (22 sequences, 22 columns).")
                .anyMatch(n -> n.contains("1 protein that no alignment shows, its conservation unknown (p2)"));
    }

    @Test
    void residuesTiedAcrossTheBorderAreUnknown() {
        List<Span> spans = AlignmentKind.spans(new double[] {0.9, 0.5, 0.5, 0.1, NAN, 0.2}, 0.4);
        // Five are scored, so two belong to each share: 0.9 and one of the two 0.5; 0.1 and 0.2.
        assertThat(spans)
                .contains(new Span(0, 0, 1, 0, 1), Span.unknown(0, 1, 2), Span.unknown(0, 2, 3))
                .contains(new Span(1, 3, 4, 0, 1), new Span(1, 5, 6, 0, 1))
                .contains(Span.unknown(0, 4, 5), Span.unknown(1, 4, 5), Span.unknown(2, 4, 5));
        assertThat(spans.stream().filter(s -> s.concept() == 0)).hasSize(4);
        assertThat(spans.stream().filter(s -> s.concept() == 1)).hasSize(3);
    }

    @Test
    void badInputIsToldInASentence() throws IOException {
        ProteinSource samples = samples(ROW);
        assertThatThrownBy(() -> open(samples, 0.2, file("a.fasta", alignment(9))))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("at least 10 sequences")
                .hasMessageContaining("a.fasta (9 sequences, 22 columns)");
        assertThatThrownBy(() -> open(samples, 0.2, file("b.fasta", alignment(10) + ">short\nACD\n")))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("row and short have 22 and 3 columns");
        assertThatThrownBy(() -> open(samples("MKTAYIAKQRQISFVKSHFSRQ"), 0.2, file("c.fasta", alignment(12))))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("None of the samples' proteins (such as p1) is a row of c.fasta");
        assertThatThrownBy(() -> open(samples, 0.6, file("d.fasta", alignment(12))))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("'conserved' is 0.6");
        assertThatThrownBy(() -> open(samples, 0.2)).isInstanceOf(ProteinException.class);
        // A small one beside a large one is passed over, and told.
        open(samples, 0.2, file("e.fasta", alignment(5)), file("f.fasta", alignment(12)));
        assertThat(context.notes())
                .anyMatch(n -> n.contains("1 alignment of fewer than 10 sequences, not used (e.fasta (5"));
    }
}
