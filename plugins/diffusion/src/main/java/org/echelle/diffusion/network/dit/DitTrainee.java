package org.echelle.diffusion.network.dit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.diffusion.network.dit.DitLayout.Part;
import org.echelle.nn.Activation;
import org.echelle.nn.Parameters;
import org.echelle.torch.HostTensor;

/**
 * A fresh class-conditional DiT for training, and how it is written in diffusers' layout. While it learns, all blocks share one pair of
 * embeddings of time and class, as in facebook's layout; diffusers' files hold a copy a block.
 */
public final class DitTrainee {
    private static final int MLP_RATIO = 4;

    /** Deviation of what {@link org.echelle.nn.Init#TRUNCATED_NORMAL} draws: 0.02, less what lies beyond two of them. */
    private static final double DRAWN = 0.02 * 0.8796;

    private final DiffusionTransformer network;

    /**
     * Draws the weights as DiT's authors do: linear layers by Glorot's rule, those that end a residual branch and the last one zero, so
     * that blocks begin as identities.
     *
     * @param channels of the pictures
     * @param size height and width of the pictures, a multiple of {@code patch}
     * @param patch edge of a patch, in pixels
     * @param width of a token; a multiple of 4 and of {@code heads}
     * @param classes of the pictures; one more embedding stands for none
     * @param owner owns the parameters, which want gradients once the caller says so
     */
    public DitTrainee(
            int channels,
            int size,
            int patch,
            int width,
            int depth,
            int heads,
            int classes,
            long seed,
            NDManager owner) {
        DitConfig config = new DitConfig(
                DitLayout.FACEBOOK_DIT,
                channels,
                channels,
                size,
                patch,
                width,
                depth,
                heads,
                MLP_RATIO * width,
                Activation.GELU,
                classes,
                true,
                true,
                1, // as diffusers will run it
                1e-5,
                0,
                false,
                1);
        network = new DiffusionTransformer(config, "", Parameters.random(seed, owner));
        network.parameters().forEach(DitTrainee::draw);
    }

    private static void draw(String name, NDArray weight) {
        Shape shape = weight.getShape();
        if (shape.dimension() != 2) {
            return; // biases are zero, the patches' convolution is drawn for its fan-in
        }
        if (name.contains("adaLN_modulation") || name.startsWith("final_layer")) {
            weight.muli(0);
        } else if (name.startsWith("blocks")) {
            weight.muli(Math.sqrt(2.0 / (shape.get(0) + shape.get(1))) / DRAWN);
        }
    }

    /** The network that learns. */
    public DiffusionTransformer network() {
        return network;
    }

    /** What diffusers' {@code config.json} says of it, in order. */
    public Map<String, Object> config() {
        DitConfig c = network.config();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "DiTTransformer2DModel");
        config.put("num_attention_heads", c.heads());
        config.put("attention_head_dim", c.width() / c.heads());
        config.put("in_channels", c.channels());
        config.put("out_channels", c.outputChannels());
        config.put("num_layers", c.depth());
        config.put("dropout", 0.0);
        config.put("attention_bias", true);
        config.put("sample_size", c.size());
        config.put("patch_size", c.patch());
        config.put("activation_fn", "gelu");
        config.put("num_embeds_ada_norm", c.classes());
        config.put("norm_type", "ada_norm_zero");
        config.put("norm_elementwise_affine", false);
        config.put("norm_eps", c.secondNormEps());
        return config;
    }

    /**
     * Parameters under diffusers' names.
     *
     * @param parameters by this network's own names, such as their running means
     */
    public Map<String, HostTensor> published(Map<String, HostTensor> parameters) {
        DitLayout from = DitLayout.FACEBOOK_DIT;
        DitLayout to = DitLayout.DIFFUSERS_DIT;
        Map<String, HostTensor> published = new LinkedHashMap<>();
        for (String kind : List.of(".weight", ".bias")) {
            for (Part part : List.of(Part.PATCH, Part.LAST_MODULATION, Part.LAST)) {
                published.put(to.name(part) + kind, parameters.get(from.name(part) + kind));
            }
            for (int i = 0; i < network.config().depth(); i++) {
                for (Part part : List.of(Part.TIME_IN, Part.TIME_OUT)) {
                    published.put(to.name(part, i) + kind, parameters.get(from.name(part) + kind));
                }
                for (Part part : List.of(Part.MODULATION, Part.ATTENTION_OUT, Part.MLP_IN, Part.MLP_OUT)) {
                    published.put(to.name(part, i) + kind, parameters.get(from.name(part, i) + kind));
                }
                List<HostTensor> thirds = thirds(parameters.get(from.name(Part.QKV, i) + kind));
                published.put(to.name(Part.QUERY, i) + kind, thirds.get(0));
                published.put(to.name(Part.KEY, i) + kind, thirds.get(1));
                published.put(to.name(Part.VALUE, i) + kind, thirds.get(2));
            }
        }
        for (int i = 0; i < network.config().depth(); i++) {
            published.put(to.name(Part.CLASSES, i) + ".weight", parameters.get(from.name(Part.CLASSES) + ".weight"));
        }
        return published;
    }

    private static List<HostTensor> thirds(HostTensor packed) {
        long[] shape = packed.shape();
        shape[0] /= 3;
        float[] all = packed.toFloats();
        List<HostTensor> thirds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int length = all.length / 3;
            float[] part = new float[length];
            System.arraycopy(all, i * length, part, 0, length);
            thirds.add(HostTensor.ofFloats(part, shape));
        }
        return thirds;
    }
}
