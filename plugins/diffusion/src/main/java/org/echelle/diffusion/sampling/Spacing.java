package org.echelle.diffusion.sampling;

import java.util.Locale;
import org.echelle.diffusion.DiffusionException;

/** Which timesteps a sampler visits (Lin et al. 2023, arXiv 2305.08891, table 2). */
public enum Spacing {
    /** Multiples of {@code T / S} rounded down, from 0, plus an offset. */
    LEADING,
    /** From the last timestep down in steps of {@code T / S}. */
    TRAILING,
    /** Evenly from the first to the last. */
    LINSPACE;

    static Spacing named(String name, String where) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "leading" -> LEADING;
            case "trailing" -> TRAILING;
            case "linspace" -> LINSPACE;
            default ->
                throw new DiffusionException(where + ": the timestep spacing '" + name
                        + "' is not known; known are leading, trailing and linspace.");
        };
    }

    /**
     * The timesteps, noisiest first, not rounded where they are evenly spaced.
     *
     * @param timesteps T, those of the schedule
     * @param steps S, from 1 to T
     * @param offset added to leading ones
     */
    double[] timesteps(int timesteps, int steps, int offset) {
        double[] chosen = new double[steps];
        for (int i = 0; i < steps; i++) {
            chosen[i] = switch (this) {
                case LEADING -> (double) (steps - 1 - i) * Math.floorDiv(timesteps, steps) + offset;
                case TRAILING -> Math.rint(timesteps - i * ((double) timesteps / steps)) - 1;
                case LINSPACE -> steps == 1 ? 0 : (timesteps - 1.0) * (steps - 1 - i) / (steps - 1);
            };
        }
        return chosen;
    }

    /** The same as whole numbers. */
    int[] whole(int timesteps, int steps, int offset) {
        double[] chosen = timesteps(timesteps, steps, offset);
        int[] whole = new int[steps];
        for (int i = 0; i < steps; i++) {
            whole[i] = (int) Math.min(Math.rint(chosen[i]), timesteps - 1);
        }
        return whole;
    }
}
