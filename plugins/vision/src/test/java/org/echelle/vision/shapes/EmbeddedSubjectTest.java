package org.echelle.vision.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;
import org.echelle.vision.subject.VisionSubject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedSubjectTest {
    private static final int FRESH = 1000;

    private static JsonNode metrics() throws IOException {
        try (InputStream in =
                ShapesVitKind.class.getResourceAsStream(ShapesVitKind.FOLDER + ShapesModelFiles.METRICS)) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void itsAccuracyOnFreshPicturesIsThePublishedOne() throws IOException {
        JsonNode published = metrics();
        ShapesWorld fresh = new ShapesWorld(987_654_321);
        try (NDManager manager = Torch.newManager(Device.cpu());
                VisionSubject subject =
                        new ShapesVitKind().open(new ShapesVitOptions(Optional.empty()), new OpenedContext(manager))) {
            assertThat(subject.labels()).hasSize(Factor.total()).startsWith("shape/circle");
            int[] right = new int[Factor.values().length];
            for (int from = 0; from < FRESH; from += 100) {
                List<Sample> batch = new ArrayList<>();
                int[][] truth = new int[100][];
                for (int i = 0; i < 100; i++) {
                    batch.add(fresh.picture(from + i));
                    truth[i] = fresh.factors(from + i);
                }
                try (NDManager scope = manager.newSubManager()) {
                    NDList logits = subject.forward(subject.prepare(batch, scope), Tap.NONE);
                    int[] hits = FactorLoss.right(logits.get(0), truth);
                    for (int f = 0; f < right.length; f++) {
                        right[f] += hits[f];
                    }
                }
            }
            int heldOut = published.path("held_out_pictures").asInt();
            for (Factor factor : Factor.values()) {
                double p =
                        published.path("held_out_accuracy").path(factor.label()).asDouble();
                double error = Math.sqrt(Math.max(p * (1 - p), 0.002) * (1.0 / FRESH + 1.0 / heldOut));
                assertThat(right[factor.place()] / (double) FRESH)
                        .as(factor.label())
                        .isBetween(p - 4 * error, p + 4 * error);
                assertThat(p).as(factor.label()).isGreaterThan(0.8);
            }
        }
    }

    @Test
    void trainingAgainGivesTheSameBytesAndLearns(@TempDir Path folder) throws IOException {
        ShapesTrainOptions few = new ShapesTrainOptions(6, 8, 2e-3, 2, 0.02, 32, 1, 2, 16, 50, 7);
        byte[][] weights = new byte[2][];
        for (int round = 0; round < 2; round++) {
            Path out = Files.createDirectory(folder.resolve("run" + round));
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                new ShapesTrainer().train(few, out, new OpenedContext(manager));
            }
            weights[round] = Files.readAllBytes(out.resolve(ShapesModelFiles.WEIGHTS));
            assertThat(out.resolve(ShapesModelFiles.CONFIG)).exists();
        }
        assertThat(weights[0]).isEqualTo(weights[1]);
        JsonNode said =
                new ObjectMapper().readTree(folder.resolve("run0/metrics.json").toFile());
        assertThat(said.path("final_loss").asDouble()).isLessThan(11.5); // chance is ln 48600 = 10.8
    }
}
