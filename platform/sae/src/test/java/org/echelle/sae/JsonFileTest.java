package org.echelle.sae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsRead() {
        Path file = folder.resolve("dictionary.json");
        JsonFile.write(file, Map.of("k", 3));

        assertThat(JsonFile.read(file)).isEqualTo(Map.of("k", 3));
    }

    @Test
    void aFileWithSomethingBehindItsDocumentIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("dictionary.json"), "{\n  \"k\" : 3\n}\n{\"k\": 4}\n");

        assertThatThrownBy(() -> JsonFile.read(file))
                .isInstanceOf(SaeException.class)
                .hasMessage("The file " + file + " cannot be read: something follows the end of its JSON (line 4,"
                        + " column 1).");
    }
}
