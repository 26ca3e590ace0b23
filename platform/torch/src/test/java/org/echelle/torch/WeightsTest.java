package org.echelle.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
    @TempDir
    Path folder;

    private void write(String file, String tensor, float value) {
        SafetensorsWriter.write(
                folder.resolve(file), Map.of(tensor, HostTensor.ofFloats(new float[] {value}, 1)), Map.of());
    }

    @Test
    void aHubFolderIsReadWithTheFilesBesideIt() throws IOException {
        write("model.safetensors", "w", 1);
        Files.writeString(folder.resolve("config.json"), "{}");
        Weights weights = Weights.read(folder);
        assertThat(weights.path()).isEqualTo(folder);
        assertThat(weights.folderFile("config.json")).contains(folder.resolve("config.json"));
        assertThat(weights.folderFile("none.json")).isEmpty();
        assertThat(weights.fingerprint()).isEqualTo(Checksums.sha256(folder.resolve("model.safetensors")));
        assertThat(Weights.read(folder.resolve("model.safetensors")).folderFile("config.json"))
                .isPresent();
    }

    @Test
    void shardsAreReadThroughTheirIndex() throws IOException {
        write("model-1.safetensors", "a", 1);
        write("model-2.safetensors", "b", 2);
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}");
        for (Path path : new Path[] {folder, index}) {
            Weights weights = Weights.read(path);
            assertThat(weights.format()).isEqualTo("safetensors-shards");
            assertThat(weights.tensor("a").toFloats()).containsExactly(1);
            assertThat(weights.tensor("b").toFloats()).containsExactly(2);
            assertThat(weights.fingerprint()).hasSize(64);
        }
        String[][] cases = {
            {"{\"weight_map\":{\"a\":\"../model-1.safetensors\"}}", "not a weight file beside it"},
            {"{\"weight_map\":{\"a\":\"none.safetensors\"}}", "missing"},
            {"{\"weight_map\":{\"b\":\"model-1.safetensors\"}}", "has no tensor"},
            {"{\"weight_map\":[]}", "no weight_map"},
            {"{", "JSON"},
            {
                "{\"weight_map\":{\"a\":\"model-1.safetensors\"}} {}",
                "is not the JSON it should be: something follows the end of its JSON (line 1, column 44)."
            },
        };
        for (String[] one : cases) {
            Files.writeString(index, one[0]);
            assertThatThrownBy(() -> Weights.read(index))
                    .isInstanceOf(TorchException.class)
                    .hasMessageContaining(one[1]);
        }
    }

    @Test
    void prefixesAreTakenOffUnlessNamesWouldMeet() {
        HostTensor one = HostTensor.ofFloats(new float[] {1}, 1);
        Weights weights = Weights.of(Map.of("module.model.w", one, "b", one));
        assertThat(weights.strip("module.", "model.").names()).containsExactlyInAnyOrder("w", "b");
        assertThatThrownBy(() -> Weights.of(Map.of("module.w", one, "w", one)).strip("module."))
                .isInstanceOf(TorchException.class)
                .hasMessageContaining("\"w\"");
        assertThatThrownBy(() -> weights.tensor("x")).hasMessageContaining("module.model.w");
        assertThat(weights.fingerprint())
                .isEqualTo(Weights.of(Map.of("b", one, "module.model.w", one)).fingerprint());
    }

    @Test
    void aFileThatIsNoWeightFileIsSaidToBeWhatItIs() throws IOException {
        String[][] cases = {
            {"version https://git-lfs.github.com/spec/v1\n", "Git LFS"},
            {"hello", "no weight file"},
            {"", "no weight file"},
            {"PK\u0005\u0006", "zip"},
        };
        for (String[] one : cases) {
            Path file = Files.writeString(folder.resolve("x.bin"), one[0]);
            assertThatThrownBy(() -> Weights.read(file))
                    .isInstanceOf(TorchException.class)
                    .hasMessageContaining(one[1]);
        }
        assertThatThrownBy(() -> Weights.read(folder.resolve("none"))).hasMessageContaining("no weight file or folder");
        Files.delete(folder.resolve("x.bin"));
        assertThatThrownBy(() -> Weights.read(folder)).hasMessageContaining("holds no weight file");
    }
}
