package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hostile file is refused with a sentence that names the reason; the sound ones that they were made from are read. */
class HostileFilesTest {
    @TempDir
    Path folder;

    static Stream<HostileFile> corpus() {
        return Stream.of(
                        HostilePickles.all(),
                        HostileZips.all(),
                        HostileHeaders.all(),
                        HostileContainers.all(),
                        HostileArrays.all())
                .flatMap(s -> s);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void isRefusedForItsReason(HostileFile hostile) {
        Path file = folder.resolve(hostile.name());
        assertThatThrownBy(() -> Reading.all(file, hostile.bytes()))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining(hostile.reason())
                .hasMessageMatching("(?s)[^\\n]*\\.");
        assertThat(folder)
                .isDirectoryContaining(left -> left.equals(file))
                .isDirectoryNotContaining(left -> !left.equals(file));
    }

    @Test
    void aDeviceIsNoFile() {
        Path device = Path.of("/dev/zero");
        Assumptions.assumeTrue(Files.exists(device), "skipped: this system has no /dev/zero");
        assertThatThrownBy(() -> Weights.read(device)).hasMessageContaining("neither a file nor a folder");
    }

    @ParameterizedTest
    @EnumSource(SoundFiles.Format.class)
    void theSoundFilesBehindThemAreRead(SoundFiles.Format format) throws Exception {
        HostTensor matrix = HostTensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        for (byte[] bytes : format.sound()) {
            Weights weights = Reading.open(Files.write(folder.resolve(format.fileName()), bytes));
            assertThat(weights.tensor(weights.names().iterator().next())).isEqualTo(matrix);
        }
    }
}
