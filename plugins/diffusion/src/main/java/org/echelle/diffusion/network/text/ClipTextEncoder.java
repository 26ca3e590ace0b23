package org.echelle.diffusion.network.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Tap;
import org.echelle.diffusion.DiffusionException;
import org.echelle.diffusion.network.config.ModelFolder;
import org.echelle.nn.Init;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Linear;
import org.echelle.nn.Parameters;
import org.echelle.nn.Precision;
import org.echelle.nn.Taps;
import org.echelle.torch.Weights;

/**
 * CLIP's text encoder (Radford et al. 2021) under Hugging Face's names ({@code CLIPTextModel}, {@code CLIPTextModelWithProjection}). Hook
 * points have the names of its modules; all hold tokens {@code [batch, positions, width]}.
 *
 * <p>Runs forward, and under a gradient collector when its parameters or an edit want gradients.
 */
public final class ClipTextEncoder {
    private static final String MODEL = "text_model.";

    private final ClipTextConfig config;
    private final Parameters parameters;
    private final NDArray tokens; // [tokens, width]
    private final NDArray positions; // [positions, width]
    private final List<ClipLayer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final Linear projection; // null without

    /**
     * Takes all parameters.
     *
     * @param p the whole set; the caller calls {@link Parameters#verify}
     */
    public ClipTextEncoder(ClipTextConfig config, Parameters p) {
        this.config = config;
        parameters = p;
        Parameters embeddings = p.at(MODEL + "embeddings");
        tokens = embeddings.get("token_embedding.weight", Init.TRUNCATED_NORMAL, config.tokens(), config.width());
        positions =
                embeddings.get("position_embedding.weight", Init.TRUNCATED_NORMAL, config.positions(), config.width());
        embeddings.ignore("position_ids"); // a buffer in files of before 2023
        for (int i = 0; i < config.layers(); i++) {
            String path = layer(i);
            layers.add(new ClipLayer(p.at(path), path, config));
        }
        finalNorm = new LayerNorm(p.at(MODEL + "final_layer_norm"), config.width(), config.normEps());
        projection = config.projection() == 0
                ? null
                : new Linear(p.at("text_projection"), config.width(), config.projection(), false);
    }

    /**
     * Opens a text encoder.
     *
     * @param path a folder with {@code config.json} and weights, a pipeline's folder with such a folder {@code text_encoder} in it (XL's
     *     second one is asked for by its own folder, {@code text_encoder_2}), or a weight file with its {@code config.json} beside it;
     *     for Stable Diffusion's checkpoints see {@link LdmText}
     * @param precision of its products
     * @param manager owns the parameters
     * @throws org.echelle.api.EchelleException if it is absent, damaged or of another network; says what and where
     */
    public static ClipTextEncoder read(Path path, Precision precision, NDManager manager) {
        Weights weights = Weights.read(ModelFolder.part(path, "text_encoder"));
        return of(ClipTextConfig.of(ModelFolder.config(weights)), weights, precision, manager);
    }

    /** The same in float32. */
    public static ClipTextEncoder read(Path path, NDManager manager) {
        return read(path, Precision.FLOAT32, manager);
    }

    /** Takes weights with Hugging Face's names, all of them. */
    public static ClipTextEncoder of(ClipTextConfig config, Weights weights, Precision precision, NDManager manager) {
        Parameters parameters = Parameters.of(weights, manager).forming(precision);
        ClipTextEncoder encoder = new ClipTextEncoder(config, parameters);
        parameters.verify("the text encoder (CLIP) that its config describes");
        return encoder;
    }

    private static String layer(int i) {
        return MODEL + "encoder.layers." + i;
    }

    /** The same architecture with fresh random weights. */
    public ClipTextEncoder twin(long seed, NDManager manager) {
        return new ClipTextEncoder(config, parameters.twin(seed, manager));
    }

    /** What it is made of. */
    public ClipTextConfig config() {
        return config;
    }

