package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published checkpoints and real data through the real command line, on fewer samples and steps than the sample configs take. */
class RealDataIT {
    private static final int MNIST_EDGE = 28;

    @TempDir
    private Path temporary;

    @Test
    void aPublishedResNetOnRealPicturesGivesFeaturesThatAnUntrainedOneDoesNotHave() throws Exception {
        Path weights = Shared.file("assets/vision/resnet20-12fca82f.th");
        Path pictures = Shared.file("assets/vision/cifar10/test_jpeg_2000.zip");
        Path votes = Shared.file("assets/vision/cifar10/cifar10h_aligned_512.csv");
        Path run = temporary.resolve("cifar");

        String said = EchelleProcess.run(
                        temporary,
                        "run",
                        EchelleProcess.config("vision-cifar.yaml").toString(),
                        "--quiet",
                        "--out=" + run,
                        "--set=subject.weights=" + weights,
                        "--set=samples.path=" + pictures,
                        "--set=samples.limit=1000",
                        "--set=concepts=[{kind: folders}, {kind: table, path: '" + votes + "', shares: ['votes_*']}]",
                        "--set=hooks=[layer3.2]",
                        "--set=dictionary.features=128",
                        "--set=dictionary.k=8",
                        "--set=dictionary.epochs=4",
                        "--set=score.baselines=[random-subject]",
                        "--set=report.feature-pages=4")
                .ok()
                .text();

        JsonNode facts = EchelleProcess.json(run.resolve("run.json"));
        assertThat(facts.path("status").asText()).isEqualTo("done");
        assertThat(facts.path("samples").path("count").asInt()).isEqualTo(1000);
        assertThat(facts.path("subject").path("parameters").asInt()).isEqualTo(271_098);
        assertStored(facts, "layer3.2", 64, 1000L * 8 * 8);
        assertThat(said).contains("report: file://").contains("its concepts are unknown for the others");
        assertThat(run.resolve("report/index.html")).isNotEmptyFile();

        Path hook = run.resolve("hooks/layer3.2");
        assertAheadOfTheUntrainedSubject(hook, 0.1);
        JsonNode concepts = EchelleProcess.json(hook.resolve("scores/SAE.json")).path("concepts");
        assertThat(concepts).hasSize(20);
        int graded = 0;
        for (JsonNode concept : concepts) {
            if (!concept.path("concept").path("scale").asText().equals("GRADED")) {
                continue;
            }
            JsonNode seen = concept.path("heldOut");
            assertThat(seen.path("unknown").asLong())
                    .as("pictures without votes")
                    .isPositive();
            if (concept.path("scored").asBoolean()) {
                graded++;
                JsonNode best = concept.path("features").path(0);
                double low = best.path("correlationInterval").path("low").asDouble();
                double high = best.path("correlationInterval").path("high").asDouble();
                assertThat(best.path("correlation").asDouble())
                        .as(concept.path("concept").path("id").asText())
                        .isBetween(low, high);
                assertThat(high - low).isBetween(1e-6, 1.5);
            }
        }
        assertThat(graded).as("graded concepts with enough voted pictures").isGreaterThanOrEqualTo(8);
    }

    @Test
    void aPublishedTransformerOnTheMnistTestSetGivesDigits() throws Exception {
        Path weights = Shared.file("assets/vision/vit_mnist.safetensors");
        Path pictures = Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz");
        Shared.file("assets/vision/mnist/t10k-labels-idx1-ubyte.gz");
        Path run = temporary.resolve("mnist");

        EchelleProcess.run(
                        temporary,
                        "run",
                        EchelleProcess.config("vision-mnist.yaml").toString(),
                        "--quiet",
                        "--out=" + run,
                        "--set=subject.weights=" + weights,
                        "--set=samples.path=" + pictures,
                        "--set=samples.limit=1000",
                        "--set=extract.limit=0",
                        "--set=hooks=[transformer.layers.5.1]",
                        "--set=dictionary.features=128",
                        "--set=dictionary.k=8",
                        "--set=dictionary.epochs=10",
                        "--set=score.baselines=[random-subject]",
                        "--set=report.feature-pages=4")
                .ok();

        JsonNode facts = EchelleProcess.json(run.resolve("run.json"));
        assertThat(facts.path("status").asText()).isEqualTo("done");
        assertStored(facts, "transformer.layers.5.1", 64, 1000L * (1 + 4 * 4));
        assertThat(run.resolve("report/index.html")).isNotEmptyFile();
        Path hook = run.resolve("hooks/transformer.layers.5.1");
        assertAheadOfTheUntrainedSubject(hook, 0.1);
        assertThat(method(hook, "SAE").path("meanAuroc").asDouble())
                .as("mean AUROC of the ten digits")
                .isGreaterThan(0.9);
    }

