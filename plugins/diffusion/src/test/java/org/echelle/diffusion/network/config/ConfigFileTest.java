package org.echelle.diffusion.network.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.diffusion.DiffusionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private Path file;

    @BeforeEach
    void name(@TempDir Path folder) {
        file = folder.resolve("config.json");
    }

    @Test
    void emptyLinesMayFollowTheObject() throws IOException {
        Files.writeString(file, "{\"sample_size\": 8}\n\n");
        assertThat(ConfigFile.read(file).integer("sample_size")).isEqualTo(8);
    }

    @Test
    void whatElseFollowsTheObjectIsToldWithItsPlace() throws IOException {
        Files.writeString(file, "{\"sample_size\": 8}\n{\"sample_size\": 16}");
        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(DiffusionException.class)
                .hasMessage(file + " is not readable JSON: something follows the end of its JSON (line 2, column 1);"
                        + " repair it or fetch it again.");
    }

    @Test
    void anObjectThatBreaksOffIsToldWithItsPlace() throws IOException {
        Files.writeString(file, "{\"a\": 1,");
        assertThatThrownBy(() -> ConfigFile.read(file))
                .hasMessage(
                        file + " is not readable JSON: it breaks off (line 1, column 9); repair it or fetch it again.");
    }
}
