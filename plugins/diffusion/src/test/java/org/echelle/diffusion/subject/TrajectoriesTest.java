package org.echelle.diffusion.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.samples.MadeSample;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole samplings against those of make_trajectories.py, which has samplers, guidance and networks of its own. */
class TrajectoriesTest {
    private static final double TOLERANCE = 1e-3;

    @TempDir
    Path dir;

    private final ModelFolders context = new ModelFolders();
    private final Fixture wanted = Fixture.of(TrajectoriesTest.class, "trajectories.safetensors");

    @AfterEach
    void close() {
        wanted.close();
        context.close();
    }

    private Map<String, NDArray> given(String model, String... names) {
        Map<String, NDArray> given = new LinkedHashMap<>();
        for (String name : names) {
            given.put(name, wanted.array(model + "." + name));
        }
        return given;
    }

    private static PictureMaker maker(DiffusionSubject subject) {
        return subject.makesPictures().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void classesOnPixelsByAncestralSampling(String half) throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.pixels(dir), ModelFolders.sampling(4, 2.5, half));
        Map<String, NDArray> found = maker(subject).trajectory(given("pixels", "noise", "labels", "step_noise"));
        assertThat(found.get("timesteps").toFloatArray()).containsExactly(750, 500, 250, 0);
        wanted.holds(found.get("samples"), "pixels.samples", TOLERANCE);
        wanted.holds(found.get("predictions"), "pixels.predictions", TOLERANCE);
        wanted.holds(found.get("pictures"), "pixels.pictures", TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void textOnLatentsByDdim(String half) throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.sampling(50, 7.5, half));
        Map<String, NDArray> given = given("text", "noise", "condition", "unconditional");
        given.put("timesteps", wanted.manager.create(new float[] {801, 601, 401, 201, 1}));
        given.put("guidance_scale", wanted.manager.create(3f));
        Map<String, NDArray> found = maker(subject).trajectory(given);
        wanted.holds(found.get("samples"), "text.samples", TOLERANCE);
        wanted.holds(found.get("predictions"), "text.predictions", TOLERANCE);
        wanted.holds(found.get("pictures"), "text.pictures", TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void promptsAreReadEncodedSampledAndDecoded(String half) throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.sampling(5, 3, half));
        List<Sample> asked = List.of(new MadeSample("a", "red cat", "", 0), new MadeSample("b", "redo", "Cat", 1));
        NDList inputs = subject.prepare(asked, wanted.manager);
        inputs.set(0, wanted.array("text.noise"));
        NDArray pictures = subject.forward(inputs, Tap.NONE).get(0);
        wanted.holds(pictures, "text.pictures", TOLERANCE);
        assertThat(context.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void flowMatchingGuidedInTheMiddle(String half) {
        Map<String, HostTensor> weights = new LinkedHashMap<>();
        Weights stored =
                Weights.read(Path.of("src/test/resources/org/echelle/diffusion/network/flow/flow.safetensors"));
        for (String name : stored.names()) {
            if (name.startsWith("weights.")) {
                weights.put(name.substring("weights.".length()), stored.tensor(name));
            }
        }
        Path file = dir.resolve("flow.safetensors");
        SafetensorsWriter.write(file, weights, Map.of());
        DiffusionSubject subject = (DiffusionSubject) new FlowKind()
                .open(new PixelOptions(file, List.of(), "float32", ModelFolders.sampling(8, 0, half)), context);
        Map<String, NDArray> found = maker(subject).trajectory(given("flow", "noise", "labels"));
        wanted.holds(found.get("samples"), "flow.samples", TOLERANCE);
        wanted.holds(found.get("predictions"), "flow.predictions", TOLERANCE);
    }

    @Test
    void whatIsGivenAndDoesNotFitIsNamed() throws IOException {
        DiffusionSubject subject = context.open(ModelFolders.text(dir), ModelFolders.USUAL);
        PictureMaker maker = maker(subject);
        assertThat(maker.given().get(0).name()).isEqualTo("noise");
        Map<String, NDArray> given = given("text", "noise", "condition");
        assertThatThrownBy(() -> maker.trajectory(given))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("needs a tensor 'unconditional'");
        given.put("prompt", wanted.manager.zeros(new Shape(2)));
        assertThatThrownBy(() -> maker.trajectory(given))
                .hasMessageContaining("'prompt'")
                .hasMessageContaining("condition");
        given.remove("prompt");
        given.put("unconditional", wanted.manager.zeros(new Shape(2, 8, 16)));
        assertThatThrownBy(() -> maker.trajectory(given))
                .hasMessageContaining("'unconditional' is (2, 8, 16)")
                .hasMessageContaining("12");
        given.put("unconditional", wanted.array("text.unconditional"));
        given.put(
                "timesteps",
                wanted.manager.create(new long[] {800, 600, 400, 200, 0}).toType(DataType.INT64, false));
        assertThatThrownBy(() -> maker.trajectory(given))
                .hasMessageContaining("800.0")
                .hasMessageContaining("801.0");
        given.remove("timesteps");
        NDArray whole =
                given.put("unconditional", wanted.array("text.unconditional").get("0:1"));
        assertThatThrownBy(() -> maker.trajectory(given)).hasMessageContaining("of which there are 2");
        given.put("unconditional", whole.mul(Float.NaN));
        assertThatThrownBy(() -> maker.trajectory(given))
                .hasMessageContaining("'unconditional' holds numbers that are none");
        given.put("unconditional", whole);
        NDArray condition = given.remove("condition");
        assertThatThrownBy(() -> maker.trajectory(given))
                .isInstanceOf(DiffusionException.class)
                .hasMessage("There is no tensor 'condition', which this model reads; give [samples, tokens, 12], hidden"
                        + " states of the prompts.");
        given.put("condition", condition);
        given.remove("noise");
        assertThatThrownBy(() -> maker.trajectory(given)).hasMessageContaining("no tensor 'noise'");
    }
}
