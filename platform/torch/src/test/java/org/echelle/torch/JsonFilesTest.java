package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFilesTest {
    @Test
    void aMapIsWrittenIndentedInItsOrderWithALineEndBehindIt(@TempDir Path folder) throws Exception {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("width", 8);
        content.put("classes", List.of("a", "b"));
        Path file = folder.resolve("config.json");

        JsonFiles.write(file, content);

        assertThat(Files.readString(file)).isEqualTo("""
                {
                  "width" : 8,
                  "classes" : [ "a", "b" ]
                }
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}{}| something follows the end of its JSON (line 1, column 3)",
                "{}@ 7| something follows the end of its JSON (line 2, column 2)",
                "{\"a\": 1,| it breaks off (line 1, column 9)",
                "[1,@@2] []| something follows the end of its JSON (line 3, column 4)",
            })
    void whatFollowsOrLacksIsToldWithItsPlace(String text, String said) {
        assertThatThrownBy(() -> JsonFiles.mapper().readTree(text.replace('@', '\n')))
                .isInstanceOfSatisfying(
                        IOException.class, e -> assertThat(JsonFiles.fault(e)).isEqualTo(said));
    }

    @Test
    void aMapperIsItsCallersOwn() throws Exception {
        JsonFiles.mapper().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        assertThatThrownBy(() -> JsonFiles.mapper().readTree("{} {}")).isInstanceOf(IOException.class);
        assertThat(JsonFiles.mapper()
                        .readTree("{\"a\": [1]}\n \t\n")
                        .path("a")
                        .path(0)
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whatFollowsADocumentThatWasReadTokenByTokenIsToldWithItsPlace() throws Exception {
        try (JsonParser parser = behindDocument("{\"a\": [1]}\n  {}")) {
            assertThatThrownBy(() -> JsonFiles.requireEnd(parser))
                    .isInstanceOfSatisfying(IOException.class, e -> assertThat(JsonFiles.fault(e))
                            .isEqualTo("something follows the end of its JSON (line 2, column 3)"));
        }
        try (JsonParser parser = behindDocument("{\"a\": [1]}\n \t\n")) {
            assertThatCode(() -> JsonFiles.requireEnd(parser)).doesNotThrowAnyException();
        }
    }

    private static JsonParser behindDocument(String text) throws IOException {
        JsonParser parser = JsonFiles.mapper().createParser(text);
        parser.nextToken();
        parser.skipChildren();
        return parser;
    }

    @Test
    void whatIsNoJsonIsToldInOneLineWithItsPlace() {
        assertThatThrownBy(() -> new ObjectMapper().readTree("{\"a\": 1,\n nothing}"))
                .isInstanceOfSatisfying(IOException.class, e -> assertThat(JsonFiles.fault(e))
                        .contains("(line 2, column ")
                        .doesNotContain("\n", "Source"));
    }

    @Test
    void aFileThatIsNotThereIsToldInWords() {
        assertThat(JsonFiles.fault(new NoSuchFileException("x.json"))).isEqualTo("it does not exist");
    }
}
