package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineFolderTest {
    @TempDir
    private Path folder;

    @Test
    void writesTheNamesThatDjlReadsAndTakesThemBack() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("libtorch/lib"));
        Files.createFile(lib.resolve("libtorch.so"));
        EngineFolder engines = new EngineFolder(folder.resolve("cache"), folder);

        engines.use(lib, "cu128");

        assertThat(folder.resolve("engine.properties"))
                .hasContent("PYTORCH_LIBRARY_PATH=" + lib + "\nPYTORCH_VERSION=2.7.1\nPYTORCH_FLAVOR=cu128\n");
        engines.useCpu();
        assertThat(folder.resolve("engine.properties")).doesNotExist();
    }

    @Test
    void refusesALibtorchOfAnotherVersionBeforeItIsLoaded() throws IOException {
        Path lib = Files.createDirectories(folder.resolve("libtorch/lib"));
        Files.createFile(lib.resolve("libtorch.so"));
        Files.writeString(folder.resolve("libtorch/build-version"), "2.9.0+cu130\n");

        assertThatThrownBy(() -> new EngineFolder(folder, folder).use(lib, "cu128"))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("is version 2.9.0+cu130")
                .hasMessageContaining("2.7.1 only");
    }

    @Test
    void refusesAFolderWithoutLibtorch() {
        assertThatThrownBy(() -> new EngineFolder(folder, folder).use(folder, "cu128"))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("There is no libtorch.so in " + folder);
    }
}
