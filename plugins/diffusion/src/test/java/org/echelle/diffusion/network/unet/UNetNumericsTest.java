package org.echelle.diffusion.network.unet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small U-Nets against what make_networks.py computed in float64. */
class UNetNumericsTest {
    private static final double TOLERANCE = 1e-4;

    static Condition condition(SmallNetwork f, int i) {
        return new Condition(
                f.find(i + ".labels"),
                f.find(i + ".text"),
                Optional.empty(),
                f.find(i + ".pooled"),
                f.find(i + ".sizes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl", "pixel-classes", "pixel-old", "pixel-scale"})
    void predictionsEqualTheReferenceWithAndWithoutGradients(String name) {
        try (SmallNetwork f = new SmallNetwork(name)) {
            UNet network = UNet.read(f.folder(), f.manager);
            for (int i = 0; f.has(i + ".y"); i++) {
                NDArray x = f.array(i + ".x");
                double time = f.host(i + ".t").toFloats()[0];
                double most =
                        f.difference(i + ".y", HostTensor.of(network.forward(x, time, condition(f, i), Tap.NONE)));
                assertThat(most).isLessThan(TOLERANCE);
            }
            recorded(network, f, name);
        }
    }

    @SuppressWarnings("try") // open is all that is asked of the collector
    private static void recorded(UNet network, SmallNetwork f, String name) {
        try (GradientCollector ignored = Engine.getEngine("PyTorch").newGradientCollector()) {
            double[] times = {f.host("0.t").toFloats()[0], f.host("0.t").toFloats()[1]};
            NDArray y = network.forward(f.array("0.x"), times, condition(f, 0), Tap.NONE);
            assertThat(f.difference("0.y", HostTensor.of(y))).as(name).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sdxl", "pixel-classes"})
    void activationsEqualTheReferenceAndAreWhatPlacesPromise(String name) {
        try (SmallNetwork f = new SmallNetwork(name)) {
            UNet network = UNet.read(f.folder(), f.manager);
            SmallNetwork.Recorder recorder = new SmallNetwork.Recorder();
            network.forward(f.array("0.x"), 981, condition(f, 0), recorder);
            List<String> hooks = f.names("0.at.");
            assertThat(hooks).hasSizeGreaterThan(7);
            for (String hook : hooks) {
                assertThat(f.difference(hook, recorder.seen.get(hook.substring(5))))
                        .as(hook)
                        .isLessThan(TOLERANCE);
            }
            assertThat(recorder.seen.keySet())
                    .containsExactlyElementsOf(
                            network.places().stream().map(p -> p.hook().name()).toList());
            for (Place place : network.places()) {
                HookPoint hook = place.hook();
                long[] expected = hook.layout() == HookPoint.Layout.WIDTH_SECOND
                        ? new long[] {2, hook.width(), place.rows(), place.columns()}
                        : hook.axes().isEmpty()
                                ? new long[] {2, hook.width()}
                                : new long[] {2, (long) place.rows() * place.columns(), hook.width()};
                assertThat(recorder.seen.get(hook.name()).shape())
                        .as(hook.name())
                        .containsExactly(expected);
            }
        }
    }

    @Test
    void placesKnowSizesThatDoNotHalveWithoutRest() {
        try (SmallNetwork f = new SmallNetwork("sd1")) {
            UNet asPublished = UNet.read(f.folder(), f.manager);
            UNet network = new UNet(asPublished.config().at(7, 6), Parameters.random(3, f.manager));
            SmallNetwork.Recorder recorder = new SmallNetwork.Recorder();
            network.forward(f.array("1.x"), 3, condition(f, 1), recorder);
            for (Place place : network.places()) {
                long positions = (long) place.rows() * place.columns();
                long[] shape = recorder.seen.get(place.hook().name()).shape();
                assertThat(shape.length == 4 ? shape[2] * shape[3] : shape[1])
                        .as(place.hook().name())
                        .isEqualTo(positions);
            }
        }
    }

    @Test
    void aPassLeavesNothingBehindButItsResult() {
        try (SmallNetwork f = new SmallNetwork("sdxl")) {
            UNet network = UNet.read(f.folder(), f.manager);
            Condition condition = condition(f, 0);
            network.forward(f.array("0.x"), 1, condition, Tap.NONE);
            try (NDManager scope = f.manager.newSubManager()) {
                NDArray x = f.array("0.x");
                x.attach(scope);
                int before = f.manager.getManagedArrays().size(); // those of the scope are among them
                network.forward(x, 1, condition, new SmallNetwork.Recorder());
                assertThat(scope.getManagedArrays().size()).isEqualTo(2);
                assertThat(f.manager.getManagedArrays().size()).isEqualTo(before + 1);
            }
        }
    }
}
