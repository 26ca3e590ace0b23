package org.echelle.sae;

/**
 * A penalty's coefficient rising linearly from 0, so that features have directions worth keeping before they are told to be few.
 * Published: a twentieth of the steps (Anthropic, April 2024), 2000 or 5000 steps of runs of some hundred thousand
 * (dictionary_learning).
 */
public final class SparsityWarmup {
    /** For architectures whose penalty warms up. */
    public static final Setting SETTING = Setting.number(
            "sparsity-warmup",
            0.05,
            0,
            Integer.MAX_VALUE,
            "over which the coefficient rises from 0: up to 1 a share of the steps, above 1 steps");

    private SparsityWarmup() {}

    /** Share of the coefficient that holds at a step (from 0): 0 at the first, 1 from the end of the warm-up on. */
    public static double at(TrainConfig config, long step) {
        double over = steps(config, Settings.number(config, SETTING.name()));
        return over > 0 ? Math.min(1, step / over) : 1;
    }

    /** A setting that up to 1 is a share of the steps, above 1 a number of steps. */
    public static double steps(TrainConfig config, double shareOrSteps) {
        return shareOrSteps <= 1 ? shareOrSteps * config.steps() : shareOrSteps;
    }
}
