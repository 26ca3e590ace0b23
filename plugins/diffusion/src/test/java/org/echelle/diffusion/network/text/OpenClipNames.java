package org.echelle.diffusion.network.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/** OpenCLIP's names of a text encoder's weights: its way of packing, written down from its definition. */
public final class OpenClipNames {
    private OpenClipNames() {}

    /**
     * The same weights in a file of OpenCLIP's.
     *
     * @param ours with a projection
     * @param prefix of all names
     */
    public static Map<String, HostTensor> of(Weights ours, int layers, String prefix) {
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
}
