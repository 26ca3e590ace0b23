package org.echelle.recommender.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.recommender.History;

/** A recommender in training. */
interface Trainee {
    /** All parameters by their published names. */
    Map<String, NDArray> parameters();

    /** The loss on some users, in a scope. */
    NDArray loss(List<History> users, SplittableRandom random, NDManager scope);

    /** {@code [batch, columns]} scores of items. */
    NDArray scores(List<History> users, NDManager scope);

    /** What config.json says of it. */
    Map<String, Object> config();
}
