package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognitionTest {
    @TempDir
    Path dir;

    @Test
    void whatIsUnknownIsDescribedBesideWhatIsKnown() {
        TorchZipWriter.write(dir.resolve("odd.pt"), Map.of("fc.weight", HostTensor.ofFloats(new float[6], 2, 3)));
        assertThatThrownBy(() -> Folders.read(dir.resolve("odd.pt")))
                .hasMessageContaining("fc.weight[2, 3]")
                .hasMessageContaining("gemma-scope")
                .hasMessageContaining("params.npz");
        Folders.text(dir.resolve("empty"), "notes.txt", "x");
        assertThatThrownBy(() -> Folders.read(dir.resolve("empty"))).hasMessageContaining("no file of tensors");
        assertThatThrownBy(() -> Folders.read(dir.resolve("nowhere")))
                .hasMessageContaining("There is no file or folder");
    }

    @Test
    void aPickleThatWantsCodeIsRefusedWithAdvice() throws IOException {
        // os.system under another name, as a whole-module pickle would bring
        Path file = dir.resolve("sae.pt");
        TorchZipWriter.write(file, Map.of("encoder.weight", HostTensor.ofFloats(new float[2], 1, 2)));
        byte[] bytes = Files.readAllBytes(file);
        replace(bytes, "torch._utils", "overcomplete");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Folders.read(file))
                .hasMessageContaining("overcomplete")
                .hasMessageContaining("state");
    }

    private static void replace(byte[] bytes, String from, String to) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf(from);
        assertThat(at).isPositive();
        System.arraycopy(to.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, bytes, at, to.length());
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        Foreign f = new Foreign();
        f.latentBias[3] = Double.NaN;
        Folders.safetensors(
                dir,
                "sae.safetensors",
                Map.of(
                        "W_enc", Foreign.tensor(f.encoder),
                        "W_dec", Foreign.tensor(f.decoder),
                        "b_enc", Foreign.tensor(f.latentBias),
                        "b_dec", Foreign.tensor(f.outputBias)));
        assertThatThrownBy(() -> Folders.read(dir))
                .hasMessageContaining("b_enc")
                .hasMessageContaining("NaN");
    }

    @Test
    void aFileThatWouldRunCodeIsRefusedInOneSentenceByItsOwnName() throws IOException {
        byte[] zip = zipOf("archive/data.pkl", "\u0080\u0002cposix\nsystem\nX\u0002\0\0\0ls\u0085R.");
        Path alone = Files.write(dir.resolve("evil.pt"), zip);
        assertThatThrownBy(() -> Folders.read(alone)).satisfies(e -> refused(e, alone));
        Path folder = Files.createDirectories(dir.resolve("folder"));
        Path within = Files.write(folder.resolve("ae.pt"), zip);
        assertThatThrownBy(() -> Folders.read(folder)).satisfies(e -> refused(e, within));
        ByteArrayOutputStream headed = new ByteArrayOutputStream();
        headed.write("{\"schema\": 1}\n".getBytes(StandardCharsets.ISO_8859_1));
        headed.write(zip);
        Path saev = Files.write(dir.resolve("sae.pt"), headed.toByteArray());
        assertThatThrownBy(() -> Folders.read(saev)).satisfies(e -> refused(e, saev));
        Path cut = Files.write(dir.resolve("cut.pt"), Arrays.copyOf(zip, zip.length / 2));
        assertThatThrownBy(() -> Folders.read(cut))
                .satisfies(e ->
                        assertThat(e.getMessage()).startsWith(cut.toString()).doesNotContain("\n"));
    }

    private static void refused(Throwable e, Path file) {
        assertThat(e.getMessage())
                .startsWith(file.toString())
                .contains("posix.system")
                .containsOnlyOnce("safetensors")
                .endsWith("safetensors.")
                .doesNotContain("\n");
    }

    private static byte[] zipOf(String name, String latin1) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void ourOwnFormatIsLookedAtToo() {
        Foreign f = new Foreign();
        Map<String, HostTensor> tensors = Map.of(
                "W_enc", Foreign.tensor(f.encoder),
                "W_dec", Foreign.tensor(f.decoder),
                "b_enc", Foreign.tensor(f.latentBias),
                "b_dec", Foreign.tensor(f.outputBias));
        Folders.safetensors(dir.resolve("lens"), "sae.safetensors", tensors);
        StoredDictionary sound = Folders.read(dir.resolve("lens")).dictionary();
        sound.with(Map.of("k", sound.features() + 1)).write(dir.resolve("wide"));
        assertThatThrownBy(() -> Folders.read(dir.resolve("wide"))).hasMessageContaining("says k = ");
        Map<String, HostTensor> broken = new LinkedHashMap<>(sound.tensors());
        float[] bias = broken.get("b_enc").toFloats();
        bias[1] = Float.NaN;
        broken.put("b_enc", HostTensor.ofFloats(bias, bias.length));
        new StoredDictionary(broken, sound.facts()).write(dir.resolve("nan"));
        assertThatThrownBy(() -> Folders.read(dir.resolve("nan")))
                .hasMessageContaining("b_enc (number 1)")
                .hasMessageContaining("NaN");
    }
}
