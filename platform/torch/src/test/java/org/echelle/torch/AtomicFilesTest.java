package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFileIsReplacedWholeAndNothingElseIsLeft() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, new byte[] {1});
        AtomicFiles.write(file, out -> {
            out.write(new byte[] {2, 3});
            out.close();
        });
        assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFailureMidwayLeavesTheOldFileAndNoTrace() throws IOException {
        Path file = Files.write(folder.resolve("a.txt"), new byte[] {1});
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("a.txt")
                .hasMessageContaining("the disk is full");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    throw new IllegalStateException("defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Files.readAllBytes(file)).containsExactly(1);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingFolderAndAFolderInPlaceOfAFileAreSaidInASentence() {
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("none/a"), new byte[1]))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> AtomicFiles.write(folder, new byte[1])).hasMessageContaining("it is a folder");
    }

    @Test
    void aFullDeviceIsSaidInASentence() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "skipped: this system has no /dev/full");
        IOException real = null;
        try (var out = Files.newOutputStream(full)) {
            out.write(1);
        } catch (IOException e) {
            real = e;
        }
        assertThat(real).isNotNull();
        assertThat(Failures.reason(real)).contains("the disk is full");
    }

    @Test
    void checksumsAreSha256() {
        // FIPS 180-4 example: SHA-256("abc")
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        byte[] bytes = {'a', 'b', 'c'};
        Path file = folder.resolve("abc");
        AtomicFiles.write(file, bytes);
        assertThat(Checksums.sha256(bytes)).isEqualTo(abc);
        assertThat(Checksums.sha256(ByteBuffer.wrap(bytes))).isEqualTo(abc);
        assertThat(Checksums.sha256(file)).isEqualTo(abc);
    }
}
