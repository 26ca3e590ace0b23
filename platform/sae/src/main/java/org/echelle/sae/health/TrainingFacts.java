package org.echelle.sae.health;

/**
 * What advice must know of a training's settings.
 *
 * @param width numbers a row, d
 * @param features n
 * @param targetL0 active features a row that were asked for; NaN where the training has no such number
 * @param steps to be done
 * @param revival what to set so that dead features are revived, such as {@code dictionary.aux-weight to 0.03125}; empty where
 *     something revives them already, or nothing can
 * @param sparsityKey the config key that rules how many features are active, such as {@code dictionary.k}
 * @param moreIsSparser whether a larger value of that key makes fewer features active
 * @param pull the config key that weighs a penalty which pulls L0 towards its target; empty where k is kept, or there is no target
 */
public record TrainingFacts(
        int width,
        int features,
        double targetL0,
        long steps,
        String revival,
        String sparsityKey,
        boolean moreIsSparser,
        String pull) {
    /** Facts of a training that keeps k features a row, each row or on average. */
    public static TrainingFacts keeping(int k, int width, int features, long steps, String revival) {
        return new TrainingFacts(width, features, k, steps, revival, "dictionary.k", false, "");
    }

    /** Facts of a training that a penalty makes sparse. */
    public static TrainingFacts penalised(String key, int width, int features, long steps, String revival) {
        return new TrainingFacts(width, features, Double.NaN, steps, revival, key, true, "");
    }

    /** How to word a change of the sparsity key that makes more, or fewer, features active. */
    String sparsity(boolean moreActive) {
        return (moreActive == moreIsSparser ? "Lower " : "Raise ") + sparsityKey;
    }
}
