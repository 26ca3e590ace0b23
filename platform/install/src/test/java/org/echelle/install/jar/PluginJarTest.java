package org.echelle.install.jar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.echelle.install.InstallException;
import org.echelle.install.TestJars;
import org.echelle.testkit.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginJarTest {
    private static final byte[] MANIFEST =
            "Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\nBundle-SymbolicName: a.b\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void aPluginTellsItsNameVersionAndWhatItDeclares() {
        Path jar = TestJars.bundle(
                folder.resolve("a.jar"),
                "lab.cells;singleton:=true",
                "1.2.0",
                "Bundle-Description",
                "Cells",
                PluginFacts.PERMISSIONS,
                "network , reads files");

        PluginJar read = PluginJar.read(jar);

        assertThat(read.facts().name()).isEqualTo("lab.cells");
        assertThat(read.facts().version()).isEqualTo("1.2.0");
        assertThat(read.facts().description()).isEqualTo("Cells");
        assertThat(read.facts().permissions()).containsExactly("network", "reads files");
        assertThat(read.signer()).isEmpty();
    }

    @Test
    void theSignerIsTheOneOfTheKeystore() throws Exception {
        SigningKey key = SigningKey.create(folder, "lab");
        Path signed = key.sign(plain(), folder.resolve("signed.jar"));

        assertThat(PluginJar.read(signed).signer()).hasValueSatisfying(s -> {
            assertThat(s.certificate()).isEqualTo(certificate(key));
            assertThat(s.name()).isEqualTo("CN=lab");
        });
    }

    @Test
    void anEntryChangedAfterSigningIsAForgery() throws Exception {
        Path signed = SigningKey.create(folder, "lab").sign(plain(), folder.resolve("signed.jar"));
        Path forged = TestJars.changed(
                signed, "note.txt", "I am another".getBytes(StandardCharsets.UTF_8), folder.resolve("f.jar"));

        refused(() -> PluginJar.read(forged), "is not what was signed", "note.txt");
    }

    @Test
    void anEntryAddedAfterSigningIsAForgery() throws Exception {
        Path signed = SigningKey.create(folder, "lab").sign(plain(), folder.resolve("signed.jar"));
        Path forged = TestJars.changed(signed, "more.class", new byte[10], folder.resolve("f.jar"));

        refused(() -> PluginJar.read(forged), "more.class is not covered by the signature");
    }

    @Test
    void aManifestChangedAfterSigningIsAForgery() throws Exception {
        Path signed = SigningKey.create(folder, "lab").sign(plain(), folder.resolve("signed.jar"));
        String manifest = new String(
                new java.util.zip.ZipFile(signed.toFile())
                        .getInputStream(new ZipEntry("META-INF/MANIFEST.MF"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        Path forged = TestJars.changed(
                signed,
                "META-INF/MANIFEST.MF",
                manifest.replace("a.plain", "a.other").getBytes(StandardCharsets.UTF_8),
                folder.resolve("f.jar"));

        refused(() -> PluginJar.read(forged), "is not what was signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out.class", "a/../../out.class", "/etc/out", "C:/out", "a\\..\\out"})
    void aPathThatLeadsOutIsRefused(String name) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/MANIFEST.MF", MANIFEST);
        entries.put(name, new byte[3]);
        Path jar = TestJars.zip(folder.resolve("slip.jar"), entries);

        refused(() -> PluginJar.read(jar), "whose path leads out of the jar");
    }

    @Test
    void aManifestWithoutEndIsRefusedBeforeItIsRead() throws IOException {
        Path jar = folder.resolve("long.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(MANIFEST, 0, MANIFEST.length - 2);
            byte[] line = ("X: " + "y".repeat(60) + "\r\n").getBytes(StandardCharsets.UTF_8);
            // 2 GB packed; the test's heap could not hold it.
            for (long written = 0; written < 2L << 30; written += line.length * 1024L) {
                zip.write(repeated(line));
            }
        }

        refused(() -> PluginJar.read(jar), "META-INF/MANIFEST.MF of more than 4 MB");
    }

    @Test
    void aBombIsRefused() throws IOException {
        Path jar = folder.resolve("bomb.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(MANIFEST);
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                zip.write(zeros);
            }
        }

        refused(() -> PluginJar.read(jar), "as files do that are made to fill a disk");
    }

    @Test
    void whatIsNoPluginIsToldWhy() throws IOException {
        Path letter = Files.writeString(folder.resolve("letter.jar"), "Dear reader");
        refused(() -> PluginJar.read(letter), "cannot be read as a jar");
        refused(() -> PluginJar.read(folder.resolve("absent.jar")), "There is no file");
        refused(() -> PluginJar.read(bundle("Fragment-Host", "x")), "is a fragment of x");
        refused(() -> PluginJar.read(bundle("Bundle-NativeCode", "x.so")), "carries native libraries");
        refused(() -> PluginJar.read(bundle("Bundle-Version", "one")), "has the version \"one\", which is none");
        refused(() -> PluginJar.read(bundle("Bundle-SymbolicName", "a/../b")), "letters, digits, dots");
        refused(
                () -> PluginJar.read(
                        TestJars.jar(folder.resolve("none.jar"), Map.of("Created-By", "a test"), Map.of())),
                "its manifest has no Bundle-SymbolicName");
    }

    private Path plain() {
        return TestJars.bundle(folder.resolve("plain.jar"), "a.plain", "1.0.0");
    }

    private Path bundle(String header, String value) {
        return TestJars.bundle(folder.resolve("odd.jar"), "a.odd", "1.0.0", header, value);
    }

    private static Object certificate(SigningKey key) {
        try {
            return key.certificate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] repeated(byte[] line) {
        byte[] all = new byte[line.length * 1024];
        for (int i = 0; i < 1024; i++) {
            System.arraycopy(line, 0, all, i * line.length, line.length);
        }
        return all;
    }

    private static void refused(ThrowingCallable what, String... said) {
        assertThatThrownBy(what).isInstanceOf(InstallException.class).hasMessageContainingAll(said);
    }
}
