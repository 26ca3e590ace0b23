package org.echelle.diffusion.network.ddpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Fixture;
import org.echelle.diffusion.network.Place;
import org.echelle.nn.Precision;
import org.echelle.testkit.Shared;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DdpmUNetTest {
    @ParameterizedTest
    @ValueSource(strings = {"ddpm_mnist.pt", "ddpm_mnist.safetensors"})
    void theRealDigitUNetGivesTheNumbersOfThePublishedDescription(String file) {
        Weights weights = Weights.read(Shared.file("assets/diffusion/" + file));
        assertThat(DdpmUNet.fits(weights)).isTrue();
        try (Fixture fixture = Fixture.of(DdpmUNetTest.class, "ddpm_mnist_outputs.safetensors")) {
            DdpmUNet network = DdpmUNet.read(weights, Precision.FLOAT32, fixture.manager);
            assertThat(network.timesteps()).isEqualTo(1000);
            assertThat(network.conditioning()).isEqualTo(Conditioning.NONE);
            for (int step : new int[] {0, 500, 999}) {
                Fixture.Recorder recorder = new Fixture.Recorder(fixture.manager);
                NDArray out = network.forward(fixture.array("x"), step, Condition.NONE, recorder);
                fixture.holds(out, "out_" + step, 1e-4);
                fixture.holds(recorder.seen.get("network.b_mid"), "middle_" + step, 1e-4);
            }
        }
    }

    @Test
    void aTinyOneGivesTheNumbersOfPlainFunctionalCalls() {
        try (Fixture fixture = Fixture.of(DdpmUNetTest.class, "ddpm.safetensors")) {
            DdpmUNet network = DdpmUNet.read(fixture.weights(), Precision.FLOAT32, fixture.manager);
            Fixture.Recorder recorder = new Fixture.Recorder(fixture.manager);
            fixture.holds(network.forward(fixture.array("x"), 11, Condition.NONE, recorder), "out", 1e-4);
            fixture.holds(recorder.seen.get("network.b_mid"), "middle", 1e-4);
            NDArray each = network.forward(fixture.array("x"), new double[] {3, 17}, Tap.NONE);
            fixture.holds(each, "out_of_two_times", 1e-4);
        }
    }

    @Test
    void itGivesTheSameUnderAGradientCollectorAndEveryParameterLearns() {
        try (Fixture fixture = Fixture.of(DdpmUNetTest.class, "ddpm.safetensors")) {
            DdpmUNet network = DdpmUNet.read(fixture.weights(), Precision.FLOAT32, fixture.manager);
            network.parameters().values().forEach(w -> w.setRequiresGradient(true));
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray out = network.forward(fixture.array("x"), 11, Condition.NONE, Tap.NONE);
                fixture.holds(out, "out", 1e-4);
                collector.backward(out.square().sum());
            }
            network.parameters().forEach((name, w) -> {
                try (NDArray gradient = w.getGradient()) {
                    assertThat(gradient.abs().sum().getFloat()).as(name).isPositive();
                }
            });
        }
    }

    @Test
    void everyPlaceIsOfferedInOrder() {
        try (Fixture fixture = Fixture.of(DdpmUNetTest.class, "ddpm.safetensors")) {
            DdpmUNet network = DdpmUNet.read(fixture.weights(), Precision.FLOAT32, fixture.manager);
            Fixture.Recorder recorder = new Fixture.Recorder(fixture.manager);
            network.forward(fixture.array("x"), 0, Condition.NONE, recorder);
            assertThat(recorder.seen.keySet())
                    .containsExactlyElementsOf(
                            network.places().stream().map(p -> p.hook().name()).toList());
            for (Place place : network.places()) {
                assertThat(recorder.seen.get(place.hook().name()).getShape())
                        .isEqualTo(new Shape(2, place.hook().width(), place.rows(), place.columns()));
            }
        }
    }

    @Test
    void aTimeThatItsTableLacksIsToldInASentence() {
        try (Fixture fixture = Fixture.of(DdpmUNetTest.class, "ddpm.safetensors")) {
            DdpmUNet network = DdpmUNet.read(fixture.weights(), Precision.FLOAT32, fixture.manager);
            for (double time : new double[] {-1, 20, 3.5}) {
                assertThatThrownBy(() -> network.forward(fixture.array("x"), time, Condition.NONE, Tap.NONE))
                        .isInstanceOf(DiffusionException.class)
                        .hasMessage("This network knows whole timesteps from 0 to 19, not " + time
                                + "; choose a sampler with such steps.");
            }
        }
    }
}
