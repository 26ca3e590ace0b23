package org.echelle.sae;

/** When features that stopped firing begin anew, and what that does to the learning rate; see {@link Revival#resampleEvery}. */
public final class ResamplingSchedule {
    private ResamplingSchedule() {}

    /** Refuses what cannot be resampled. */
    static void check(TrainableArchitecture kind, TrainConfig config) {
        int every = config.revival().resampleEvery();
        if (every > 0 && !kind.resamples()) {
            throw new SaeException(
                    "resample-every is " + every + " but " + kind.name()
                            + " does not resample; its dead features come back by its auxiliary loss. Leave resample-every out.");
        }
        if (every > 0 && config.optimiser().warmup() >= every) {
            throw new SaeException("resample-every is " + every + " but the learning rate warms up for "
                    + config.optimiser().warmup()
                    + " steps after each; give a larger resample-every or a smaller warmup.");
        }
    }

    /** Whether features are resampled after a step (from 0). */
    public static boolean due(TrainConfig config, long step) {
        int every = config.revival().resampleEvery();
        return every > 0 && (step + 1) % every == 0 && step + 1 + every <= config.steps();
    }

    /** Share of the learning rate that holds at a step: below 1 while it warms up after a resampling. */
    static double rateShare(TrainConfig config, long step) {
        int every = config.revival().resampleEvery();
        if (every == 0 || step < every) {
            return 1;
        }
        long begun = step - step % every;
        return due(config, begun - 1)
                ? Math.min(
                        1, (step % every + 1.0) / Math.max(1, config.optimiser().warmup()))
                : 1;
    }
}
