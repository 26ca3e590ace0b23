package org.echelle.diffusion.network.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.SmallNetwork;
import org.echelle.nn.Activation;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;
import org.junit.jupiter.api.Test;

/** Text encoders of one-file checkpoints against the same weights in folders. */
class LdmTextTest {
    /** OpenCLIP's names of the same weights: its way of packing, written down from its definition. */
    private static Map<String, HostTensor> openClip(Weights ours, int layers, String prefix) {
        Map<String, HostTensor> theirs = new LinkedHashMap<>();
        theirs.put("token_embedding.weight", ours.tensor("text_model.embeddings.token_embedding.weight"));
        theirs.put("positional_embedding", ours.tensor("text_model.embeddings.position_embedding.weight"));
        theirs.put("ln_final.weight", ours.tensor("text_model.final_layer_norm.weight"));
        theirs.put("ln_final.bias", ours.tensor("text_model.final_layer_norm.bias"));
        theirs.put("logit_scale", HostTensor.ofFloats(new float[1]));
        HostTensor projection = ours.tensor("text_projection.weight");
        int out = (int) projection.shape()[0];
        int width = (int) projection.shape()[1];
        float[] turned = new float[out * width];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = projection.toFloats()[i % out * width + i / out];
        }
        theirs.put("text_projection", HostTensor.ofFloats(turned, width, out));
        for (int i = 0; i < layers; i++) {
            String a = "text_model.encoder.layers." + i + ".";
            String b = "transformer.resblocks." + i + ".";
            for (String leaf : List.of("weight", "bias")) {
                theirs.put(b + "ln_1." + leaf, ours.tensor(a + "layer_norm1." + leaf));
                theirs.put(b + "ln_2." + leaf, ours.tensor(a + "layer_norm2." + leaf));
                theirs.put(b + "mlp.c_fc." + leaf, ours.tensor(a + "mlp.fc1." + leaf));
                theirs.put(b + "mlp.c_proj." + leaf, ours.tensor(a + "mlp.fc2." + leaf));
                theirs.put(b + "attn.out_proj." + leaf, ours.tensor(a + "self_attn.out_proj." + leaf));
                float[] packed = new float[leaf.equals("weight") ? 3 * width * width : 3 * width];
                int at = 0;
                for (String part : List.of("q", "k", "v")) {
                    float[] values = ours.tensor(a + "self_attn." + part + "_proj." + leaf)
                            .toFloats();
                    System.arraycopy(values, 0, packed, at, values.length);
                    at += values.length;
                }
                theirs.put(
                        b + "attn.in_proj_" + leaf,
                        leaf.equals("weight")
                                ? HostTensor.ofFloats(packed, 3L * width, width)
                                : HostTensor.ofFloats(packed, 3L * width));
            }
        }
        Map<String, HostTensor> file = new LinkedHashMap<>();
        theirs.forEach((name, tensor) -> file.put(prefix + name, tensor));
        return file;
    }

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
            Map<String, HostTensor> file = openClip(Weights.read(f.folder()), 3, "conditioner.embedders.1.model.");
            Weights openAi = Weights.read(g.folder());
            openAi.names().forEach(n -> file.put("conditioner.embedders.0.transformer." + n, openAi.tensor(n)));
            List<LdmText> found = LdmText.of(Weights.of(file));
            assertThat(found).hasSize(2);
            assertThat(found.get(0).config().activation()).isEqualTo(Activation.QUICK_GELU);
            assertThat(like(found.get(0).config(), first.config())).isEqualTo(first.config());
            assertThat(like(found.get(1).config(), second.config())).isEqualTo(second.config());
            ClipTextEncoder same =
                    ClipTextEncoder.of(second.config(), found.get(1).weights(), f.manager);
            NDArray ids = f.array("ids");
            TextStates expected = second.forward(ids, Tap.NONE);
            TextStates states = same.forward(ids, Tap.NONE);
            assertThat(states.last().toFloatArray()).isEqualTo(expected.last().toFloatArray());
            assertThat(states.projected().orElseThrow().toFloatArray())
                    .isEqualTo(expected.projected().orElseThrow().toFloatArray());
            ClipTextEncoder.of(first.config(), found.get(0).weights(), g.manager);
        }
    }

    @Test
    void ofTheSecondReleaseTheLastLayerAndTheProjectionAreLeftAway() {
        try (SmallNetwork f = new SmallNetwork("clip-projection")) {
            Weights ours = Weights.read(f.folder());
            LdmText found = LdmText.of(Weights.of(openClip(ours, 3, "cond_stage_model.model.")))
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
