package org.echelle.sae.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
}