    @Test
    void extractedRowsOfRawTensorsEqualWhatPyTorchComputedInTheSameBlock() throws Exception {
        Path weights = Shared.file("assets/vision/vit_mnist.safetensors");
        JsonNode golden = EchelleProcess.json(Shared.file("assets/golden/vision_vit_mnist.json"));
        Path raw = temporary.resolve("raw.safetensors");
        float[] pixels = normalisedDigits(Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz"), 5);
        SafetensorsWriter.write(
                raw, Map.of("pixels", HostTensor.ofFloats(pixels, 5, 1, MNIST_EDGE, MNIST_EDGE)), Map.of());
        Path out = temporary.resolve("acts");

        EchelleProcess.run(
                        temporary,
                        "extract",
                        "--domain=vision",
                        "--model=" + weights,
                        "--hooks=transformer.layers.2.1,transformer.layers.5.1",
                        "--samples=" + raw,
                        "--out=" + out)
                .ok();

        assertThat(out.resolve("transformer.layers.5.1.safetensors")).exists();
        try (Safetensors file = Safetensors.open(out.resolve("transformer.layers.2.1.safetensors"))) {
            assertThat(file.entry("activations").shape()).containsExactly(5L * 17, 64);
            float[] rows = file.tensor("activations").toFloats();
            long[] sample = file.tensor("sample").toLongs();
            long[] y = file.tensor("y").toLongs();
            long[] x = file.tensor("x").toLongs();
            int tokens = 0;
            for (int row = 0; row < sample.length; row++) {
                if (y[row] < 0 && x[row] < 0) { // the class token has no place
                    assertRow(rows, row, golden.path("block3_output_cls_first5").path((int) sample[row]));
                    tokens++;
                }
                if (sample[row] == 0 && y[row] == 0 && x[row] == 0) {
                    assertRow(rows, row, golden.path("block3_output_patch0_img0"));
                    tokens++;
                }
            }
            assertThat(tokens).as("five class tokens and one patch").isEqualTo(6);
        }
    }

    private static void assertRow(float[] rows, int row, JsonNode expected) {
        assertThat(expected).hasSize(64);
        for (int i = 0; i < 64; i++) {
            assertThat((double) rows[64 * row + i]).isCloseTo(expected.path(i).asDouble(), within(1e-3));
        }
    }

    private static void assertStored(JsonNode facts, String hook, int width, long rows) {
        JsonNode store = facts.path("steps").path("extract").path("stores").path(0);
        assertThat(store.path("hook").asText()).isEqualTo(hook);
        assertThat(store.path("width").asInt()).isEqualTo(width);
        assertThat(store.path("rows").asLong()).isEqualTo(rows);
    }

    private static void assertAheadOfTheUntrainedSubject(Path hook, double lead) throws IOException {
        assertThat(method(hook, "SAE").path("meanAuroc").asDouble())
                .isGreaterThan(
                        method(hook, "untrained subject").path("meanAuroc").asDouble() + lead);
        JsonNode held = EchelleProcess.json(hook.resolve("evaluation.json")).path("reconstruction");
        assertThat(held.path("fvu").asDouble()).isBetween(0.0, 0.5);
    }

    private static JsonNode method(Path hook, String name) throws IOException {
        for (JsonNode summary :
                EchelleProcess.json(hook.resolve("comparison.json")).path("summaries")) {
            if (summary.path("method").asText().equals(name)) {
                return summary;
            }
        }
        throw new AssertionError("comparison.json has no method " + name);
    }

    /** The first digits of an IDX file, by the formula that the checkpoint was trained with. */
    private static float[] normalisedDigits(Path idx, int count) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(idx)))) {
            in.readNBytes(16);
            float[] values = new float[count * MNIST_EDGE * MNIST_EDGE];
            for (int i = 0; i < values.length; i++) {
                values[i] = (in.readUnsignedByte() / 255f - 0.1307f) / 0.3081f;
            }
            return values;
        }
    }
}
