package org.echelle.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.dit.DiffusionTransformer;
import org.echelle.diffusion.network.unet.UNet;
import org.echelle.diffusion.sampling.NoiseSchedule;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelTrainingTest {
    @TempDir
    Path dir;

    private final NDManager manager = Torch.newManager(Device.cpu());
    private final OpenedContext context = new OpenedContext(manager);

    @AfterEach
    void close() {
        manager.close();
    }

    /** 20 pictures of 8 x 8 pixels, even ones black and of class 0, odd ones white and of class 1. */
    private Path idx() throws IOException {
        ByteArrayOutputStream pictures = new ByteArrayOutputStream();
        pictures.writeBytes(ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(20)
                .putInt(8)
                .putInt(8)
                .array());
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        labels.writeBytes(ByteBuffer.allocate(8).putInt(0x801).putInt(20).array());
        for (int i = 0; i < 20; i++) {
            for (int p = 0; p < 64; p++) {
                pictures.write(i % 2 == 0 ? 0 : 255);
            }
            labels.write(i % 2);
        }
        Files.write(dir.resolve("two-labels-idx1-ubyte"), labels.toByteArray());
        return Files.write(dir.resolve("two-images-idx3-ubyte"), pictures.toByteArray());
    }

    private static TrainingOptions training(int steps, Objective objective) {
        return new TrainingOptions(
                steps,
                16,
                5e-3,
                TrainingOptions.Course.COSINE,
                10,
                0,
                0.9,
                0.1,
                objective,
                1000,
                1e-4,
                0.02,
                4,
                false,
                3);
    }

    private static PixelDitOptions options(PictureOptions pictures, TrainingOptions training) {
        return new PixelDitOptions(pictures, 4, 16, 2, 2, training);
    }

    private static PictureOptions pictures(Path path) {
        return new PictureOptions(path, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Path train(String name, PixelDitOptions options) throws IOException {
        Path output = Files.createDirectory(dir.resolve(name));
        new PixelDitTrainer().train(options, output, context);
        return output;
    }

    @Test
    void aNetworkThatLearnedTwoPicturesDrawsTheOneThatIsAskedFor() throws IOException {
        Path model = train("flow", options(pictures(idx()), training(200, Objective.FLOW)));
        DiffusionTransformer network = DiffusionTransformer.read(Weights.read(model.resolve("transformer")), manager);
        assertThat(network.conditioning()).isEqualTo(Conditioning.classes(2, 2));
        Condition labels = Condition.labels(manager.create(new long[] {0, 1}));
        NDArray x = manager.create(noise(2 * 64), new Shape(2, 1, 8, 8));
        int steps = 10;
        for (int i = 0; i < steps; i++) { // Euler's method down the straight path
            double sigma = 1 - (double) i / steps;
            x = x.sub(network.forward(x, sigma * 1000, labels, Tap.NONE).div(steps));
        }
        float[] means = x.reshape(2, 64).mean(new int[] {1}).toFloatArray();

        assertThat(means[0]).isLessThan(-0.5f);
        assertThat(means[1]).isGreaterThan(0.5f);
    }

    private static float[] noise(int n) {
        Random random = new Random(5);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void theFolderIsDiffusersAndTheSameOptionsGiveTheSameWeights() throws IOException {
        PixelDitOptions options = options(pictures(idx()), training(5, Objective.EPSILON));
        Path one = train("one", options);
        Path two = train("two", options);
        try (Stream<Path> files = Files.walk(one)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(f -> one.relativize(f).toString()))
                    .containsExactlyInAnyOrder(
                            "model_index.json",
                            "metrics.json",
                            "transformer/config.json",
                            "transformer/diffusion_pytorch_model.safetensors",
                            "scheduler/scheduler_config.json");
        }
        String weights = "transformer/diffusion_pytorch_model.safetensors";
        assertThat(one.resolve(weights)).hasSameBinaryContentAs(two.resolve(weights));
        JsonNode scheduler = json(one.resolve("scheduler/scheduler_config.json"));
        assertThat(scheduler.get("_class_name").asText()).isEqualTo("DDPMScheduler");
        assertThat(scheduler.get("prediction_type").asText()).isEqualTo("epsilon");
        JsonNode index = json(one.resolve("model_index.json"));
        assertThat(index.get("transformer").get(1).asText()).isEqualTo("DiTTransformer2DModel");
        assertThat(index.get("id2label").get("1").asText()).isEqualTo("1");
        JsonNode metrics = json(one.resolve("metrics.json"));
        assertThat(metrics.get("training_pictures").asInt()).isEqualTo(16);
        assertThat(metrics.get("held_out_loss").asDouble()).isPositive();
        // nothing but what is in the files decides: the same names as diffusers', read back without options
        assertThat(Weights.read(one.resolve("transformer")).names())
                .contains("transformer_blocks.1.norm1.emb.class_embedder.embedding_table.weight");
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void aUNetLearnsInTheSameLoopAndItsFolderIsReadBack() throws IOException {
        PixelUnetOptions options = new PixelUnetOptions(
                pictures(idx()), List.of(8, 16), List.of(1), 1, 8, 4, training(60, Objective.EPSILON));
        Path model = Files.createDirectory(dir.resolve("unet-model"));
        new PixelUnetTrainer().train(options, model, context);
        assertThat(json(model.resolve("metrics.json")).get("held_out_loss").asDouble())
                .isLessThan(0.8); // a network that says 0 has 1
        UNet network = UNet.read(model.resolve("unet"), manager);
        assertThat(network.conditioning()).isEqualTo(Conditioning.classes(2, 2));
        NDArray x = manager.create(noise(64), new Shape(1, 1, 8, 8));
        NDArray zero = network.forward(x, 999, Condition.labels(manager.create(new long[] {0})), Tap.NONE);
        NDArray one = network.forward(x, 999, Condition.labels(manager.create(new long[] {1})), Tap.NONE);
        assertThat(zero.sub(one).abs().max().getFloat()).isPositive();
    }

    @Test
    void aFolderOfClassesIsBroughtToSizeAndItsNamesAreKept() throws IOException {
        for (String name : List.of("red", "white")) {
            Path folder = Files.createDirectories(dir.resolve("pictures").resolve(name));
            for (int i = 0; i < 3; i++) {
                BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
                for (int p = 0; p < 200; p++) {
                    image.setRGB(p % 20, p / 20, name.equals("red") ? 0xff0000 : 0xffffff);
                }
                ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
            }
        }
        Path root = dir.resolve("pictures");
        LabelledPictures read = PictureReading.read(
                new PictureOptions(root, Optional.empty(), Optional.of(4), Optional.empty(), Optional.empty()));
        assertThat(read.classes()).containsExactly("red", "white");
        assertThat(read.labels()).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(read.channels()).isEqualTo(3);
        float[] first = new float[48];
        read.copy(0, first, 0);
        assertThat(first[0]).isEqualTo(1f); // red
        assertThat(first[16]).isEqualTo(-1f); // no green
        float[] last = new float[48];
        read.copy(5, last, 0);
        assertThat(last).containsOnly(1f);
        assertThatThrownBy(() -> PictureReading.read(pictures(root)))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("10 x 20 pixels")
                .hasMessageContaining("set pictures.size");
    }

    @Test
    void whatIsAskedOfANetworkFollowsFromPictureAndNoise() {
        byte[] bytes = {0, (byte) 255, 0, (byte) 255};
        LabelledPictures one = new LabelledPictures("one", List.of("a"), 1, 2, bytes, new int[] {0});
        for (Objective objective : Objective.values()) {
            NoisyBatch batch = NoisyBatch.draw(
                    one,
                    new int[] {0, 0},
                    objective,
                    NoiseSchedule.linear(1e-4, 0.02, 1000),
                    1,
                    new SplittableRandom(1));
            assertThat(batch.labels()).containsExactly(1, 1); // all withheld
            for (int i = 0; i < 8; i++) {
                double clean = i % 2 == 0 ? -1 : 1;
                double sigma = batch.times()[i / 4] / 1000;
                double product = NoiseSchedule.linear(1e-4, 0.02, 1000).product((int) batch.times()[i / 4]);
                double share = objective == Objective.FLOW ? 1 - sigma : Math.sqrt(product);
                double amount = objective == Objective.FLOW ? sigma : Math.sqrt(1 - product);
                double noise =
                        switch (objective) {
                            case FLOW -> batch.wanted()[i] + clean;
                            case EPSILON -> batch.wanted()[i];
                            case V -> share * batch.wanted()[i] + amount * batch.seen()[i]; // rotated back
                        };
                double seen = share * clean + amount * noise;
                assertThat((double) batch.seen()[i]).isCloseTo(seen, within(1e-5));
            }
        }
    }

    @Test
    void whatCannotBeTrainedIsToldInASentenceAndNothingIsWritten() throws IOException {
        Path pictures = idx();
        refused(options(pictures(dir.resolve("missing")), training(5, Objective.FLOW)), "There is no file or folder");
        refused(options(pictures(pictures), training(0, Objective.FLOW)), "at least one step");
        refused(new PixelDitOptions(pictures(pictures), 3, 16, 2, 2, training(5, Objective.FLOW)), "patches of 3 x 3");
        TrainingOptions t = training(5, Objective.FLOW);
        refused(
                options(
                        pictures(pictures),
                        new TrainingOptions(
                                5,
                                16,
                                5e-3,
                                t.course(),
                                0,
                                0,
                                0.9,
                                0.1,
                                t.prediction(),
                                1000,
                                1e-4,
                                0.02,
                                20,
                                false,
                                3)),
                "training.held-out to fewer");
        refused(
                options(
                        pictures(pictures),
                        new TrainingOptions(
                                80,
                                16,
                                1e12,
                                t.course(),
                                0,
                                0,
                                0.9,
                                0.1,
                                t.prediction(),
                                1000,
                                1e-4,
                                0.02,
                                4,
                                false,
                                3)),
                "choose a lower learning-rate");
        Files.delete(dir.resolve("two-labels-idx1-ubyte"));
        refused(options(pictures(pictures), t), "name their IDX file as pictures.labels");
    }

    private void refused(PixelDitOptions options, String part) throws IOException {
        Path output = Files.createTempDirectory(dir, "out");
        assertThatThrownBy(() -> new PixelDitTrainer().train(options, output, context))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining(part);
        assertThat(output).isEmptyDirectory();
    }
}
