package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.testkit.RecordingTap;
import org.echelle.testkit.Shared;
import org.echelle.vision.ImageSample;
import org.junit.jupiter.api.Test;

/** Two published networks on real pictures, against what PyTorch computed with their authors' code. */
class PretrainedSubjectTest {
    private static final List<String> CIFAR =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static JsonNode golden(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(Shared.file("assets/golden/" + name)));
    }

    private static void assertRow(float[] actual, JsonNode expected, double tolerance) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected.get(i).asDouble(), within(tolerance));
        }
    }

    @Test
    void vitMnistGivesTheGoldenLogitsAndBlockOutputs() throws IOException {
        ImageSample[] all = Pictures.idx(Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz"));
        JsonNode golden = golden("vision_vit_mnist.json");
        for (String file : List.of("vit_mnist.safetensors", "vit_mnist.pth")) {
            Path weights = Shared.file("assets/vision/" + file);
            try (Opened opened = new Opened();
                    VisionSubject subject = new ViTSubjectKind().open(ViTOptions.of(weights), opened)) {
                RecordingTap seen = new RecordingTap();
                float[][] logits = opened.run(subject, List.of(all).subList(0, 5), seen);
                float[][] block = Opened.rows(seen.values().get("transformer.layers.2.1"), 5 * 17);
                for (int i = 0; i < 5; i++) {
                    assertRow(logits[i], golden.get("logits_first5").get(i), 2e-4);
                    assertRow(
                            block[17 * i],
                            golden.get("block3_output_cls_first5").get(i),
                            2e-4);
                }
            }
        }
    }

    @Test
    void vitMnistReadsTenThousandDigitsAsWellAsMeasuredElsewhere() {
        ImageSample[] pictures = Pictures.idx(Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz"));
        int[] labels = Pictures.idxLabels(Shared.file("assets/vision/mnist/t10k-labels-idx1-ubyte.gz"));
        try (Opened opened = new Opened();
                VisionSubject subject = new ViTSubjectKind()
                        .open(ViTOptions.of(Shared.file("assets/vision/vit_mnist.safetensors")), opened)) {
            int right = 0;
            for (int from = 0; from < pictures.length; from += 500) {
                float[][] logits = opened.run(subject, Arrays.asList(pictures).subList(from, from + 500), Tap.NONE);
                for (int i = 0; i < 500; i++) {
                    right += Opened.best(logits[i]) == labels[from + i] ? 1 : 0;
                }
            }
            assertThat(right).isEqualTo(9794);
        }
    }

    @Test
    void resnet20GivesTheGoldenLogitsAndIsRightOnAllLosslessTrainingPictures() throws IOException {
        JsonNode golden = golden("vision_resnet.json").get("resnet20");
        Map<String, ImageSample> zip = Pictures.zip(Shared.file("assets/vision/cifar10/train_png_200.zip"));
        List<String> lines = Files.readAllLines(Shared.file("assets/vision/cifar10/trainLabels.csv"));
        List<ImageSample> pictures = new ArrayList<>();
        for (int k = 1; k <= 200; k++) {
            String name = k + ".png";
            pictures.add(zip.entrySet().stream()
                    .filter(e -> e.getKey().equals(name) || e.getKey().endsWith("/" + name))
                    .findFirst()
                    .orElseThrow()
                    .getValue());
        }
        for (String file : List.of("resnet20.safetensors", "resnet20-12fca82f.th")) {
            Path weights = Shared.file("assets/vision/" + file);
            try (Opened opened = new Opened();
                    VisionSubject subject = new ResNetSubjectKind().open(ResNetOptions.of(weights), opened)) {
                RecordingTap seen = new RecordingTap();
                float[][] logits = opened.run(subject, pictures, seen);
                float[][] maps = Opened.rows(seen.values().get("layer3"), 200);
                for (int i = 0; i < 10; i++) {
                    assertRow(logits[i], golden.get("logits_first10").get(i), 2e-4);
                    double mean = 0;
                    for (float v : maps[i]) {
                        mean += v;
                    }
                    assertThat(mean / maps[i].length)
                            .isCloseTo(
                                    golden.get("layer3_mean_first10_sum").get(i).asDouble(), within(1e-5));
                }
                for (int i = 0; i < 200; i++) {
                    String label = lines.get(i).split(",")[1].trim();
                    assertThat(CIFAR.get(Opened.best(logits[i]))).isEqualTo(label);
                }
            }
        }
    }

    @Test
    void resnet20IsAsGoodOnTheJpegTestPicturesAsMeasuredElsewhere() {
        Map<String, ImageSample> zip = Pictures.zip(Shared.file("assets/vision/cifar10/test_jpeg_2000.zip"));
        List<String> names = new ArrayList<>(zip.keySet());
        try (Opened opened = new Opened();
                VisionSubject subject = new ResNetSubjectKind()
                        .open(ResNetOptions.of(Shared.file("assets/vision/resnet20.safetensors")), opened)) {
            int right = 0;
            for (int from = 0; from < names.size(); from += 250) {
                List<String> some = names.subList(from, Math.min(names.size(), from + 250));
                float[][] logits =
                        opened.run(subject, some.stream().map(zip::get).toList(), Tap.NONE);
                for (int i = 0; i < some.size(); i++) {
                    right += some.get(i).contains(CIFAR.get(Opened.best(logits[i]))) ? 1 : 0;
                }
            }
            assertThat(names).hasSize(2000);
            // JPEG decoders differ by a grey level here and there
            assertThat(right / 2000.0).isCloseTo(0.8135, within(0.003));
        }
    }
}
