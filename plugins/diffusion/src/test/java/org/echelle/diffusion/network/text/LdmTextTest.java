package org.echelle.diffusion.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.nn.Activation;
import org.echelle.nn.Precision;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;

/** Text encoders of one-file checkpoints against the same weights in folders. */
class LdmTextTest {
    /** What shapes do not tell of a network whose heads are not 64 wide. */
    private static ClipTextConfig like(ClipTextConfig read, ClipTextConfig small) {
        return new ClipTextConfig(
                read.tokens(),
                read.positions(),
                read.width(),
                read.hidden(),
                read.layers(),
                small.heads(),
                read.activation(),
                read.normEps(),
                small.end(),
                read.projection());
    }

    @Test
    void bothEncodersOfXlComeInTheOrderOfTheUNet() {
        try (SmallNetwork f = new SmallNetwork("clip-projection");
                SmallNetwork g = new SmallNetwork("clip")) {
            ClipTextEncoder second = ClipTextEncoder.read(f.folder(), f.manager);
            ClipTextEncoder first = ClipTextEncoder.read(g.folder(), g.manager);
            Map<String, HostTensor> file =
                    OpenClipNames.of(Weights.read(f.folder()), 3, "conditioner.embedders.1.model.");
            Weights openAi = Weights.read(g.folder());
            openAi.names().forEach(n -> file.put("conditioner.embedders.0.transformer." + n, openAi.tensor(n)));
            List<LdmText> found = LdmText.of(Weights.of(file));
            assertThat(found).hasSize(2);
            assertThat(found.get(0).config().activation()).isEqualTo(Activation.QUICK_GELU);
            assertThat(like(found.get(0).config(), first.config())).isEqualTo(first.config());
            assertThat(like(found.get(1).config(), second.config())).isEqualTo(second.config());
            ClipTextEncoder same =
                    ClipTextEncoder.of(second.config(), found.get(1).weights(), Precision.FLOAT32, f.manager);
            NDArray ids = f.array("ids");
            TextStates expected = second.forward(ids, Tap.NONE);
            TextStates states = same.forward(ids, Tap.NONE);
            assertThat(states.last().toFloatArray()).isEqualTo(expected.last().toFloatArray());
            assertThat(states.projected().orElseThrow().toFloatArray())
                    .isEqualTo(expected.projected().orElseThrow().toFloatArray());
            ClipTextEncoder.of(first.config(), found.get(0).weights(), Precision.FLOAT32, g.manager);
        }
    }

    @Test
    void ofTheSecondReleaseTheLastLayerAndTheProjectionAreLeftAway() {
        try (SmallNetwork f = new SmallNetwork("clip-projection")) {
            Weights ours = Weights.read(f.folder());
            LdmText found = LdmText.of(Weights.of(OpenClipNames.of(ours, 3, "cond_stage_model.model.")))
                    .get(0);
            assertThat(found.config().layers()).isEqualTo(2);
            assertThat(found.config().projection()).isZero();
            assertThat(found.config().activation()).isEqualTo(Activation.GELU);
            assertThat(found.weights().names())
                    .contains("text_model.encoder.layers.1.self_attn.k_proj.bias")
                    .noneMatch(n -> n.contains("layers.2.") || n.contains("projection"));
        }
        Weights none = Weights.of(Map.of("a", HostTensor.ofFloats(new float[1], 1)));
        assertThatThrownBy(() -> LdmText.of(none))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("no text encoder");
    }
}
