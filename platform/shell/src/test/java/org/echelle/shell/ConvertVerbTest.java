package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.echelle.sae.StoredDictionary;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertVerbTest {
    @TempDir
    Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void aDictionary() {
        float[] eye = new float[12];
        for (int j = 0; j < 4; j++) {
            eye[j * 3 + j % 3] = j < 3 ? 1 : -1;
        }
        StoredDictionary.of(
                        HostTensor.ofFloats(eye, 4, 3),
                        HostTensor.ofFloats(eye, 4, 3),
                        HostTensor.ofFloats(new float[] {0, 0.5f, 0, 0}, 4),
                        HostTensor.ofFloats(new float[] {1, 2, 3}, 3),
                        Map.of("architecture", "batch-topk", "k", 2, "threshold", 0.25))
                .write(dir.resolve("mine"));
    }

    private int echelle(String... arguments) {
        out.reset();
        err.reset();
        Console console = Console.of(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        // neither verb asks for plugins, jobs or pages here
        HostServices services = new HostServices(console, null, new Jobs(), List::of, () -> null, null);
        return new Front(services).run(console, arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private String path(String name) {
        return dir.resolve(name).toString();
    }

    @Test
    void aDictionaryGoesToSaelensAndComesBackFromThere() {
        assertThat(echelle("convert", path("mine"), path("lens"), "--to", "saelens"))
                .isZero();
        assertThat(said())
                .contains("batch-topk")
                .contains("what exceeds 0.25000, trained for 2 a row")
                .contains("as saelens");
        assertThat(dir.resolve("lens/cfg.json")).isRegularFile();
        assertThat(echelle("inspect", path("lens"))).isZero();
        assertThat(said())
                .contains("format           saelens")
                .contains("jumprelu")
                .containsPattern("converts to +echelle, saelens, dictionary_learning")
                .contains("Written as openai, the threshold would be lost");
        assertThat(echelle("convert", path("lens"), path("back"), "--to", "echelle"))
                .isZero();
        StoredDictionary back = StoredDictionary.read(dir.resolve("back"));
        StoredDictionary before = StoredDictionary.read(dir.resolve("mine"));
        assertThat(back.encoder()).isEqualTo(before.encoder());
        assertThat(back.tensor("threshold").toFloats()).containsOnly(0.25f);
        assertThat(echelle("inspect", path("mine"))).isZero();
        assertThat(said()).contains("converts to");
    }

    @Test
    void whatWouldBeLostIsSaidAndNothingIsWritten() {
        assertThat(echelle("convert", path("mine"), path("x.pt"), "--to", "openai"))
                .isEqualTo(Front.FAILED);
        assertThat(said())
                .contains(
                        "echelle: Written as openai, the threshold would be lost: the format knows ReLU and the k largest.");
        assertThat(dir.resolve("x.pt")).doesNotExist();
    }

    @Test
    void mistakesAreAnsweredInSentences() throws Exception {
        assertThat(echelle("convert", path("mine"), path("x"))).isEqualTo(Front.FAILED);
        assertThat(said()).contains("--to FORMAT");
        assertThat(echelle("convert", path("mine"), path("x"), "--to", "keras")).isEqualTo(Front.FAILED);
        assertThat(said()).contains("There is no dictionary format \"keras\"; known are echelle, saelens");
        assertThat(echelle("convert", path("gone"), path("x"), "--to", "saelens"))
                .isEqualTo(Front.FAILED);
        assertThat(said()).contains("There is no file or folder");
        assertThat(echelle("convert", path("mine"), path("mine"), "--to", "saelens"))
                .isEqualTo(Front.FAILED);
        assertThat(said()).contains("--overwrite");
        Files.writeString(dir.resolve("notes.txt"), "nothing");
        assertThat(echelle("convert", path("notes.txt"), path("x"), "--to", "saelens"))
                .isEqualTo(Front.FAILED);
        assertThat(said())
                .contains("is no dictionary in a format that is known")
                .contains("params.npz");
        assertThat(echelle("convert", "--formats")).isZero();
        assertThat(said().lines().count()).isGreaterThanOrEqualTo(14);
    }

    /** Beside b_dec the rows are (2, 0, 0) and (-1, 0, 0): one feature each reads them, feature 1 fires by its bias and misses by 0.5. */
    @Test
    void aDictionaryIsTriedOnRows() {
        Path rows = dir.resolve("rows.safetensors");
        SafetensorsWriter.write(
                rows, Map.of("activations", HostTensor.ofFloats(new float[] {3, 2, 3, 0, 2, 3}, 2, 3)), Map.of());
        assertThat(echelle("convert", path("mine"), path("lens"), "--to", "saelens"))
                .isZero();
        for (String dictionary : List.of("mine", "lens")) {
            assertThat(echelle("inspect", path(dictionary), "--rows", rows.toString()))
                    .isZero();
            assertThat(said())
                    .contains("2 rows of " + rows)
                    .contains("0.1111 (it explains 88.89 % of the variance)")
                    .contains("2.00 features a row")
                    .contains("1 of 4 features (25.0 %)");
        }
        assertThat(echelle("inspect", rows.toString(), "--rows", rows.toString()))
                .isEqualTo(Front.FAILED);
        assertThat(said()).contains("is no dictionary in a format that is known, so there is nothing to try");
    }

    @Test
    void aModelInPartsIsSaidToBeOneAndHowItIsOpened() throws IOException {
        for (String part : List.of("unet", "vae")) {
            Files.createDirectories(dir.resolve("model").resolve(part));
            Files.writeString(dir.resolve("model").resolve(part).resolve("config.json"), "{}");
        }
        assertThat(echelle("inspect", path("model"))).isEqualTo(Front.FAILED);
        assertThat(said())
                .contains("The folder " + path("model") + " holds a model in parts (unet, vae); say which domain opens"
                        + " it, such as --domain diffusion, or look into one part, such as " + path("model/unet")
                        + ".");
        Files.createDirectories(dir.resolve("empty"));
        assertThat(echelle("inspect", path("empty"))).isEqualTo(Front.FAILED);
        assertThat(said()).contains("holds no weight file");
    }

    @Test
    void whatAStrangerTrainedIsDescribed() {
        String file = Shared.file("assets/sae/listcomp/sae_d100_k3.pt").toString();
        assertThat(echelle("inspect", file)).isZero();
        assertThat(said())
                .contains("dictionary_learning")
                .contains("batch-topk")
                .contains("width            64")
                .contains("act_mean")
                .contains("what exceeds 0.38");
    }
}
