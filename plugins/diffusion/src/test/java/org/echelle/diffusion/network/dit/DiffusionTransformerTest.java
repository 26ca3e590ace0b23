package org.echelle.diffusion.network.dit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.network.Place;
import org.echelle.nn.NnException;
import org.echelle.nn.Precision;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiffusionTransformerTest {
    private static final DitOptions HEADS = new DitOptions(Optional.of(3), Optional.of(6), Optional.empty());
    private static final DitOptions UNSHIFTED = new DitOptions(Optional.of(3), Optional.of(6), Optional.of(0.0));

    private static Fixture open(String name) {
        return Fixture.of(DiffusionTransformerTest.class, name);
    }

    private static DiffusionTransformer read(Fixture f, String layout, DitOptions options) {
        return DiffusionTransformer.read(f.weights(layout + "."), options, Precision.FLOAT32, f.manager);
    }

    @Test
    void aDitInFacebooksLayoutGivesTheNumbersOfThePaper() {
        try (Fixture f = open("dit.safetensors")) {
            DiffusionTransformer network = read(f, "authors", HEADS);
            assertThat(network.conditioning()).isEqualTo(Conditioning.classes(4, 4));
            assertThat(network.outputChannels()).isEqualTo(4);
            Fixture.Recorder recorder = new Fixture.Recorder(f.manager);
            Condition labels = Condition.labels(f.array("labels"));
            f.holds(network.forward(f.array("x"), 731, labels, recorder), "out", 1e-4);
            f.holds(recorder.seen.get("transformer_blocks.1"), "block1", 1e-4);
            NDArray each = network.forward(f.array("x"), new double[] {3, 500, 999}, labels, Tap.NONE);
            f.holds(each, "out_of_three_times", 1e-4);
        }
    }

    @Test
    void theSameNumbersInDiffusersLayoutGiveTheSame() {
        try (Fixture f = open("dit.safetensors")) {
            DiffusionTransformer network = read(f, "diffusers", UNSHIFTED);
            Condition labels = Condition.labels(f.array("labels"));
            Fixture.Recorder recorder = new Fixture.Recorder(f.manager);
            f.holds(network.forward(f.array("x"), 731, labels, recorder), "out", 1e-4);
            f.holds(recorder.seen.get("transformer_blocks.1"), "block1", 1e-4);
            NDArray authors = read(f, "authors", HEADS).forward(f.array("x"), 731, labels, Tap.NONE);
            f.holds(authors, "out", 1e-4);
        }
    }

    @Test
    void diffusersLayoutIsRunAsDiffusersRunsItUnlessToldOtherwise() {
        try (Fixture f = open("dit.safetensors")) {
            Condition labels = Condition.labels(f.array("labels"));
            NDArray out = read(f, "diffusers", HEADS).forward(f.array("x"), 731, labels, Tap.NONE);
            f.holds(out, "out_diffusers", 1e-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authors", "diffusers"})
    void pixArtReadsCaptionsUnderTheirMaskInBothLayouts(String layout) {
        try (Fixture f = open("pixart.safetensors")) {
            DiffusionTransformer network = read(f, layout, HEADS);
            assertThat(network.conditioning()).isEqualTo(Conditioning.text(10, 0));
            Fixture.Recorder recorder = new Fixture.Recorder(f.manager);
            f.holds(network.forward(f.array("x"), 412, caption(f, false), recorder), "out", 1e-4);
            f.holds(recorder.seen.get("transformer_blocks.1"), "block1", 1e-4);
            NDArray all = network.forward(f.array("x"), 412, Condition.text(f.array("text")), Tap.NONE);
            f.holds(all, "out_without_mask", 1e-4);
            assertThat(network.noText().isPresent()).isEqualTo(layout.equals("authors"));
        }
    }

    private static Condition caption(Fixture f, boolean sizes) {
        return new Condition(
                Optional.empty(),
                Optional.of(f.array("text")),
                Optional.of(f.array("mask")),
                Optional.empty(),
                sizes ? Optional.of(f.array("sizes")) : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"authors", "diffusers"})
    void pixArtAtAThousandPixelsIsToldSizes(String layout) {
        try (Fixture f = open("pixart_1024.safetensors")) {
            DiffusionTransformer network = read(f, layout, HEADS);
            f.holds(network.forward(f.array("x"), 412, caption(f, true), Tap.NONE), "out", 1e-4);
            assertThatThrownBy(() -> network.forward(f.array("x"), 412, caption(f, false), Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("height, width and aspect ratio");
        }
    }

    @Test
    void diffusersFolderTellsTheRestInItsConfig(@TempDir Path folder) throws IOException {
        try (Fixture f = open("pixart_1024.safetensors")) {
            write(f.weights("diffusers."), folder);
            Files.writeString(folder.resolve("config.json"), """
                    {"_class_name": "PixArtTransformer2DModel", "num_attention_heads": 3, "attention_head_dim": 4, "sample_size": 6,
                     "patch_size": 2, "activation_fn": "gelu-approximate", "norm_type": "ada_norm_single", "norm_elementwise_affine": false,
                     "interpolation_scale": 2, "caption_channels": 10}
                    """);
            DiffusionTransformer network = DiffusionTransformer.read(Weights.read(folder), f.manager);
            f.holds(network.forward(f.array("x"), 412, caption(f, true), Tap.NONE), "out_interpolated", 1e-4);
        }
    }

    private static void write(Weights weights, Path folder) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        weights.names().forEach(n -> tensors.put(n, weights.tensor(n)));
        SafetensorsWriter.write(folder.resolve("diffusion_pytorch_model.safetensors"), tensors, Map.of());
    }

    @Test
    void averagedWeightsOfATrainingCheckpointAreTaken() {
        try (Fixture f = open("dit.safetensors")) {
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            Weights weights = f.weights("authors.");
            weights.names().forEach(n -> {
                tensors.put(
                        "model." + n,
                        HostTensor.of(
                                f.manager.zeros(new Shape(weights.tensor(n).shape()))));
                tensors.put("ema." + n, weights.tensor(n));
            });
            DiffusionTransformer network =
                    DiffusionTransformer.read(Weights.of(tensors), HEADS, Precision.FLOAT32, f.manager);
            Condition labels = Condition.labels(f.array("labels"));
            f.holds(network.forward(f.array("x"), 731, labels, Tap.NONE), "out", 1e-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dit.safetensors", "pixart_1024.safetensors"})
    void itGivesTheSameUnderAGradientCollectorAndEveryParameterLearns(String name) {
        try (Fixture f = open(name)) {
            boolean text = name.startsWith("pixart");
            DiffusionTransformer network = read(f, "authors", HEADS);
            network.parameters().values().forEach(w -> w.setRequiresGradient(true));
            Condition told = text ? caption(f, true) : Condition.labels(f.array("labels"));
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray out = network.forward(f.array("x"), text ? 412 : 731, told, Tap.NONE);
                f.holds(out, "out", 1e-4);
                collector.backward(out.square().sum());
            }
            network.parameters().forEach((n, w) -> {
                if (!n.equals("y_embedder.y_embedding")) { // nobody dropped a caption
                    try (NDArray gradient = w.getGradient()) {
                        assertThat(gradient.abs().sum().getFloat()).as(n).isPositive();
                    }
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authors", "diffusers"})
    void everyPlaceIsOfferedInOrderAndTheUpdateIsWhatABlockAdds(String layout) {
        try (Fixture f = open("pixart.safetensors")) {
            DiffusionTransformer network = read(f, layout, HEADS);
            Fixture.Recorder recorder = new Fixture.Recorder(f.manager);
            network.forward(f.array("x"), 9, caption(f, false), recorder);
            List<String> names =
                    network.places().stream().map(p -> p.hook().name()).toList();
            assertThat(recorder.seen.keySet()).containsExactlyElementsOf(names);
            assertThat(names).contains("transformer_blocks.0.attn2");
            for (Place place : network.places()) {
                assertThat(recorder.seen.get(place.hook().name()).getShape()).isEqualTo(new Shape(2, 9, 12));
            }
            String block = "transformer_blocks.";
            NDArray update = recorder.seen.get(block + 1).sub(recorder.seen.get(block + 0));
            assertThat(Fixture.farthest(recorder.seen.get(block + "1.update"), update))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authors", "diffusers"})
    void aTwinHasTheSameShapesAndPositionsAndOtherWeights(String layout) {
        try (Fixture f = open("dit.safetensors")) {
            DiffusionTransformer network = read(f, layout, HEADS);
            DiffusionTransformer twin = network.twin(7, f.manager);
            network.parameters().forEach((name, w) -> {
                NDArray other = twin.parameters().get(name);
                assertThat(other.getShape()).isEqualTo(w.getShape());
                boolean fixed = name.equals("pos_embed");
                assertThat(Fixture.farthest(other, w) < 1e-6).as(name).isEqualTo(fixed);
            });
            NDArray out = twin.forward(f.array("x"), 3, Condition.NONE, Tap.NONE);
            assertThat(out.getShape()).isEqualTo(new Shape(3, 4, 6, 6));
        }
    }

    @Test
    void whatCannotBeUsedIsToldInASentence() {
        try (Fixture f = open("dit.safetensors")) {
            assertThatThrownBy(() -> read(f, "authors", DitOptions.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("set the option heads");
            assertThatThrownBy(() ->
                            read(f, "diffusers", new DitOptions(Optional.of(3), Optional.empty(), Optional.empty())))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("samples' size");
            Map<String, HostTensor> foreign = new LinkedHashMap<>();
            f.weights("authors.")
                    .names()
                    .forEach(n -> foreign.put(n, f.weights("authors.").tensor(n)));
            foreign.remove("blocks.1.attn.proj.bias");
            foreign.put("blocks.1.adapter.weight", HostTensor.of(f.array("x")));
            assertThatThrownBy(
                            () -> DiffusionTransformer.read(Weights.of(foreign), HEADS, Precision.FLOAT32, f.manager))
                    .isInstanceOf(NnException.class)
                    .hasMessageContaining("missing (blocks.1.attn.proj.bias [12])")
                    .hasMessageContaining("left over (blocks.1.adapter.weight");
            DiffusionTransformer network = read(f, "authors", HEADS);
            NDArray large = f.manager.zeros(new Shape(1, 2, 8, 8));
            assertThatThrownBy(() -> network.forward(large, 1, Condition.NONE, Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("made for 6 x 6");
        }
        try (Fixture f = open("pixart.safetensors")) {
            DiffusionTransformer network = read(f, "authors", HEADS);
            assertThatThrownBy(() -> network.forward(f.array("x"), 1, Condition.NONE, Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("reads captions");
            Condition narrow = Condition.text(f.manager.zeros(new Shape(2, 5, 9)));
            assertThatThrownBy(() -> network.forward(f.array("x"), 1, narrow, Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("[2, tokens, 10]");
        }
    }
}
