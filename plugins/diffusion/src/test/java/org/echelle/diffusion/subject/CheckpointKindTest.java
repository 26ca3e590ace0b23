package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.diffusion.sampling.Sampler;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One-file checkpoints against the same numbers in diffusers' folders. */
class CheckpointKindTest {
    private static final SamplingOptions FEW = ModelFolders.sampling(4, 0, "second");

    @TempDir
    Path dir;

    private final ModelFolders context = new ModelFolders();
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
        context.close();
    }

    private CheckpointOptions options(Path file, String prediction, SamplingOptions sampling) {
        return new CheckpointOptions(
                file,
                Optional.of(dir.resolve("folder/tokenizer")),
                Optional.empty(),
                prediction,
                16,
                "float32",
                sampling);
    }

    private DiffusionSubject open(CheckpointOptions options) {
        return (DiffusionSubject) new CheckpointKind().open(options, context);
    }

    private NDArray pictures(DiffusionSubject subject) {
        List<Sample> asked = List.of(
                new MadeSample("a", "red cat", "", 0),
                new MadeSample("b", "a cow", "cat", 1),
                new MadeSample("c", "red cow", "", 0));
        return subject.forward(subject.prepare(asked, manager), Tap.NONE).get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void theSameNumbersMakeTheSamePicturesInBothLayouts(String release) throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, release)) {
            DiffusionSubject folder = context.open(model.folder, FEW);
            DiffusionSubject file = open(options(model.file, release.equals("sd2") ? "v_prediction" : "", FEW));
            NDArray expected = pictures(folder);
            assertThat(Fixture.farthest(pictures(file), expected)).isLessThan(1e-5);
            // two prompts under one seed differ, so that texts count
            assertThat(Fixture.farthest(expected.get(0), expected.get(2))).isGreaterThan(0.01);
            assertThat(file.hookPoints())
                    .extracting(HookPoint::name)
                    .isEqualTo(folder.hookPoints().stream().map(HookPoint::name).toList());
            assertThat(file.plan().sampler().steps())
                    .isEqualTo(folder.plan().sampler().steps());
            assertThat(file.plan().guidance()).isEqualTo(folder.plan().guidance());
        }
    }

    @Test
    void withoutASizePicturesHaveThePublishedOne() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd2")) {
            CheckpointOptions o = options(model.file, "v_prediction", FEW);
            UnaryOperator<String> sides = prediction -> open(new CheckpointOptions(
                            o.weights(), o.tokenizer(), o.vae(), prediction, 0, "float32", FEW))
                    .outputs()
                    .get(0)
                    .shape()
                    .toString();
            assertThat(sides.apply("v_prediction")).isEqualTo("[-1, 3, 768, 768]");
            // 64 latents a side, and this autoencoder has only half as many, not an eighth
            assertThat(sides.apply("epsilon")).isEqualTo("[-1, 3, 128, 128]");
        }
    }

    @Test
    void samplingIsThatOfThePublishedConfigs() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd1")) {
            DiffusionSubject subject = open(options(model.file, "", ModelFolders.USUAL));
            assertThat(subject.plan().guidance().scale()).isEqualTo(7.5);
            assertThat(subject.plan().sampler().name()).isEqualTo("DDIM");
            assertThat(subject.plan().sampler().steps())
                    .hasSize(50)
                    .extracting(Sampler.Step::timestep)
                    .startsWith(981, 961)
                    .endsWith(21, 1);
        }
    }

    @Test
    void aFileIsRecognisedByItsNames() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd1")) {
            assertThat(new CheckpointKind().recognises(model.file)).isTrue();
            assertThat(new CheckpointKind().recognises(model.folder)).isFalse();
            assertThat(new CheckpointKind().recognises(model.folder.resolve("vae/model.safetensors")))
                    .isFalse();
            assertThat(new DiffusersKind().recognises(model.file)).isFalse();
        }
    }

    @Test
    void theTokenizerLiesBesideTheFileOrIsAskedFor() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd1")) {
            CheckpointOptions bare =
                    new CheckpointOptions(model.file, Optional.empty(), Optional.empty(), "", 16, "float32", FEW);
            assertThatThrownBy(() -> open(bare))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContainingAll("vocab.json and merges.txt", dir.toString(), "subject.tokenizer");
            Path given = dir.resolve("folder/tokenizer/vocab.json");
            NDArray expected = pictures(open(options(model.file, "", FEW)));
            NDArray byFile = pictures(open(
                    new CheckpointOptions(model.file, Optional.of(given), Optional.empty(), "", 16, "float32", FEW)));
            Files.move(dir.resolve("folder/tokenizer"), dir.resolve("tokenizer"));
            for (NDArray other : List.of(byFile, pictures(open(bare)))) {
                assertThat(Fixture.farthest(other, expected)).isZero();
            }
        }
    }

    @Test
    void whatIsMissingOrForeignIsOneSentence() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd1")) {
            CheckpointOptions usual = options(model.file, "", FEW);
            refused(options(model.file, "velocity", FEW), "'prediction' is velocity", "epsilon or v_prediction");
            refused(options(model.file, "noise", FEW), "'prediction'", "'noise'", "epsilon, v_prediction");
            refused(
                    new CheckpointOptions(model.file, usual.tokenizer(), usual.vae(), "", 17, "float32", FEW),
                    "'size' is 17",
                    "multiples of 2");
            refused(options(model.folder, "", FEW), "is a folder", "subject.kind to diffusers");
            refused(options(model.folder.resolve("vae/model.safetensors"), "", FEW), "input_blocks.0.0.weight");
            refused(options(dir.resolve("nowhere.ckpt"), "", FEW), "There is no weight file", "nowhere.ckpt");

            String block = "model.diffusion_model.input_blocks.1.0.in_layers.0.bias";
            HostTensor taken = model.one.remove(block);
            model.one.put("model.diffusion_model.input_blocks.1.0.adapter.weight", taken);
            model.write();
            refused(usual, "1 missing (down_blocks.0.resnets.0.norm1.bias", "1 left over (input_blocks.1.0.adapter");
            model.one.remove("model.diffusion_model.input_blocks.1.0.adapter.weight");
            model.one.put(block, taken);

            model.one.keySet().removeIf(n -> n.startsWith("first_stage_model."));
            model.write();
            refused(usual, "no autoencoder", "subject.vae");
            Path vae = model.folder.resolve("vae");
            assertThat(Fixture.farthest(
                            pictures(open(new CheckpointOptions(
                                    model.file, usual.tokenizer(), Optional.of(vae), "", 16, "float32", FEW))),
                            pictures(context.open(model.folder, FEW))))
                    .isLessThan(1e-5);

            model.one.keySet().removeIf(n -> n.startsWith("cond_stage_model."));
            model.write();
            refused(
                    new CheckpointOptions(model.file, usual.tokenizer(), Optional.of(vae), "", 16, "float32", FEW),
                    "no text encoder");
        }
    }

    @Test
    void theSecondReleaseHasToBeToldWhatItPredicts() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd2")) {
            refused(options(model.file, "", FEW), "2.x", "subject.prediction", "v_prediction (768");
        }
    }

    @Test
    void aModelThatFillsInPicturesIsRefused() throws IOException {
        try (TwoLayouts model = new TwoLayouts(dir, "sd1")) {
            String first = "model.diffusion_model.input_blocks.0.0.weight";
            model.one.put(first, HostTensor.ofFloats(new float[32 * 9 * 9], 32, 9, 3, 3));
            model.write();
            refused(options(model.file, "", FEW), "reads 9 channels and makes 4");
        }
    }

    private void refused(CheckpointOptions options, String... words) {
        assertThatThrownBy(() -> open(options))
                .isInstanceOf(EchelleException.class)
                .hasMessageContainingAll(words);
    }
}
