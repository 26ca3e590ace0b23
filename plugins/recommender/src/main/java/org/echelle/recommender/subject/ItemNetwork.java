package org.echelle.recommender.subject;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.ItemRanking;
import org.echelle.api.Sites;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.recommender.History;

/** A network that scores items for histories. */
public interface ItemNetwork {
    /** In the order of a forward pass. */
    List<HookPoint> hookPoints();

    /** What {@link #prepare} makes. */
    List<TensorSpec> inputs();

    /** Makes inputs of histories that {@link #refuses} does not refuse. */
    NDList prepare(List<History> batch, NDManager manager);

    /** {@code [batch, columns]}, a score for each row of the table of items (see {@link #output}); owned by the manager of the inputs. */
    NDArray forward(NDList inputs, Tap tap);

    /** Where rows come from. */
    Sites sites(HookPoint hook, NDList inputs);

    /** Number of columns of the scores: rows of the table of items. */
    int columns();

    /** What {@link #forward} gives: scores, unless a network says otherwise. */
    default TensorSpec output() {
        return new TensorSpec(
                ItemRanking.SCORES,
                List.of(-1L, (long) columns()),
                "a score a row of the table of items, higher for what is recommended rather; consumed items are not masked");
    }

    /** Why a history cannot be an input; empty when it can. */
    String refuses(History history);

    /** Architecture in words. */
    String architecture();

    /** What else is worth telling, by name. */
    default Map<String, String> details() {
        return Map.of();
    }

    /** {@code architecture}, and the details. */
    default Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("architecture", architecture());
        facts.putAll(details());
        return facts;
    }
}
