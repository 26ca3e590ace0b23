package org.echelle.diffusion.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.text.FreshTextEncoder;
import org.echelle.diffusion.network.text.LearnedVocabulary;
import org.echelle.diffusion.network.unet.PromptUNet;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.sampling.NoiseSchedule;
import org.echelle.diffusion.subject.DiffusersKind;
import org.echelle.diffusion.subject.DiffusersOptions;
import org.echelle.diffusion.subject.SamplingOptions;
import org.echelle.testkit.OpenedContext;
import org.echelle.torch.ElementType;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTrainingTest {
    @TempDir
    private Path dir;

    private final NDManager manager = Torch.newManager(Device.cpu());
    private final OpenedContext context = new OpenedContext(manager);

    @AfterEach
    void close() {
        manager.close();
    }

    /** 20 pictures of 4 x 4 pixels in a folder, red and blue by turns, each called by two texts. */
    private Path tiles() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("tiles"));
        StringBuilder table = new StringBuilder("file_name,text,of no use\n");
        for (int i = 0; i < 20; i++) {
            boolean red = i % 2 == 0;
            BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 16; p++) {
                image.setRGB(p % 4, p / 4, red ? 0xff0000 : 0x0000ff);
            }
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
            String colour = red ? "red" : "blue";
            table.append(i + ".png,")
                    .append(i % 4 < 2 ? "a " + colour + " tile" : "\"tile, " + colour + "\"")
                    .append(",x\n");
        }
        Files.writeString(folder.resolve("metadata.csv"), table);
        return folder;
    }

    private static CaptionOptions captions(Path folder) {
        return new CaptionOptions(folder, Optional.empty(), "file_name", "text", Optional.empty(), 3, Optional.empty());
    }

    private static PromptUnetOptions options(Path folder, int steps) {
        TrainingOptions training = new TrainingOptions(
                steps,
                16,
                5e-3,
                TrainingOptions.Course.COSINE,
                10,
                0,
                0.9,
                0.1,
                Objective.V,
                1000,
                1e-4,
                0.02,
                4,
                true,
                3);
        return new PromptUnetOptions(
                captions(folder),
                List.of(8, 16),
                List.of(1),
                1,
                2,
                4,
                Optional.empty(),
                new TextOptions(16, 1, 2, 8, 100),
                training);
    }

    @Test
    void aNetworkThatLearnedTwoColoursDrawsTheOneThatIsAskedFor() throws IOException {
        Path model = Files.createDirectory(dir.resolve("model"));
        new PromptUnetTrainer().train(options(tiles(), 100), model, context);

        JsonNode metrics =
                new ObjectMapper().readTree(model.resolve("metrics.json").toFile());
        assertThat(metrics.get("captions").asInt()).isEqualTo(4);
        assertThat(metrics.get("held_out_loss").asDouble()).isLessThan(0.7); // it began at 1
        try (Stream<Path> files = Files.walk(model)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(f -> model.relativize(f).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrder(
                            "model_index.json",
                            "metrics.json",
                            "unet/config.json",
                            "unet/diffusion_pytorch_model.safetensors",
                            "text_encoder/config.json",
                            "text_encoder/model.safetensors",
                            "tokenizer/vocab.json",
                            "tokenizer/merges.txt",
                            "tokenizer/special_tokens_map.json",
                            "tokenizer/tokenizer_config.json",
                            "scheduler/scheduler_config.json");
        }
        Weights stored = Weights.read(model.resolve("unet"));
        assertThat(stored.tensor("conv_out.weight").type()).isEqualTo(ElementType.F16);

        SamplingOptions sampling = new SamplingOptions("ddim", 10, 0, 2, 0, 1, 0, "second");
        Subject subject =
                new DiffusersKind().open(new DiffusersOptions(model, List.of(), "float32", sampling), context);
        List<Sample> asked = List.of(
                new MadeSample("r", "a red tile", "", 1),
                new MadeSample("b", "tile, blue", "", 1),
                new MadeSample("also b", "a blue tile", "", 2));
        NDList inputs = subject.prepare(asked, manager);
        float[] means = subject.forward(inputs, Tap.NONE)
                .get(subject.makesPictures().orElseThrow().output())
                .reshape(3, 3, -1)
                .mean(new int[] {2})
                .toFloatArray(); // [picture][colour]
        assertThat(means[0]).as("red of a red tile").isGreaterThan(means[2]);
        assertThat(means[5]).as("blue of a blue tile").isGreaterThan(means[3]);
        assertThat(means[8]).as("blue of the other text").isGreaterThan(means[6]);
        subject.close();
    }

    @Test
    void noiseIsPredictedWithAnErrorOfItsOwnVarianceAtTheStart() throws IOException {
        LabelledPictures pictures = PictureReading.read(captions(tiles()));
        assertThat(pictures.classes()).containsExactly("a red tile", "a blue tile", "tile, red", "tile, blue");
        LearnedVocabulary vocabulary = LearnedVocabulary.of(pictures.captions(), 100);
        PromptTrainee fresh = new PromptTrainee(
                new PromptUNet(4, 4, 3, List.of(8, 16), List.of(1), 1, 2, 4, 16),
                new FreshTextEncoder(vocabulary, 8, 16, 1, 2),
                pictures.classes(),
                1,
                manager);
        NoisyBatch batch = NoisyBatch.draw(
                pictures,
                new int[] {0, 1, 2, 3},
                Objective.EPSILON,
                NoiseSchedule.linear(1e-4, 0.02, 1000),
                0.5,
                new SplittableRandom(1));
        double variance = 0;
        for (float noise : batch.wanted()) {
            variance += (double) noise * noise / batch.wanted().length;
        }
        // the last layer is zero, so the network says nothing yet
        assertThat((double) batch.loss(fresh, manager).getFloat()).isCloseTo(variance, within(1e-5));
    }

    @Test
    void theSameOptionsGiveTheSameBytes() throws IOException {
        PromptUnetOptions options = options(tiles(), 4);
        List<byte[]> weights = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Path model = Files.createDirectory(dir.resolve(name));
            new PromptUnetTrainer().train(options, model, context);
            weights.add(Files.readAllBytes(model.resolve("text_encoder/model.safetensors")));
        }
        assertThat(weights.get(0)).isEqualTo(weights.get(1));
    }

    private static PromptUnetOptions from(PromptUnetOptions o, Path start, double rate, List<Integer> widths) {
        TrainingOptions t = o.training();
        return new PromptUnetOptions(
                o.pictures(),
                widths,
                o.attention(),
                o.resnets(),
                o.heads(),
                o.groups(),
                Optional.of(start),
                o.text(),
                new TrainingOptions(
                        1,
                        t.batch(),
                        rate,
                        t.course(),
                        t.warmup(),
                        0,
                        t.ema(),
                        t.labelDropout(),
                        t.prediction(),
                        t.timesteps(),
                        t.betaStart(),
                        t.betaEnd(),
                        t.heldOut(),
                        t.half(),
                        t.seed() + 1));
    }

    @Test
    void trainingGoesOnFromATrainedModelOfTheSameKind() throws IOException {
        Path folder = tiles();
        PromptUnetOptions options = options(folder, 3);
        Path first = Files.createDirectory(dir.resolve("first"));
        new PromptUnetTrainer().train(options, first, context);
        Path second = Files.createDirectory(dir.resolve("second"));
        // a step too small for half precision leaves the weights as they were
        new PromptUnetTrainer().train(from(options, first, 1e-12, options.widths()), second, context);
        for (String part : List.of("unet", "text_encoder")) {
            Weights before = Weights.read(first.resolve(part));
            Weights after = Weights.read(second.resolve(part));
            for (String name : before.names()) {
                assertThat(after.tensor(name).toFloats())
                        .as(name)
                        .containsExactly(before.tensor(name).toFloats(), within(1e-7f));
            }
        }
        Path third = Files.createDirectory(dir.resolve("third"));
        assertThatThrownBy(
                        () -> new PromptUnetTrainer().train(from(options, first, 1e-3, List.of(8, 24)), third, context))
                .hasMessageContainingAll("has no ", "is of another size");
        Files.writeString(folder.resolve("metadata.csv"), "file_name,text\n".concat("0.png,other words\n".repeat(9)));
        assertThatThrownBy(() ->
                        new PromptUnetTrainer().train(from(options, first, 1e-3, options.widths()), third, context))
                .hasMessageContaining("is not the one that these captions make");
        assertThat(third).isEmptyDirectory();
    }

    @Test
    void captionsThatDoNotFitAreTold() throws IOException {
        Path folder = tiles();
        Path model = Files.createDirectory(dir.resolve("cut"));
        PromptUnetOptions o = options(folder, 1);
        new PromptUnetTrainer()
                .train(
                        new PromptUnetOptions(
                                o.pictures(),
                                o.widths(),
                                o.attention(),
                                o.resnets(),
                                o.heads(),
                                o.groups(),
                                o.start(),
                                new TextOptions(16, 1, 2, 4, 100),
                                o.training()),
                        model,
                        context);
        assertThat(context.notes()).anyMatch(n -> n.startsWith("4 of 4 captions are longer than 4 tokens"));
    }

    @Test
    void aTableWithGapsIsToldInASentenceAndNothingIsWritten() throws IOException {
        refused(dir.resolve("nowhere"), "There is no folder");
        Path folder = tiles();
        refuse(folder, "file_name,text\n0.png,a tile\n99.png,a tile\n", "Line 3", "there is no file");
        refuse(
                folder,
                "file_name,caption\n0.png,a tile\n",
                "no column 'text'",
                "it has file_name, caption",
                "pictures.text-column");
        refuse(folder, "name,text\n0.png,a tile\n", "no column 'file_name'", "pictures.file-column");
        refuse(folder, "file_name,text\n0.png,\n", "Line 2", "says nothing of 0.png");
        refuse(folder, "file_name,text\n,a tile\n", "Line 2", "names no picture");
        refuse(folder, "file_name,text\n0.png,a tile, red\n", "3 cells under 2 columns", "into quotes");
        refuse(folder, "file_name,text\n", "names no picture; give it a row");
        Files.delete(folder.resolve("metadata.csv"));
        refused(folder, "There is no table metadata.csv or captions.csv");
        Files.writeString(folder.resolve("captions.csv"), "file_name,text\n0.png,a tile\n");
        assertThat(PictureReading.read(captions(folder)).count()).isEqualTo(1);
    }

    private void refuse(Path folder, String table, String... parts) throws IOException {
        Files.writeString(folder.resolve("metadata.csv"), table);
        refused(folder, parts);
    }

    private void refused(Path folder, String... parts) throws IOException {
        Path output = Files.createTempDirectory(dir, "out");
        assertThatThrownBy(() -> new PromptUnetTrainer().train(options(folder, 1), output, context))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContainingAll(parts);
        assertThat(output).isEmptyDirectory();
    }
}
