package org.echelle.sae;

import java.util.List;

/** k falling linearly from a large value to its target, so that every feature fires often at first (k-annealing). */
public final class KSchedule {
    /** Settings of architectures whose k anneals. */
    public static final List<Setting> SETTINGS = List.of(
            Setting.number("k-start", 0, 0, Integer.MAX_VALUE, "k of the first step; 0: no annealing"),
            Setting.number("k-anneal", 0.2, 0, 1, "share of the steps over which k falls to its target"));

    private KSchedule() {}

    /** k of a step (from 0). */
    public static int at(TrainConfig config, long step) {
        if (!config.settings().containsKey("k-start")) {
            return config.k();
        }
        int from = Math.min(config.features(), (int) Settings.number(config, "k-start"));
        double over = Settings.number(config, "k-anneal") * config.steps();
        if (from <= config.k() || step >= over) {
            return config.k();
        }
        return (int) Math.round(from + (config.k() - from) * (step / over));
    }

    /** The largest k of the training. */
    public static int most(TrainConfig config) {
        return at(config, 0);
    }
}
