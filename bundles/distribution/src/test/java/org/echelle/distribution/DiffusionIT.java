package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real class-conditional model from noise to an erased class: the digits' sample config, small. */
class DiffusionIT {
    @TempDir
    private Path temporary;

    @Test
    void aDigitIsErasedAndTheOthersStay() throws Exception {
        Path run = temporary.resolve("run");
        EchelleProcess.run(
                        temporary,
                        List.of(
                                "score",
                                EchelleProcess.config("diffusion-digits.yaml").toString(),
                                "--quiet",
                                "--out=" + run,
                                "--set=subject.weights="
                                        + Shared.file("assets/diffusion/DiffusionViT_mnist.safetensors"),
                                "--set=judge.weights=" + Shared.file("assets/vision/vit_mnist.safetensors"),
                                "--set=samples.each=24",
                                "--set=dictionary.epochs=10",
                                "--set=dictionary.batch=1024",
                                "--set=score.bootstrap=0",
                                "--set=score.baselines=[]"))
                .ok();

        EchelleProcess.Ended unknown =
                EchelleProcess.run(temporary, List.of("erase", run.toString(), "--target=eleven"));
        assertThat(unknown.code()).isNotZero();
        assertThat(unknown.text()).contains("There is no class 'eleven' to erase; there are 0, 1, 2");

        String said = EchelleProcess.run(
                        temporary,
                        List.of(
                                "erase",
                                run.toString(),
                                "--quiet",
                                "--target=3",
                                "--each=8",
                                "--tuning=2",
                                "--controls=1",
                                "--bootstrap=200",
                                "--method=saeuron,ask-nothing",
                                "--name=it"))
                .ok()
                .text();

        assertThat(said).contains("saeuron: unlearned").contains("page: file://");
        JsonNode result = EchelleProcess.json(run.resolve("erasure/it/result.json"));
        assertThat(result.at("/unedited-accuracy/value").asDouble())
                .as("samples that show the digit asked for")
                .isGreaterThanOrEqualTo(0.95);
        for (JsonNode one : result.path("results")) {
            double unlearned = one.at("/unlearning/value").asDouble();
            double lost = one.at("/retention-loss/value").asDouble();
            switch (one.path("method").asText()) {
                case "saeuron" -> {
                    assertThat(unlearned).isGreaterThanOrEqualTo(0.5);
                    assertThat(lost).isLessThanOrEqualTo(0.1);
                }
                case "random" -> assertThat(unlearned).isLessThanOrEqualTo(0.25);
                default -> assertThat(lost).isZero();
            }
        }
        assertThat(Files.readString(run.resolve("erasure/it/index.html"))).contains("Erasing 3", "<image ");

        painting(run);
    }

    /** Strength 0 leaves every picture as it was, to the bit; another strength does not. */
    private void painting(Path run) throws Exception {
        String feature = EchelleProcess.json(run.resolve("hooks/transformer.0/cards.json"))
                .at("/cards/0/feature")
                .asText();
        String said = EchelleProcess.run(
                        temporary,
                        List.of(
                                "brush",
                                run.toString(),
                                "--quiet",
                                "--feature=" + feature,
                                "--strengths=0,8",
                                "--ask=3",
                                "--seeds=0..1",
                                "--frames=3",
                                "--name=it"))
                .ok()
                .text();
        assertThat(said).contains("page: file://");
        JsonNode strokes =
                EchelleProcess.json(run.resolve("brush/it/result.json")).path("strokes");
        assertThat(change(strokes.get(0))).isZero();
        assertThat(change(strokes.get(1))).isPositive();
        assertThat(Files.readString(run.resolve("brush/it/index.html"))).contains("<image ", "class=\"course\"");
    }

    /** Of all pixels, painted or not: the tokens of time and class have no place. */
    private static double change(JsonNode stroke) {
        return Math.max(
                stroke.at("/change-inside/value").asDouble(),
                stroke.at("/change-outside/value").asDouble());
    }
}
