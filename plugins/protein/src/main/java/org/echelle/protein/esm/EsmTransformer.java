package org.echelle.protein.esm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.nn.Init;
import org.echelle.nn.LayerNorm;
import org.echelle.nn.Parameters;
import org.echelle.nn.Taps;
import org.echelle.protein.esm.EsmLayout.Part;
import org.echelle.torch.Scalars;

/**
 * ESM-2 (Lin et al. 2023, doi 10.1126/science.ade2574): token embedding, pre-norm layers with rotary attention, a last norm, the
 * head that predicts masked residues.
 *
 * <p>In training 15 % of the residues were chosen and 80 % of these were masked, and the embedding of a masked one is zero. So that
 * a sequence without masks looks alike, embeddings are multiplied by {@code (1 - 0.15 * 0.8) / (1 - r)}, {@code r} being the share
 * of masks in the sequence: by 0.88 where there is none. It belongs to the published network; {@code token-dropout: false} leaves
 * it out for those who trained dictionaries without it.
 *
 * <p>Runs forward, and under a gradient collector when its parameters want gradients.
 */
final class EsmTransformer {
    /** Path of the first hook point. No module gives it: it is what the first layer reads. */
    static final String EMBEDDINGS = "embeddings";

    /** What training left visible: 1 - 0.15 * 0.8. */
    private static final double VISIBLE = 0.88;

    private final EsmConfig config;
    private final Parameters parameters;
    private final NDArray embedding; // [33, d]
    private final Rotary rotary;
    private final List<EsmLayer> layers = new ArrayList<>();
    private final LayerNorm finalNorm;
    private final EsmHead head; // null without
    private final EsmContacts contacts; // null when it does not run

    /**
     * Takes all parameters.
     *
     * @param parameters the whole set; the caller calls {@link Parameters#verify}
     */
    EsmTransformer(EsmConfig config, Parameters parameters) {
        this.config = config;
        this.parameters = parameters;
        EsmLayout layout = config.layout();
        Parameters p = parameters.at(config.prefix());
        embedding = p.get(layout.embedding(), Init.TRUNCATED_NORMAL, EsmVocabulary.TOKENS.size(), config.width());
        rotary = new Rotary(parameters.manager(), config.headWidth());
        EsmKernels kernels = new EsmKernels(parameters.manager());
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new EsmLayer(config, i, p, kernels, rotary));
        }
        finalNorm = new LayerNorm(p.at(layout.name(Part.FINAL_NORM, 0)), config.width(), config.normEps());
        contacts = config.contacts() ? new EsmContacts(config, p, kernels) : null;
        head = config.head() ? new EsmHead(config, parameters, embedding) : null;
    }

    EsmConfig config() {
        return config;
    }

    /** All parameters by their published names. */
    Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    /**
     * Runs the network.
     *
     * @param tokens int64 {@code [batch, positions]}
     * @return logits {@code [batch, positions, 33]}, or the last norm's output {@code [batch, positions, width]} without a head;
     *     then, where the contact head runs, its probabilities {@code [batch, residues, residues]}; owned by the manager of {@code
     *     tokens}
     */
    NDList forward(NDArray tokens, Tap tap) {
        NDManager owner = tokens.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray mine = Taps.alias(tokens, scope);
            Padding padding = Padding.of(mine);
            rotary.reach(tokens.getShape().get(1));
            EsmContacts.Sum maps = contacts == null ? null : contacts.start(mine);
            NDArray x = Taps.at(tap, EMBEDDINGS, embed(mine));
            for (EsmLayer layer : layers) {
                NDArray next = layer.forward(x, padding, maps, tap);
                x.close();
                x = next;
            }
            NDArray normal = Taps.at(tap, config.layout().name(Part.FINAL_NORM, 0), finalNorm.forward(x));
            NDArray out = head == null ? normal : head.forward(normal);
            NDList outputs = maps == null ? new NDList(out) : new NDList(out, maps.probabilities());
            outputs.attach(owner);
            return outputs;
        }
    }

    /** Embeddings, scaled, zero at padding (and at masks): {@code [batch, positions, width]}. */
    private NDArray embed(NDArray tokens) {
        try (NDManager scope = tokens.getManager().newSubManager()) {
            NDArray mine = Taps.alias(tokens, scope);
            NDArray x = mine.getNDArrayInternal()
                    .embedding(mine, embedding, SparseFormat.DENSE)
                    .singletonOrThrow();
            NDArray real = mine.neq(EsmVocabulary.PAD).toType(DataType.FLOAT32, false); // [b, n]
            NDArray factor = real;
            if (config.tokenDropout()) {
                NDArray masked = mine.eq(EsmVocabulary.MASK).toType(DataType.FLOAT32, false);
                int[] along = {1};
                NDArray share = masked.sum(along, true).div(real.sum(along, true)); // [b, 1]
                NDArray scale = Scalars.times(Scalars.power(share.neg().add(1), -1), VISIBLE);
                factor = real.sub(masked).mul(scale);
            }
            NDArray scaled = x.mul(factor.expandDims(2));
            scaled.attach(tokens.getManager());
            return scaled;
        }
    }
}
