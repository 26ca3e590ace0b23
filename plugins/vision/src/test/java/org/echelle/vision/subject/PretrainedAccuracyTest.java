package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.echelle.api.SampleSource;
import org.echelle.api.Tap;
import org.echelle.testkit.Shared;
import org.echelle.vision.ImageSample;
import org.echelle.vision.VisionLimits;
import org.echelle.vision.pictures.CifarOptions;
import org.echelle.vision.pictures.IdxKind;
import org.echelle.vision.pictures.IdxOptions;
import org.echelle.vision.pictures.ImagesKind;
import org.echelle.vision.pictures.ImagesOptions;
import org.echelle.vision.pictures.LabelledSource;
import org.junit.jupiter.api.Test;

/** The same published networks on pictures that came through the plugin's own sample kinds, as a run takes them. */
class PretrainedAccuracyTest {
    private static final List<String> CIFAR =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @Test
    void resnet20IsRightOnTheJpegsOfAZipAsOftenAsMeasuredElsewhere() {
        try (Opened opened = new Opened();
                SampleSource samples = images("assets/vision/cifar10/test_jpeg_2000.zip", opened);
                VisionSubject subject = new ResNetSubjectKind()
                        .open(ResNetOptions.of(Shared.file("assets/vision/resnet20-12fca82f.th")), opened)) {
            assertThat(samples.size()).isEqualTo(2000);
            int right = right(opened, subject, samples, i -> folder(samples.id(i)));

            assertThat(right).isEqualTo(1627); // 81.35 %
        }
    }

    @Test
    void resnet20IsRightOnEveryLosslessTrainingPicture() throws IOException {
        Map<String, Integer> labels = new HashMap<>();
        for (String line : Files.readAllLines(Shared.file("assets/vision/cifar10/trainLabels.csv"))) {
            String[] cells = line.split(",");
            labels.put(cells[0].trim(), CIFAR.indexOf(cells[1].trim()));
        }
        try (Opened opened = new Opened();
                SampleSource samples = images("assets/vision/cifar10/train_png_200.zip", opened);
                VisionSubject subject = new ResNetSubjectKind()
                        .open(ResNetOptions.of(Shared.file("assets/vision/resnet20.safetensors")), opened)) {
            int right = right(opened, subject, samples, i -> {
                String id = samples.id(i);
                return labels.get(id.substring(id.lastIndexOf('/') + 1));
            });

            assertThat(samples.size()).isEqualTo(200);
            assertThat(right).isEqualTo(200);
        }
    }

    @Test
    void vitMnistReadsTheIdxFilesAsWellAsMeasuredElsewhere() {
        IdxOptions options = new IdxOptions(
                Shared.file("assets/vision/mnist/t10k-images-idx3-ubyte.gz"),
                Optional.empty(),
                CifarOptions.Part.ALL,
                Optional.empty(),
                Optional.empty());
        try (Opened opened = new Opened();
                SampleSource samples = new IdxKind().open(options, opened);
                VisionSubject subject = new ViTSubjectKind()
                        .open(ViTOptions.of(Shared.file("assets/vision/vit_mnist.safetensors")), opened)) {
            int[] labels = ((LabelledSource) samples).labelSets().get(0).values();

            assertThat(samples.size()).isEqualTo(10_000);
            assertThat(right(opened, subject, samples, i -> labels[i])).isEqualTo(9794); // 97.94 %
        }
    }

    private static SampleSource images(String file, Opened opened) {
        return new ImagesKind(() -> VisionLimits.DEFAULT)
                .open(new ImagesOptions(Shared.file(file), Optional.empty(), Optional.empty()), opened);
    }

    private static int folder(String id) {
        String[] parts = id.split("/");
        return CIFAR.indexOf(parts[parts.length - 2]);
    }

    private static int right(Opened opened, VisionSubject subject, SampleSource samples, IntUnaryOperator label) {
        int right = 0;
        for (int from = 0; from < samples.size(); from += 250) {
            int to = Math.min(samples.size(), from + 250);
            List<ImageSample> batch = new ArrayList<>();
            for (int i = from; i < to; i++) {
                batch.add((ImageSample) samples.load(i));
            }
            float[][] logits = opened.run(subject, batch, Tap.NONE);
            for (int i = from; i < to; i++) {
                right += Opened.best(logits[i - from]) == label.applyAsInt(i) ? 1 : 0;
            }
        }
        return right;
    }
}
