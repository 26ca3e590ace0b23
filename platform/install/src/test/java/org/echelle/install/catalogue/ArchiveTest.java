package org.echelle.install.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.echelle.api.Progress;
import org.echelle.install.InstallException;
import org.echelle.install.TestJars;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
    private static final String AGAIN = "copy the archive again from where `echelle plugins export` wrote it";

    @TempDir
    private Path folder;

    private Path archive;
    private Path part;
    private byte[] list;
    private byte[] jar;
    private byte[] whole;

    @BeforeEach
    void fill() throws Exception {
        Path place = Files.createDirectories(folder.resolve("place"));
        TestJars.bundle(place.resolve("toy.jar"), "lab.toy", "1.0.0");
        CatalogueWriter.write(place, Optional.empty());
        list = Files.readAllBytes(place.resolve("catalogue.json"));
        jar = Files.readAllBytes(place.resolve("toy.jar"));
        archive = TestJars.zip(
                folder.resolve("all.zip"), new TreeMap<>(java.util.Map.of("catalogue.json", list, "toy.jar", jar)));
        whole = Files.readAllBytes(archive);
        part = folder.resolve("store/downloads/part.jar");
    }

    @Test
    void aWholeArchiveIsRead() throws Exception {
        install();

        assertThat(part).hasBinaryContent(jar);
    }

    @Test
    void anArchiveThatWasCutShortIsToldSoWhereverItWasCut() throws Exception {
        for (int length = 1; length < whole.length; length++) {
            Files.write(archive, Arrays.copyOf(whole, length));

            assertThatThrownBy(this::install)
                    .as("cut to %d bytes", length)
                    .isInstanceOf(InstallException.class)
                    .hasMessageContainingAll("The archive " + archive + " is damaged: ", AGAIN)
                    .hasMessageContaining("it was cut short at " + length + " bytes");
        }
    }

    @Test
    void aFlippedByteIsHarmlessOrToldWhereverItIs() throws Exception {
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(archive, flipped);
            try {
                install();
            } catch (InstallException e) {
                assertThat(e)
                        .as("byte %d", at)
                        .hasMessageContainingAll(archive.toString(), AGAIN, sha256(flipped))
                        .hasMessageNotContainingAny("network", "download of", "run the same");
                assertThat(part).doesNotExist();
                continue;
            }
            assertThat(Files.readAllBytes(part)).as("byte %d", at).isEqualTo(jar);
            Files.delete(part);
        }
    }

    @Test
    void aChangedMemberIsNamed() throws Exception {
        byte[] content = new byte[5000];
        new Random(1).nextBytes(content); // stored as it is: deflate cannot make it smaller
        archive = TestJars.zip(
                folder.resolve("more.zip"),
                new TreeMap<>(java.util.Map.of("catalogue.json", list, "toy.jar", content)));
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);

        assertThatThrownBy(() -> Place.of(archive.toString()).fetch("toy.jar", part, content.length, Progress.SILENT))
                .isInstanceOf(InstallException.class)
                .hasMessage("The archive " + archive + " is damaged: its member toy.jar does not match its checksum; "
                        + AGAIN + ", and compare the SHA-256 of both (here " + sha256(bytes)
                        + "). Nothing was changed.");
    }

    @Test
    void anotherKindOfFileIsToldSo() throws Exception {
        Files.writeString(archive, "<html>not found</html>", StandardCharsets.UTF_8);
        assertThatThrownBy(this::install).hasMessageContaining("it does not begin as a zip file does");

        Files.write(archive, new byte[0]);
        assertThatThrownBy(this::install).hasMessageContaining("it is empty");
    }

    @Test
    void aJarThatIsListedAndNotThereIsToldOnce() throws Exception {
        archive = TestJars.zip(folder.resolve("less.zip"), java.util.Map.of("catalogue.json", list));
        assertThatThrownBy(this::install)
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("lists the file toy.jar, which is not there", AGAIN);

        Path place = folder.resolve("place");
        Files.delete(place.resolve("toy.jar"));
        assertThatThrownBy(() -> Place.of(place.toString()).fetch("toy.jar", part, 100, Progress.SILENT))
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("lists the file toy.jar, which is not there", "copy it there again");
    }

    @Test
    void moreThanWasListedIsNotCopiedToItsEnd() throws Exception {
        archive = TestJars.zip(
                folder.resolve("bomb.zip"),
                new TreeMap<>(java.util.Map.of("catalogue.json", list, "toy.jar", new byte[10_000_000])));

        Place.of(archive.toString()).fetch("toy.jar", part, 1000, Progress.SILENT);

        assertThat(Files.size(part)).isLessThan(1_000_000);
    }

    private void install() {
        Place place = Place.of(archive.toString());
        List<Entry> entries = Catalogue.read(place).entries();
        assertThat(entries).hasSize(1);
        place.fetch(entries.get(0).file(), part, entries.get(0).bytes(), Progress.SILENT);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
