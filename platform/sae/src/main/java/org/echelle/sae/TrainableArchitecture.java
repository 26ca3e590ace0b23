package org.echelle.sae;

import java.util.List;

/** A kind of dictionary that is trained. */
public interface TrainableArchitecture extends Architecture {
    /** One line for people: what it does, and where it was published. */
    String summary();

    /** Whether the config's {@code k} means something; where it does not, giving one is refused. */
    boolean usesK();

    /** The same where it depends on settings, which are resolved. */
    default boolean usesK(TrainConfig config) {
        return usesK();
    }

    /**
     * What changes how many features fire: k, or a setting of its own.
     *
     * @param config resolved
     */
    default SparsityKey sparsity(TrainConfig config) {
        return SparsityKey.k(config);
    }

    /** Settings of its own, besides those that every training has. */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Its published choices for what the config leaves open.
     *
     * @param features n
     * @param width d
     * @param steps of the run
     */
    TrainDefaults defaults(int features, int width, long steps);

    /** Its published scaling of the loss; see {@link TrainConfig}. */
    default String scaling() {
        return "sum-mse";
    }

    /**
     * Refuses a config that contradicts itself, in a sentence.
     *
     * @param config resolved but for {@code width}
     */
    default void check(TrainConfig config, int width) {}

    /** A training's maths. */
    Objective objective(TrainConfig config, int width);

    /** Whether inference needs one threshold, measured after training so that k features fire on average. */
    default boolean calibrated() {
        return false;
    }

    /** The same where it depends on settings. */
    default boolean calibrated(TrainConfig config) {
        return calibrated();
    }

    /** Whether its dead features can be given a new beginning, see {@link org.echelle.sae.step.Resampling}. */
    default boolean resamples() {
        return false;
    }

    /** Whether an auxiliary loss can revive its dead features, see {@link Revival#auxWeight}. */
    default boolean auxiliary() {
        return !resamples();
    }

    /** Whether it knows rows of several parts, see {@link TrainConfig#blocks}. */
    default boolean takesParts() {
        return false;
    }
}
