package org.echelle.medical.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Sample;
import org.echelle.api.SampleSource;
import org.echelle.api.Tap;
import org.echelle.medical.Film;
import org.echelle.medical.TestContext;
import org.echelle.medical.samples.MedmnistKind;
import org.echelle.medical.samples.MedmnistOptions;
import org.echelle.medical.samples.PictureFile;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

/** Two published networks on real films, against what PyTorch computed. */
class PublishedSubjectsTest {
    private static JsonNode golden(String name) throws IOException {
        return new ObjectMapper().readTree(Files.readString(Shared.file("assets/golden/" + name)));
    }

    private static Film film(String relative) throws IOException {
        Path file = Shared.file("assets/medical/" + relative);
        return PictureFile.decode(relative, Files.readAllBytes(file));
    }

    @Test
    void theChestUnetGivesTheGoldenLogitsAreasAndDice() throws IOException {
        JsonNode golden = golden("medical_unet.json");
        for (String file : List.of("hybridgnet_unet.safetensors", "hybridgnet_unet.pt")) {
            Path weights = Shared.file("assets/medical/" + file);
            assertThat(new ChestUnetKind().recognises(weights)).isTrue();
            assertThat(new PneumoniaCnnKind().recognises(weights)).isFalse();
            try (TestContext context = new TestContext();
                    MedicalSubject subject =
                            new ChestUnetKind().open(new SizedOptions(weights, Optional.empty(), List.of()), context)) {
                for (JsonNode image : golden.get("images")) {
                    Film film = film("cxr_lungmask/" + image.get("image").asInt() + ".jpg");
                    Film mask = film("cxr_lungmask/" + image.get("image").asInt() + "-mask.png");
                    try (NDManager batch = context.manager().newSubManager()) {
                        NDList out = subject.forward(subject.prepare(List.of(film), batch), Tap.NONE);
                        float[] map = out.get(1).toFloatArray();
                        int n = 512 * 512;
                        long[] pixels = new long[4];
                        long both = 0;
                        for (int i = 0; i < n; i++) {
                            int best = 0;
                            for (int c = 1; c < 4; c++) {
                                best = map[c * n + i] > map[best * n + i] ? c : best;
                            }
                            pixels[best]++;
                            both += best == 1 && mask.pixels()[i] > 0.5 ? 1 : 0;
                        }
                        long truth = 0;
                        for (float v : mask.pixels()) {
                            truth += v > 0.5 ? 1 : 0;
                        }
                        for (int c = 0; c < 4; c++) {
                            double expected =
                                    image.get("logits_at_256_128").get(c).asDouble();
                            assertThat((double) map[c * n + 256 * 512 + 128]).isCloseTo(expected, within(1e-4));
                            // pixels whose two best logits are equal to rounding may fall either way
                            assertThat(pixels[c])
                                    .isCloseTo(image.get("class_pixels").get(c).asLong(), within(3L));
                        }
                        double dice = 2.0 * both / (pixels[1] + truth);
                        assertThat(dice).isCloseTo(image.get("lung_dice").asDouble(), within(1e-4));
                    }
                }
            }
        }
    }

    @Test
    void aFilmOfTheUnetIsTheSameAloneAndBesideOthers() throws IOException {
        Path weights = Shared.file("assets/medical/hybridgnet_unet.safetensors");
        try (TestContext context = new TestContext();
                MedicalSubject subject =
                        new ChestUnetKind().open(new SizedOptions(weights, Optional.of(128), List.of()), context);
                NDManager batch = context.manager().newSubManager()) {
            List<Sample> two = List.of(film("cxr_lungmask/1.jpg"), film("cxr_lungmask/2.jpg"));
            float[] both = subject.forward(subject.prepare(two, batch), Tap.NONE)
                    .get(0)
                    .toFloatArray();
            float[] second = subject.forward(subject.prepare(two.subList(1, 2), batch), Tap.NONE)
                    .get(0)
                    .toFloatArray();
            for (int c = 0; c < 4; c++) {
                assertThat(both[4 + c]).isCloseTo(second[c], within(1e-4f));
            }
        }
    }

    @Test
    void thePneumoniaCnnGivesTheGoldenLogitsAccuracyAndArea() throws IOException {
        JsonNode golden = golden("medical_pneumonia.json");
        Path npz = Shared.file("assets/medical/pneumoniamnist.npz");
        for (String file : List.of("pneumonia_vanilla_cnn.safetensors", "pneumonia_vanilla_cnn.pth")) {
            Path weights = Shared.file("assets/medical/" + file);
            assertThat(new PneumoniaCnnKind().recognises(weights)).isTrue();
            try (TestContext context = new TestContext();
                    SampleSource samples = new MedmnistKind()
                            .open(
                                    new MedmnistOptions(
                                            npz, "test", List.of(), Optional.empty(), Optional.empty(), 0, 0),
                                    context);
                    MedicalSubject subject = new PneumoniaCnnKind()
                            .open(new SizedOptions(weights, Optional.empty(), List.of()), context)) {
                assertThat(samples.size()).isEqualTo(624);
                float[][] logits = logits(context, subject, samples, file.endsWith("pth") ? 10 : 624);
                for (int i = 0; i < 10; i++) {
                    for (int c = 0; c < 2; c++) {
                        double expected =
                                golden.get("logits_first10").get(i).get(c).asDouble();
                        assertThat((double) logits[i][c]).isCloseTo(expected, within(1e-4));
                    }
                }
                if (logits.length == 624) {
                    var labelled = (org.echelle.medical.samples.LabelledSource) samples;
                    int right = 0;
                    double wins = 0;
                    int pairs = 0;
                    for (int i = 0; i < 624; i++) {
                        boolean ill = labelled.labelled(i, 1);
                        right += (logits[i][1] > logits[i][0]) == ill ? 1 : 0;
                        for (int j = 0; ill && j < 624; j++) {
                            if (!labelled.labelled(j, 1)) {
                                double d = (logits[i][1] - logits[i][0]) - (logits[j][1] - logits[j][0]);
                                wins += d > 0 ? 1 : d == 0 ? 0.5 : 0;
                                pairs++;
                            }
                        }
                    }
                    assertThat(right / 624.0).isCloseTo(golden.get("test_acc").asDouble(), within(1e-12));
                    assertThat(wins / pairs).isCloseTo(0.966, within(5e-4));
                }
            }
        }
    }

    private static float[][] logits(TestContext context, MedicalSubject subject, SampleSource samples, int count) {
        float[][] all = new float[count][];
        for (int from = 0; from < count; from += 52) {
            List<Sample> some = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + 52); i++) {
                some.add(samples.load(i));
            }
            try (NDManager batch = context.manager().newSubManager()) {
                float[] flat = subject.forward(subject.prepare(some, batch), Tap.NONE)
                        .get(0)
                        .toFloatArray();
                for (int i = 0; i < some.size(); i++) {
                    all[from + i] = new float[] {flat[2 * i], flat[2 * i + 1]};
                }
            }
        }
        return all;
    }
}
