package org.echelle.diffusion.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.network.Place;
import org.echelle.nn.NnException;
import org.echelle.nn.Precision;
import org.echelle.testkit.Shared;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Torch;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTransformerTest {
    @ParameterizedTest
    @ValueSource(strings = {"DiffusionViT_mnist.pth", "DiffusionViT_mnist.safetensors"})
    void theRealDigitTransformerGivesItsGoldenOutputs(String file) throws IOException {
        Weights weights = Weights.read(Shared.file("assets/diffusion/" + file));
        JsonNode golden = new ObjectMapper()
                .readTree(Shared.file("assets/golden/diffusion_vit.json").toFile());
        assertThat(FlowTransformer.fits(weights)).isTrue();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            FlowTransformer network = FlowTransformer.read(weights, Precision.FLOAT32, manager);
            assertThat(network.conditioning()).isEqualTo(Conditioning.classes(10, 10));
            assertThat(network.height()).isEqualTo(28);
            Fixture.Recorder recorder = new Fixture.Recorder(manager);
            NDArray x = manager.arange(784f).mul(0.37f).sin().reshape(1, 1, 28, 28);
            NDArray out = network.forward(x, 0.5, Condition.labels(manager.create(new long[] {3})), recorder);
            assertThat(out.getManager()).isSameAs(manager);
            close(out.get(new NDIndex("0, 0, 14")), golden.get("pred_row14"));
            assertThat(out.sum().getFloat())
                    .isCloseTo((float) golden.get("pred_sum").asDouble(), within(1e-3f));
            // the kit counts blocks from 1
            close(recorder.seen.get("transformer.1").get(new NDIndex("0, 0")), golden.get("block2_token0"));
        }
    }

    private static void close(NDArray actual, JsonNode expected) {
        float[] values = actual.toFloatArray();
        assertThat(values).hasSize(expected.size());
        for (int i = 0; i < values.length; i++) { // the file has five decimals
            assertThat((double) values[i]).isCloseTo(expected.get(i).asDouble(), within(2e-5));
        }
    }

    @Test
    void itsNumbersAreThoseOfPyTorchsOwnModules() {
        try (Fixture fixture = Fixture.of(FlowTransformerTest.class, "flow.safetensors")) {
            FlowTransformer network = FlowTransformer.read(fixture.weights(), Precision.FLOAT32, fixture.manager);
            Fixture.Recorder recorder = new Fixture.Recorder(fixture.manager);
            Condition labels = Condition.labels(fixture.array("labels"));
            fixture.holds(network.forward(fixture.array("x"), 0.3, labels, recorder), "out", 1e-5);
            fixture.holds(recorder.seen.get("transformer.1"), "layer1", 1e-5);
            NDArray each = network.forward(fixture.array("x"), new double[] {0.1, 0.55, 0.9}, labels, Tap.NONE);
            fixture.holds(each, "out_of_three_times", 1e-5);
        }
    }

    @Test
    void everyPlaceIsOfferedInOrderAndTheUpdateIsWhatALayerAdds() {
        try (Fixture fixture = Fixture.of(FlowTransformerTest.class, "flow.safetensors")) {
            FlowTransformer network = FlowTransformer.read(fixture.weights(), Precision.FLOAT32, fixture.manager);
            Fixture.Recorder recorder = new Fixture.Recorder(fixture.manager);
            network.forward(fixture.array("x"), 0.3, Condition.NONE, recorder);
            assertThat(recorder.seen.keySet())
                    .containsExactlyElementsOf(
                            network.places().stream().map(p -> p.hook().name()).toList());
            for (Place place : network.places()) {
                boolean told = place.hook().name().equals("y_encoder"); // two tokens as one vector
                assertThat(recorder.seen.get(place.hook().name()).getShape())
                        .isEqualTo(told ? new Shape(3, 24) : new Shape(3, 8, 12));
            }
            NDArray update = recorder.seen.get("transformer.1").sub(recorder.seen.get("transformer.0"));
            assertThat(Fixture.farthest(recorder.seen.get("transformer.1.update"), update))
                    .isZero();
        }
    }

    @Test
    void withoutLabelsASampleIsOfNoClassAndAWrongLabelIsToldInASentence() {
        try (Fixture fixture = Fixture.of(FlowTransformerTest.class, "flow.safetensors")) {
            NDManager manager = fixture.manager;
            FlowTransformer network = FlowTransformer.read(fixture.weights(), Precision.FLOAT32, manager);
            NDArray x = fixture.array("x");
            NDArray none = network.forward(x, 0.3, Condition.NONE, Tap.NONE);
            NDArray three = network.forward(x, 0.3, Condition.labels(manager.create(new long[] {3, 3, 3})), Tap.NONE);
            assertThat(Fixture.farthest(none, three)).isZero();
            assertThatThrownBy(() ->
                            network.forward(x, 0.3, Condition.labels(manager.create(new long[] {0, 4, 1})), Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessage("There is no class 4: the network knows 0 to 2, and 3 for none.");
            assertThatThrownBy(
                            () -> network.forward(x, 0.3, Condition.labels(manager.create(new long[] {0})), Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("one label a sample");
        }
    }

    @Test
    void weightsThatLackSomethingAreToldByName() {
        try (Fixture fixture = Fixture.of(FlowTransformerTest.class, "flow.safetensors")) {
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            for (String name : fixture.weights().names()) {
                tensors.put(name, fixture.weights().tensor(name));
            }
            tensors.remove("transformer.1.norm2.bias");
            assertThatThrownBy(() -> FlowTransformer.read(Weights.of(tensors), Precision.FLOAT32, fixture.manager))
                    .isInstanceOf(NnException.class)
                    .hasMessageContaining("missing (transformer.1.norm2.bias [12])");
        }
    }
}
