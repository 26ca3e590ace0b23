package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.Tap;
import org.echelle.nn.Parameters;
import org.echelle.recommender.History;

/** A fresh SASRec for training, in the original pass with one head. Its parameters want gradients once the caller says so. */
public final class SasrecTrainee {
    private static final double DRAWN = 0.02;

    private final SasrecConfig config;
    private final Parameters parameters;
    private final SasrecNetwork network;

    /**
     * Draws the weights: linear layers with a deviation of {@code (3 width)^-0.5} as PyTorch's usual ones, embeddings of 0.02 with rows of
     * padding left as zeros.
     *
     * @param rows of the table of items, padding among them
     * @param length actions that are shown
     * @param owner owns the parameters
     */
    public SasrecTrainee(int rows, int length, int width, int blocks, long seed, NDManager owner) {
        config = new SasrecConfig(rows, length + 1, length, true, width, blocks, 1, SasrecVariant.ORIGINAL);
        parameters = Parameters.random(seed, owner);
        network = new SasrecNetwork(config, parameters);
        double wider = 1 / Math.sqrt(3.0 * width) / DRAWN;
        parameters().forEach((name, w) -> {
            if (w.getShape().dimension() > 1 && !name.contains("_emb.")) {
                w.muli(wider);
            }
        });
        for (String table : List.of("item_emb.weight", "pos_emb.weight")) {
            NDArray w = parameters().get(table);
            float[] values = w.toFloatArray();
            java.util.Arrays.fill(values, 0, width, 0f);
            w.set(values);
        }
    }

    /** All parameters by their published names. */
    public Map<String, NDArray> parameters() {
        return parameters.taken();
    }

    /** Actions that are shown. */
    public int length() {
        return config.length();
    }

    /** Final states {@code [batch, length, width]}. */
    public NDArray states(List<History> batch, NDManager scope) {
        return network.states(network.prepare(batch, scope).get(0), Tap.NONE);
    }

    /** Scores {@code [batch, rows]}. */
    public NDArray scores(List<History> batch, NDManager scope) {
        return network.forward(network.prepare(batch, scope), Tap.NONE);
    }

    /** Embeddings of rows, {@code [..., width]}. */
    public NDArray items(NDArray rows) {
        return network.items(rows);
    }

    /** What config.json says of it. */
    public Map<String, Object> config() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("architecture", "sasrec");
        all.put("variant", "original");
        all.put("num_heads", 1);
        all.put("position_zero", true);
        return all;
    }
}
