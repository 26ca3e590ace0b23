package org.echelle.diffusion.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.diffusion.network.config.ConfigFile;
import org.echelle.nn.NnException;
import org.echelle.nn.Precision;
import org.echelle.testkit.EditAt;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small text encoders against what make_networks.py computed in float64. */
class ClipTextEncoderTest {
    private static final double TOLERANCE = 1e-4;

    private static void holds(SmallNetwork f, TextStates states) {
        assertThat(f.difference("last", HostTensor.of(states.last()))).isLessThan(TOLERANCE);
        assertThat(f.difference("penultimate", HostTensor.of(states.penultimate())))
                .isLessThan(TOLERANCE);
        assertThat(f.difference("pooled", HostTensor.of(states.pooled()))).isLessThan(TOLERANCE);
        assertThat(states.projected().isPresent()).isEqualTo(f.has("projected"));
        states.projected().ifPresent(p -> assertThat(f.difference("projected", HostTensor.of(p)))
                .isLessThan(TOLERANCE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "clip-projection"})
    @SuppressWarnings("try") // open is all that is asked of the collector
    void statesEqualTheReferenceWithAndWithoutGradients(String name) {
        try (SmallNetwork f = new SmallNetwork(name)) {
            ClipTextEncoder encoder = ClipTextEncoder.read(f.folder(), f.manager);
            holds(f, encoder.forward(f.array("ids"), Tap.NONE));
            try (GradientCollector ignored = Engine.getEngine("PyTorch").newGradientCollector()) {
                holds(f, encoder.forward(f.array("ids"), Tap.NONE));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "clip-projection"})
    void activationsEqualTheReferenceAndEditsReachTheOutput(String name) {
        try (SmallNetwork f = new SmallNetwork(name)) {
            ClipTextEncoder encoder = ClipTextEncoder.read(f.folder(), f.manager);
            SmallNetwork.Recorder recorder = new SmallNetwork.Recorder();
            float[] plain = encoder.forward(f.array("ids"), recorder).last().toFloatArray();
            assertThat(recorder.seen.keySet())
                    .containsExactlyElementsOf(
                            encoder.hookPoints().stream().map(HookPoint::name).toList());
            List<String> hooks = f.names("at.");
            assertThat(hooks).hasSize(4);
            for (String hook : hooks) {
                assertThat(f.difference(hook, recorder.seen.get(hook.substring(3))))
                        .as(hook)
                        .isLessThan(TOLERANCE);
            }
            for (HookPoint hook : encoder.hookPoints()) {
                assertThat(encoder.forward(f.array("ids"), new EditAt(hook.name(), NDArray::duplicate))
                                .last()
                                .toFloatArray())
                        .as(hook.name())
                        .isEqualTo(plain);
                assertThat(encoder.forward(f.array("ids"), new EditAt(hook.name(), x -> x.mul(-0.5)))
                                .last()
                                .toFloatArray())
                        .as(hook.name())
                        .isNotEqualTo(plain);
            }
        }
    }

    @Test
    void laterTokensDoNotReachEarlierOnes() {
        try (SmallNetwork f = new SmallNetwork("clip")) {
            ClipTextEncoder encoder = ClipTextEncoder.read(f.folder(), f.manager);
            float[][] first = new float[2][];
            for (int i = 0; i < 2; i++) {
                NDArray ids = f.manager.create(new long[] {38, 5, 7, i == 0 ? 9 : 30, 39}, new Shape(1, 5));
                first[i] = encoder.forward(ids, Tap.NONE).last().get("0, 0:3").toFloatArray();
            }
            assertThat(first[1]).isEqualTo(first[0]);
        }
    }

    @Test
    void nothingButTheStatesIsLeftBehind() {
        try (SmallNetwork f = new SmallNetwork("clip-projection")) {
            ClipTextEncoder encoder = ClipTextEncoder.read(f.folder(), f.manager);
            encoder.forward(f.array("ids"), Tap.NONE).close(); // compiles
            try (NDManager scope = f.manager.newSubManager()) {
                NDArray ids = f.array("ids");
                ids.attach(scope);
                int before = f.manager.getManagedArrays().size();
                encoder.forward(ids, new SmallNetwork.Recorder());
                assertThat(f.manager.getManagedArrays().size()).isEqualTo(before + 4);
                assertThat(scope.getManagedArrays().size()).isEqualTo(5);
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInASentence() {
        try (SmallNetwork f = new SmallNetwork("clip")) {
            ClipTextEncoder encoder = ClipTextEncoder.read(f.folder(), f.manager);
            assertThatThrownBy(() -> encoder.forward(f.manager.zeros(new Shape(1, 5)), Tap.NONE))
                    .isInstanceOf(DiffusionException.class)
                    .hasMessageContaining("whole numbers");
            assertThatThrownBy(() -> encoder.forward(f.manager.create(new long[13], new Shape(1, 13)), Tap.NONE))
                    .hasMessageContaining("at most 12 tokens");
            assertThatThrownBy(() -> encoder.forward(f.manager.create(new long[] {40}, new Shape(1, 1)), Tap.NONE))
                    .hasMessageContaining("no token 40");
            ClipTextConfig config = ClipTextConfig.of(
                    ConfigFile.read(SmallNetwork.file("clip-projection").resolve("config.json")));
            assertThatThrownBy(() -> ClipTextEncoder.of(config, Weights.read(f.folder()), Precision.FLOAT32, f.manager))
                    .isInstanceOf(NnException.class)
                    .hasMessageContaining("text_projection.weight");
        }
    }
}
