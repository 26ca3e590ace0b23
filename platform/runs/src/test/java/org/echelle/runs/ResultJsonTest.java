package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {
    record Figures(double a, Double b, float c, double[] rows, Optional<String> there, Optional<Double> absent) {}

    record Read(double a, double missing) {}

    @Test
    void whatIsNoNumberIsNullWhereverItStands() throws Exception {
        ObjectMapper json = ResultJson.mapper();
        String text = json.writeValueAsString(List.of(
                new Figures(
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        Float.NaN,
                        new double[] {1.5, Double.NaN},
                        Optional.of("x"),
                        Optional.empty()),
                Map.of("k", Double.POSITIVE_INFINITY)));
        assertThat(text).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(json.readTree(text))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                "[{\"a\":null,\"b\":null,\"c\":null,\"rows\":[1.5,null],\"there\":\"x\",\"absent\":null},"
                                        + "{\"k\":null}]"));
    }

    @Test
    void numbersAreWrittenAsTheyAreAndNullIsReadAsNaN() throws Exception {
        ObjectMapper json = ResultJson.mapper();
        assertThat(json.writeValueAsString(Map.of("f", 0.1f)).replaceAll("\\s", ""))
                .isEqualTo("{\"f\":0.1}");
        Read read = json.readValue("{\"a\": null, \"missing\": \"NaN\", \"other\": 1}", Read.class);
        assertThat(read.a()).isNaN();
        assertThat(read.missing()).isNaN();
        assertThat(json.readValue("{\"a\": 2, \"missing\": 0.25}", Read.class)).isEqualTo(new Read(2, 0.25));
    }

    @Test
    void resultsWithSomethingBehindThemAreRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("run.json"), "{\"steps\": {}}\n{}");

        assertThatThrownBy(() -> RunFolder.readJson(file))
                .isInstanceOf(RunException.class)
                .hasMessage(file + " is not readable JSON: something follows the end of its JSON (line 2, column 1);"
                        + " remove it and run again with --resume.");
    }
}
