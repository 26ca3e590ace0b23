package org.echelle.diffusion.network.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.api.Tap;
import org.echelle.diffusion.network.Condition;
import org.echelle.diffusion.network.Conditioning;
import org.echelle.diffusion.network.Denoiser;
import org.echelle.diffusion.network.Labels;
import org.echelle.diffusion.network.Place;
import org.echelle.diffusion.network.Sinusoid;
import org.echelle.nn.ConvTranspose2d;
import org.echelle.nn.Embedding;
import org.echelle.nn.Init;
import org.echelle.nn.Parameters;
import org.echelle.nn.PatchEmbedding;
import org.echelle.nn.Precision;
import org.echelle.nn.Taps;
import org.echelle.torch.Weights;

/**
 * The {@code DiffusionViT} of sofia-dominguezc/MNIST-diffusion: patches become tokens with learned positions, two tokens for the
 * time and two for the class stand behind them, post-norm layers, each patch's token becomes pixels again.
 *
 * <p>Its time runs from 0 (noise) to 1 (clean): {@code x_t = t * clean + (1 - t) * noise}. It predicts the clean picture, pixels from
 * 0 to 1, so the velocity is {@code (prediction - x) / (1 - t)}.
 */
public final class FlowTransformer implements Denoiser {
    private static final int PUBLISHED_HEADS = 4;

    /** Two tokens for the time, two for the class. */
    private static final int BEHIND = 4;

    /** Hook point of the class as the network is told it. */
    private static final String CLASS = "y_encoder";

    private final FlowConfig config;
    private final Parameters parameters;
    private final PatchEmbedding patches;
    private final NDArray positions; // [1, patches, d]
    private final Embedding classes;
    private final Sinusoid sinusoid;
    private final List<FlowLayer> layers = new ArrayList<>();
    private final ConvTranspose2d pixels;

    private FlowTransformer(FlowConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        int d = config.width();
        patches = new PatchEmbedding(parameters.at("patch_embed"), config.channels(), d, config.patch(), true, true);
        positions = parameters.get("pos_embed", Init.TRUNCATED_NORMAL, 1, (long) config.grid() * config.grid(), d);
        classes = new Embedding(parameters.at(CLASS), config.classes() + 1L, 2L * d);
        sinusoid = new Sinusoid(2 * d, false, 1);
        for (int i = 0; i < config.depth(); i++) {
            layers.add(new FlowLayer(config, i, parameters));
        }
        pixels = new ConvTranspose2d(parameters.at("unpatch"), d, config.channels(), config.patch(), config.patch(), 0);
    }

    /** Whether weights have this network's names. */
    public static boolean fits(Weights weights) {
        return weights.names()
                .containsAll(Set.of(
                        "patch_embed.weight",
                        "transformer.0.self_attn.in_proj_weight",
                        "unpatch.weight",
                        "y_encoder.weight"));
    }

    /** Builds it from weights, with the published four heads. */
    public static FlowTransformer read(Weights weights, Precision precision, NDManager manager) {
        return read(weights, PUBLISHED_HEADS, precision, manager);
    }

    /**
     * Builds it from weights; sizes come from their shapes.
     *
     * @param heads of each attention, which no shape tells
     * @param precision of its products
     * @param manager owns the parameters
     * @throws org.echelle.api.EchelleException when something is missing, left over or of another shape
     */
    public static FlowTransformer read(Weights weights, int heads, Precision precision, NDManager manager) {
        Parameters parameters = Parameters.of(weights, manager).forming(precision);
        FlowTransformer network = new FlowTransformer(FlowConfig.of(weights, heads), parameters);
        parameters.verify("a flow transformer (DiffusionViT)");
        return network;
    }

    @Override
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    @Override
    public FlowTransformer twin(long seed, NDManager manager) {
        return new FlowTransformer(config, parameters.twin(seed, manager));
    }

    @Override
    public NDArray forward(NDArray x, double time, Condition condition, Tap tap) {
        return forward(x, new double[] {time}, condition, tap);
    }

    /**
     * One prediction for samples at different times.
     *
     * @param times one for all samples, or one a sample; otherwise as {@link Denoiser#forward}
     */
    public NDArray forward(NDArray x, double[] times, Condition condition, Tap tap) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray tokens = tokens(Taps.alias(x, scope), times, condition, tap);
            for (FlowLayer layer : layers) {
                NDArray next = layer.forward(tokens, tap);
                tokens.close();
                tokens = next;
            }
            int grid = config.grid();
            NDArray map = tokens.get(new NDIndex(":, :{}", grid * grid))
                    .transpose(0, 2, 1)
                    .reshape(x.getShape().get(0), config.width(), grid, grid);
            NDArray out = pixels.forward(map);
            out.attach(owner);
            return out;
        }
    }

    private NDArray tokens(NDArray x, double[] times, Condition condition, Tap tap) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            long batch = x.getShape().get(0);
            int d = config.width();
            NDArray grid = patches.forward(Taps.alias(x, scope)).add(positions);
            NDArray time = sinusoid.of(scope, times.length == 1 ? repeated(times[0], batch) : times);
            NDArray labels = Labels.of(condition, conditioning(), batch, scope);
            NDArray told = Taps.at(tap, CLASS, classes.forward(labels));
            Shape pair = new Shape(batch, 2, d);
            NDArray tokens = NDArrays.concat(new NDList(grid, time.reshape(pair), told.reshape(pair)), 1);
            tokens.attach(owner);
            return tokens;
        }
    }

    private static double[] repeated(double time, long batch) {
        double[] times = new double[Math.toIntExact(batch)];
        Arrays.fill(times, time);
        return times;
    }

    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        places.add(Place.vector(CLASS, 2 * config.width(), "condition: embedding of the class"));
        for (int i = 0; i < config.depth(); i++) {
            places.add(place(FlowLayer.attentionPath(i), "attention output of layer " + i + ", before sum and norm"));
            places.add(place(FlowLayer.mlpPath(i), "MLP output of layer " + i + ", before sum and norm"));
            Place layer = place(FlowLayer.path(i), "residual stream after layer " + i);
            places.add(layer.update());
            places.add(layer);
        }
        return places;
    }

    private Place place(String name, String description) {
        return Place.trailed(name, config.width(), config.grid(), config.grid(), BEHIND, description);
    }

    @Override
    public int channels() {
        return config.channels();
    }

    @Override
    public int outputChannels() {
        return config.channels();
    }

    @Override
    public int height() {
        return config.grid() * config.patch();
    }

    @Override
    public int width() {
        return height();
    }

    @Override
    public Conditioning conditioning() {
        return Conditioning.classes(config.classes(), config.classes());
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "architecture",
                "flow transformer, " + config.depth() + " post-norm layers, width " + config.width() + ", "
                        + config.heads() + " heads, MLP " + config.mlpWidth() + ", patches of " + config.patch()
                        + " on " + height() + " x " + width());
        facts.put("layout", "DiffusionViT");
        facts.put(
                "tokens",
                config.grid() * config.grid() + " patches, then " + BEHIND / 2 + " of time, " + BEHIND / 2
                        + " of class");
        facts.put("time", "0 (noise) to 1 (clean)");
        facts.put("prediction", "the clean picture, pixels from 0 to 1");
        return facts;
    }
}
