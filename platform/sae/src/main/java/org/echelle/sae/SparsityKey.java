package org.echelle.sae;

/**
 * What in a config changes how many features fire.
 *
 * @param name {@code k}, or a setting of the architecture's own as {@code settings.NAME}
 * @param moreIsSparser whether a larger value makes fewer features fire
 * @param target features a row that are kept, or that a penalty pulls towards; NaN where there is no such number
 * @param pull what weighs the penalty that pulls towards the target, named as {@code name} is; empty where nothing has to
 */
public record SparsityKey(String name, boolean moreIsSparser, double target, String pull) {
    /** k itself, of a resolved config. */
    static SparsityKey k(TrainConfig config) {
        return new SparsityKey("k", false, config.k(), "");
    }

    /** A penalty's coefficient. */
    public static SparsityKey penalty(String setting) {
        return new SparsityKey("settings." + setting, true, Double.NaN, "");
    }

    /** The number of features a row that a penalty pulls towards. */
    public static SparsityKey target(String setting, double target, String coefficient) {
        return new SparsityKey("settings." + setting, false, target, "settings." + coefficient);
    }
}
