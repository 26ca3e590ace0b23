package org.echelle.sae;

/**
 * What in a config changes how many features fire.
 *
 * @param name {@code k}, or a setting of the architecture's own as {@code settings.NAME}
 * @param moreIsSparser whether a larger value makes fewer features fire
 * @param target features a row that are kept; NaN where a penalty only pulls towards some number
 */
public record SparsityKey(String name, boolean moreIsSparser, double target) {
    /** k itself, of a resolved config. */
    static SparsityKey k(TrainConfig config) {
        return new SparsityKey("k", false, config.k());
    }

    /** A penalty's coefficient. */
    public static SparsityKey penalty(String setting) {
        return new SparsityKey("settings." + setting, true, Double.NaN);
    }

    /** The number of features a row that a penalty pulls towards. */
    public static SparsityKey target(String setting) {
        return new SparsityKey("settings." + setting, false, Double.NaN);
    }
}
