package org.echelle.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginTest {
    private static final String HEADERS = "Manifest-Version: 1.0\r\nBundle-SymbolicName: lab.toy\r\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"META-INF/MANIFEST.MF", "meta-inf/manifest.mf"})
    void aManifestWithoutEndIsToldInPlainWords(String name) throws IOException {
        // 32 MB, more than Java reads as a manifest; packed it is small
        Path jar = jar(name, HEADERS + ("X: " + "y".repeat(59) + "\r\n").repeat(1 << 19));

        assertThat(problem(jar))
                .isEqualTo("It has an entry META-INF/MANIFEST.MF of more than 4 MB, which no honest one needs.");
    }

    @Test
    void anOrdinaryManifestIsRead() throws IOException {
        Plugin plugin = new Plugin(folder.resolve("toy.jar"), new Plugin.Stamp(0, 0), "");

        assertThat(plugin.readManifest(jar("META-INF/MANIFEST.MF", HEADERS + "Bundle-Version: 1.2.0\r\n\r\n")))
                .isNull();
        assertThat(plugin.name).isEqualTo("lab.toy");
        assertThat(plugin.version).isEqualTo("1.2.0");
    }

    private static String problem(Path jar) throws IOException {
        return new Plugin(jar, new Plugin.Stamp(0, 0), "").readManifest(jar);
    }

    /** With what marks a jar as signed, for which Java reads the manifest first. */
    private Path jar(String name, String manifest) throws IOException {
        Path file = folder.resolve("toy.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(manifest.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("META-INF/LAB.SF"));
            zip.write("Signature-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
