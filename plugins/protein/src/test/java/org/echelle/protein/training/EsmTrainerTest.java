package org.echelle.protein.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.echelle.api.EchelleException;
import org.echelle.api.Tap;
import org.echelle.protein.esm.Esm2Options;
import org.echelle.protein.esm.Esm2SubjectKind;
import org.echelle.protein.subject.Opened;
import org.echelle.protein.subject.ProteinSubject;
import org.echelle.testkit.ReusedMemory;
import org.echelle.torch.Checksums;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small ESM-2 from a FASTA file to a subject. */
class EsmTrainerTest {
    @TempDir
    Path folder;

    /** Proteins in which every residue decides the next but for a share of noise: there is something to learn. */
    private Path fasta(int count) throws IOException {
        String next = "CDEFGHIKLMNPQRSTVWYA"; // what follows A, C, D, ... Y
        String letters = "ACDEFGHIKLMNPQRSTVWY";
        Random random = new Random(9);
        StringBuilder text = new StringBuilder();
        for (int p = 0; p < count; p++) {
            text.append(">p").append(p).append('\n');
            char residue = letters.charAt(random.nextInt(20));
            for (int i = 0; i < 60; i++) {
                text.append(residue);
                residue = random.nextInt(10) == 0
                        ? letters.charAt(random.nextInt(20))
                        : next.charAt(letters.indexOf(residue));
            }
            text.append('\n');
        }
        return Files.writeString(folder.resolve("p.fasta"), text);
    }

    private static EsmTrainOptions options(Path sequences, int steps) {
        return new EsmTrainOptions(List.of(sequences), steps, 8, 32, 5e-3, 10, 0.01, 32, 2, 4, 0.2, 0, 1);
    }

    private Path trained(Path sequences, int steps, String name) throws IOException {
        Path output = Files.createDirectories(folder.resolve(name));
        try (Opened opened = new Opened()) {
            new EsmTrainer().train(options(sequences, steps), output, opened);
        }
        return output;
    }

    @Test
    void whatIsTrainedBeatsTheUnigramAndOpensAsASubject() throws IOException {
        Path output = trained(fasta(60), 250, "model");
        JsonNode metrics =
                new ObjectMapper().readTree(output.resolve("metrics.json").toFile());
        double unigram = metrics.path("held_out_perplexity_of_the_unigram").asDouble();
        assertThat(unigram).isBetween(15.0, 25.0); // nearly even shares of 20 letters
        assertThat(metrics.path("held_out_perplexity").asDouble()).isLessThan(0.7 * unigram);
        try (Opened opened = new Opened();
                ProteinSubject subject = new Esm2SubjectKind().open(Esm2Options.of(output), opened)) {
            assertThat(subject.facts().get("architecture")).startsWith("ESM-2, 2 layers, width 32, 4 heads");
            assertThat(opened.run(subject, Opened.proteins("MKT"), Tap.NONE)[0]).hasNumberOfRows(5);
        }
    }

    @Test
    void theSameOptionsGiveTheSameBytes() throws IOException {
        Path sequences = fasta(20);
        Path one = trained(sequences, 3, "one");
        Path two = trained(sequences, 3, "two");
        assertThat(Checksums.sha256(one.resolve("model.safetensors")))
                .isEqualTo(Checksums.sha256(two.resolve("model.safetensors")));
    }

    @Test
    void theCollectorChangesNoByte() throws IOException {
        Path sequences = fasta(20);
        Path one = trained(sequences, 40, "one");
        Path two;
        try (ReusedMemory disturbed = ReusedMemory.always()) {
            assertThat(disturbed).isNotNull();
            two = trained(sequences, 40, "two");
        }
        assertThat(Checksums.sha256(one.resolve("model.safetensors")))
                .isEqualTo(Checksums.sha256(two.resolve("model.safetensors")));
    }

    @Test
    void chosenResiduesAreMaskedChangedOrKept() {
        SplittableRandom random = new SplittableRandom(4);
        int chosen = 0;
        int masked = 0;
        int kept = 0;
        int residues = 0;
        for (int i = 0; i < 60; i++) {
            MaskedBatch batch = MaskedBatch.draw(List.of("ACDEFGHIKL".repeat(50)), 4, 100, random);
            assertThat(batch.tokens()).hasSize(4 * 102);
            assertThat(Arrays.stream(batch.truth()).filter(t -> t >= 0).count()).isEqualTo(batch.chosen());
            for (int t = 0; t < batch.tokens().length; t++) {
                if (batch.truth()[t] >= 0) {
                    masked += batch.tokens()[t] == 32 ? 1 : 0;
                    kept += batch.tokens()[t] == batch.truth()[t] ? 1 : 0;
                }
            }
            chosen += batch.chosen();
            residues += 400;
        }
        // one of a crop's residues is chosen in any case: 0.15 + 0.85 / 100
        assertThat(chosen / (double) residues).isCloseTo(0.1585, within(0.01));
        assertThat(masked / (double) chosen).isCloseTo(0.8, within(0.03));
        assertThat(kept / (double) chosen).isCloseTo(0.1 + 0.1 / 20, within(0.03));
    }

    @Test
    void optionsThatCannotWorkAreRefused() throws IOException {
        Path sequences = fasta(20);
        EsmTrainOptions odd = new EsmTrainOptions(List.of(sequences), 3, 8, 32, 1e-3, 0, 0, 30, 2, 4, 0.2, 0, 1);
        EsmTrainOptions none = new EsmTrainOptions(List.of(sequences), 3, 8, 32, 1e-3, 0, 0, 32, 2, 4, 1, 0, 1);
        try (Opened opened = new Opened()) {
            assertThatThrownBy(() -> new EsmTrainer().train(odd, folder, opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("4 heads");
            assertThatThrownBy(() -> new EsmTrainer().train(none, folder, opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("held-out");
            EsmTrainOptions mixed = new EsmTrainOptions(
                    List.of(sequences, folder.resolve("x.dat")), 3, 8, 32, 1e-3, 0, 0, 32, 2, 4, 0.2, 0, 1);
            assertThatThrownBy(() -> new EsmTrainer().train(mixed, folder, opened))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("files of one kind");
        }
    }
}
