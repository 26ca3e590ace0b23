package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffusersKindTest {
    private static final String LAYER = "text_encoder.text_model.encoder.layers.0";

    @TempDir
    Path dir;

    private final ModelFolders context = new ModelFolders();
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
        context.close();
    }

    @Test
    void aFolderIsRecognisedByItsNetwork() throws IOException {
        assertThat(new DiffusersKind().recognises(dir)).isFalse();
        assertThat(new DiffusersKind().recognises(ModelFolders.pixels(dir))).isTrue();
        assertThat(new FlowKind().recognises(dir)).isFalse();
        assertThat(new DdpmKind().recognises(dir)).isFalse();
    }

    @Test
    void namesOfClassesComeFromTheIndex() throws IOException {
        Files.writeString(
                ModelFolders.pixels(dir).resolve("model_index.json"),
                "{\"id2label\": {\"0\": \"cat\", \"1\": \"cow\", \"2\": \"dog\", \"3\": \"hen\"}}");
        DiffusionSubject subject = context.open(dir, ModelFolders.USUAL);
        assertThat(subject.makesPictures().orElseThrow().conditions()).containsExactly("cat", "cow", "dog", "hen");
        assertThat(subject.plan().guidance().scale()).isEqualTo(2);
    }

    @Test
    void factsNameTheSchedulerThatIsUsed() throws IOException {
        DiffusionSubject own = context.open(ModelFolders.text(dir), ModelFolders.sampling(2, 3, "second"));
        assertThat(own.facts())
                .containsEntry("sampling", "DDIM, 2 steps, guidance 3.0")
                .containsEntry("scheduler", "DDIMScheduler")
                .containsEntry("prediction type", "epsilon")
                .containsEntry("timestep spacing", "leading, offset 1")
                .containsEntry("betas", "scaled_linear from 0.00085 to 0.012")
                .containsEntry("train timesteps", "1000");
        DiffusionSubject chosen = context.open(dir, new SamplingOptions("euler", 2, 0, 3, 0, 1, 0, "second"));
        assertThat(chosen.facts()).containsEntry("scheduler", "EulerDiscreteScheduler");
    }

    @Test
    void rowsOfATextCarryTheirTokenAndPaddingIsLeftOut() throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.sampling(2, 3, "second"));
        HookPoint hook = subject.hookPoints().stream()
                .filter(h -> h.name().equals(LAYER))
                .findFirst()
                .orElseThrow();
        assertThat(hook.axes()).extracting(a -> a.name()).containsExactly("branch", "token");
        List<Sample> asked = List.of(new MadeSample("a", "red cat", "", 0), new MadeSample("b", "", "cat", 1));
        NDList inputs = subject.prepare(asked, manager);
        Sites sites = subject.sites(hook, inputs);
        // start, red, c, a, t, end; then two of padding. Start and end; then six of padding.
        assertThat(sites.dropped())
                .containsExactly(
                        false, false, false, false, false, false, true, true, false, false, true, true, true, true,
                        true, true);
        assertThat(sites.coordinates()[1]).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 0, 1);
        Seen seen = new Seen(new LinkedHashMap<>(), "");
        subject.forward(inputs, seen);
        assertThat(seen.shapes()).containsOnlyKeys("branch=1 ", "branch=0 ");
        assertThat(seen.shapes().values()).containsOnly(List.of(2L, 8L, 12L));
    }

    @Test
    void withoutGuidanceOnlyThePromptIsEncoded() throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.sampling(2, 1, "second"));
        Seen seen = new Seen(new LinkedHashMap<>(), "");
        subject.forward(subject.prepare(List.of(new MadeSample("a", "cat", "", 0)), manager), seen);
        assertThat(seen.shapes()).containsOnlyKeys("branch=1 ");
    }

    @Test
    void aPromptThatIsTooLongIsToldOnce() throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.USUAL);
        List<Sample> asked = List.of(new MadeSample("a", "red red red red red cat", "", 0));
        subject.prepare(asked, manager);
        subject.prepare(asked, manager);
        assertThat(context.notes()).hasSize(1);
        assertThat(context.notes().get(0))
                .contains("8 tokens")
                .contains("reads 6")
                .contains("at");
    }

    @Test
    void latentsOfAnotherScaleAreTold() throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.sampling(2, 1, "second"));
        NDList inputs = subject.prepare(List.of(new MadeSample("a", "cat", "", 0)), manager);
        inputs.set(0, inputs.get(0).mul(1000));
        subject.forward(inputs, Tap.NONE);
        assertThat(context.notes()).hasSize(1);
        assertThat(context.notes().get(0)).contains("scaling_factor (0.18215)");
    }

    @Test
    void whatIsMissingIsOneSentenceWithItsPath() throws IOException {
        ModelFolders.text(dir);
        refused(dir.resolve("nowhere"), "There is neither a folder", "nowhere");
        for (String part : List.of("vae", "tokenizer", "text_encoder", "scheduler")) {
            Path one = ModelFolders.text(dir.resolve("without-" + part));
            ModelFolders.delete(one.resolve(part));
            refused(one, "here is no", one.resolve(part).toString());
            ModelFolders.delete(one);
        }
        ModelFolders.delete(dir.resolve("unet"));
        refused(dir, "neither a folder unet nor a folder transformer");
    }

    @Test
    void partsOfDifferentModelsAreRefused() throws IOException {
        ModelFolders.text(dir);
        Path config = dir.resolve("text_encoder/config.json");
        String before = Files.readString(config);
        Files.writeString(dir.resolve("tokenizer/tokenizer_config.json"), "{\"model_max_length\": 77}");
        refused(dir, "gives 77 of 516 tokens, but the encoder reads 8 of 516");
        Files.writeString(dir.resolve("tokenizer/tokenizer_config.json"), "{\"model_max_length\": 8}");
        Files.writeString(config, before.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1"));
        refused(
                dir,
                "The weights in " + dir.resolve("text_encoder"),
                "do not fit the text encoder (CLIP) that its config describes");
        Files.writeString(config, before);
        ModelFolders.scheduler(dir, "{\"_class_name\": \"PNDMScheduler\"}");
        refused(dir, "PNDMScheduler is not built here", "scheduler_config.json");
    }

    @Test
    void aScheduleThatDoesNotFitTheNetworkIsOneSentence() throws IOException {
        ModelFolders.text(dir);
        String zero = ModelFolders.SD.replace("{", "{\"rescale_betas_zero_snr\": true, ");
        ModelFolders.scheduler(dir, zero);
        context.open(dir, ModelFolders.USUAL); // every 20th timestep from 981 down: some picture is left there
        String trailing = zero.replace("{", "{\"timestep_spacing\": \"trailing\", ");
        ModelFolders.scheduler(dir, trailing);
        refused(dir, "scheduler_config.json", "timestep 999", "v_prediction");
        ModelFolders.scheduler(dir, trailing.replace("{", "{\"prediction_type\": \"v_prediction\", "));
        context.open(dir, ModelFolders.USUAL);
        ModelFolders.scheduler(dir, ModelFolders.SD.replace("{", "{\"prediction_type\": \"noise\", "));
        refused(dir, "scheduler_config.json", "'noise' is not known", "epsilon, v_prediction");
        ModelFolders.scheduler(dir, "{");
        refused(dir, "scheduler_config.json is not readable JSON");
    }

    @Test
    void anIndexWithSomethingBehindItIsRefusedWithThePlace() throws IOException {
        Path index = Files.writeString(ModelFolders.pixels(dir).resolve("model_index.json"), "{}\n{\"id2label\": {}}");
        refused(
                dir,
                index
                        + " is not readable JSON: something follows the end of its JSON (line 2, column 1); repair it or fetch it"
                        + " again.");
    }

    @Test
    void aScaleThatNoAutoencoderHasIsToldOrRefused() throws IOException {
        Path config = ModelFolders.text(dir).resolve("vae/config.json");
        String before = Files.readString(config);
        Files.writeString(config, before.replace("0.18215", "18.215"));
        context.open(dir, ModelFolders.USUAL);
        assertThat(context.notes()).hasSize(1);
        assertThat(context.notes().get(0)).contains("\"scaling_factor\": 18.215", "between 0.13 and 1.6");
        Files.writeString(config, before.replace("0.18215", "-1"));
        refused(dir, "\"scaling_factor\": -1", "a number above 0");
    }

    @Test
    void aSchedulerThatIsNotBuiltLendsItsBetas() throws IOException {
        ModelFolders.scheduler(
                ModelFolders.text(dir),
                "{\"_class_name\": \"PNDMScheduler\", \"steps_offset\": 1, \"clip_sample\": false}");
        DiffusionSubject subject = context.open(dir, new SamplingOptions("ddim", 5, 0, 0, 0, 1, 0, "second"));
        assertThat(subject.plan().sampler().steps().get(0).timestep()).isEqualTo(801);
    }

    private void refused(Path folder, String... words) {
        assertThatThrownBy(() -> context.open(folder, ModelFolders.USUAL))
                .isInstanceOf(EchelleException.class)
                .hasMessageContainingAll(words);
    }

    /** Shapes at one layer by what was stamped. */
    private record Seen(Map<String, List<Long>> shapes, String stamps) implements Tap {
        @Override
        public boolean wants(String hook) {
            return hook.equals(LAYER);
        }

        @Override
        public NDArray at(String hook, NDArray x) {
            if (wants(hook)) {
                shapes.put(
                        stamps, Arrays.stream(x.getShape().getShape()).boxed().toList());
            }
            return x;
        }

        @Override
        public Tap with(String axis, int value) {
            return new Seen(shapes, stamps + axis + "=" + value + " ");
        }
    }
}