    /** All parameters by their published names. */
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    /** Architecture in words. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("text encoder", "CLIP, " + config.layers() + " layers of width " + config.width());
        facts.put("text tokens", config.positions() + " of " + config.tokens());
        facts.put("text parameters", String.valueOf(parameters.count()));
        return facts;
    }

    /** Where activations can be read and edited, in the order of a forward pass; their axis is the token's position. */
    public List<HookPoint> hookPoints() {
        List<HookPoint> hooks = new ArrayList<>();
        hooks.add(hook(MODEL + "embeddings", "token and position embeddings"));
        for (int i = 0; i < config.layers(); i++) {
            hooks.add(hook(layer(i) + ".self_attn", "self-attention"));
            hooks.add(hook(layer(i) + ".mlp", "feed-forward part"));
            hooks.add(hook(layer(i), "transformer layer"));
        }
        hooks.add(hook(MODEL + "final_layer_norm", "last norm: what Stable Diffusion 1.x and 2.x read"));
        return List.copyOf(hooks);
    }

    private HookPoint hook(String name, String description) {
        List<Axis> axes = List.of(new Axis("token", config.positions()));
        return new HookPoint(name, config.width(), HookPoint.Layout.WIDTH_LAST, axes, description);
    }

    /**
     * Encodes token sequences.
     *
     * @param ids int64 {@code [batch, positions]}, see {@link ClipTokenizer}
     * @param tap offered every activation at {@link #hookPoints}
     * @return owned by the manager of {@code ids}
     */
    public TextStates forward(NDArray ids, Tap tap) {
        long[] host = check(ids);
        NDManager owner = ids.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray x = Taps.at(tap, MODEL + "embeddings", embed(Taps.alias(ids, scope)));
            NDArray penultimate = x;
            for (int i = 0; i < layers.size(); i++) {
                NDArray next = layers.get(i).forward(x, tap);
                if (i + 1 < layers.size()) {
                    x.close();
                } else {
                    penultimate = x;
                }
                x = next;
            }
            NDArray last = Taps.at(tap, MODEL + "final_layer_norm", finalNorm.forward(x));
            NDArray pooled = pool(last, host);
            Optional<NDArray> projected = Optional.ofNullable(projection).map(p -> p.forward(pooled));
            for (NDArray kept : List.of(last, penultimate, pooled)) {
                kept.attach(owner);
            }
            projected.ifPresent(p -> p.attach(owner));
            return new TextStates(last, penultimate, pooled, projected);
        }
    }

    private long[] check(NDArray ids) {
        Shape s = ids.getShape();
        if (s.dimension() != 2 || ids.getDataType() != DataType.INT64) {
            throw new DiffusionException("A text encoder reads whole numbers [batch, positions], but was given "
                    + ids.getDataType() + " " + s + ".");
        }
        if (s.get(1) > config.positions()) {
            throw new DiffusionException("This text encoder reads at most " + config.positions()
                    + " tokens, but was given " + s.get(1) + "; shorten the prompt.");
        }
        long[] host = ids.toLongArray();
        for (long id : host) {
            if (id < 0 || id >= config.tokens()) {
                throw new DiffusionException("There is no token " + id + " in this text encoder's vocabulary of "
                        + config.tokens() + "; its tokenizer is another one.");
            }
        }
        return host;
    }

    private NDArray embed(NDArray ids) {
        NDArray table = Taps.alias(positions, ids.getManager());
        try (NDArray words = ids.getNDArrayInternal()
                        .embedding(ids, tokens, SparseFormat.DENSE)
                        .singletonOrThrow();
                NDArray places = table.get("0:" + ids.getShape().get(1))) {
            return words.add(places);
        }
    }

    /** The last norm's output where each text ends: {@code [batch, width]}. */
    private NDArray pool(NDArray last, long[] ids) {
        Shape s = last.getShape();
        int length = (int) s.get(1);
        NDList rows = new NDList();
        for (int i = 0; i < s.get(0); i++) {
            try (NDArray one = last.get((long) i)) {
                rows.add(one.get((long) end(ids, i * length, length)));
            }
        }
        try (rows) {
            return NDArrays.stack(rows);
        }
    }

    private int end(long[] ids, int from, int length) {
        int largest = 0;
        for (int j = 0; j < length; j++) {
            if (config.end() != ClipTextConfig.OLD_END && ids[from + j] == config.end()) {
                return j;
            }
            largest = ids[from + j] > ids[from + largest] ? j : largest;
        }
        // Without any end token, Hugging Face takes the first position.
        return config.end() == ClipTextConfig.OLD_END ? largest : 0;
    }
}
