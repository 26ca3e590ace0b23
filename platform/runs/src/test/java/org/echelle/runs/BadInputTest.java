package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    private Path temp;

    @Test
    void aRefusedNumberIsToldWithThePlaceWhereItWasWritten() throws Exception {
        Path file = temp.resolve("run.yaml");
        Files.writeString(file, "domain: toy\ndictionary:\n  features: 8\n  k: -1\nextract:\n  limit: 3\n");

        assertThatThrownBy(() -> RunConfig.read(file, List.of()))
                .isInstanceOf(RunException.class)
                .hasMessage("run.yaml, line 4, column 3: 'k' must be at least 0, not -1.");
        assertThatThrownBy(() -> RunConfig.read(file, List.of("dictionary.k=9")))
                .hasMessageStartingWith("--set dictionary.k=9: 'k' = 9 is more than the dictionary's 8 features");
        assertThatThrownBy(() -> RunConfig.read(file, List.of("dictionary.k=2", "extract.limit=-1")))
                .hasMessage("--set extract.limit=-1: 'limit' must be at least 0, not -1.");
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        for (String value : List.of("NaN", "Infinity", "-1")) {
            assertThatThrownBy(() -> RunConfig.of("x", List.of("domain=toy", "dictionary.learning-rate=" + value)))
                    .hasMessageContaining("'learning-rate' must be a number from 0.0");
        }
    }

    @Test
    void skippedSamplesAreStillNamedWhenTheirActivationsAreUsedAgain() {
        JsonNode first = run(false);
        JsonNode again = run(true);

        assertThat(first.path("skipped-samples").path("count").asInt()).isEqualTo(2);
        assertThat(again.path("skipped-samples")).isEqualTo(first.path("skipped-samples"));
    }

    @Test
    void aFolderThatSomebodyTrainsIntoIsNotTrainedInto() throws Exception {
        Path matrix = temp.resolve("rows.npy");
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
        byte[] text = (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] npy = new byte[10 + text.length + 8];
        System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0}, 0, npy, 0, 10);
        System.arraycopy(text, 0, npy, 10, text.length);
        Files.write(matrix, npy);
        Path out = temp.resolve("out");
        try (RunFolder held = RunFolder.open(out)) {
            assertThatThrownBy(() -> MatrixTraining.run(
                            matrix, Optional.empty(), List.of("k=1"), "cpu", held.path(), false, Progress.SILENT))
                    .hasMessageStartingWith("Another run is writing to " + out);
        }
    }

    @Test
    void aFileIsNoFolderForARun() throws Exception {
        Path file = Files.writeString(temp.resolve("note"), "x");

        assertThatThrownBy(() -> RunFolder.open(file))
                .hasMessage(file + " is a file, not a folder; choose another one with --out.");
    }

    private JsonNode run(boolean resume) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy",
                "samples={count: 40, broken-every: 17}",
                "concepts=[{kind: symbols}]",
                "hooks=[embed]",
                "dictionary={features: 12, k: 1, batch: 64, steps: 10}",
                "score={bootstrap: 2, baselines: [neurons]}",
                "out=" + temp.resolve("run")));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            new Run(opened, folder, Map.of(), Progress.SILENT).go(Run.Step.SCORE, resume);
            return folder.provenance();
        }
    }
}
