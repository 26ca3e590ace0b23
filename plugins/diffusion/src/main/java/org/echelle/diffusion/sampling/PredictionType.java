package org.echelle.diffusion.sampling;

import java.util.Locale;
import org.echelle.diffusion.DiffusionException;

/** What a network predicts. With {@code x = a x0 + s noise}: */
public enum PredictionType {
    /** The noise. */
    EPSILON,
    /** {@code v = a noise - s x0} (Salimans and Ho 2022, arXiv 2202.00512, section 4). */
    V,
    /** The clean sample {@code x0}. */
    SAMPLE,
    /** {@code noise - x0}, the velocity of a straight path towards noise (Liu et al. 2022, arXiv 2209.03003). */
    VELOCITY;

    /**
     * The type that a scheduler config means.
     *
     * @param where what messages call the config
     * @throws DiffusionException when it is none of those
     */
    public static PredictionType named(String name, String where) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "epsilon" -> EPSILON;
            case "v_prediction", "v" -> V;
            case "sample", "x0", "clean" -> SAMPLE;
            case "flow_prediction", "velocity", "flow" -> VELOCITY;
            default ->
                throw new DiffusionException(where + ": the prediction type '" + name
                        + "' is not known; known are epsilon, v_prediction, sample and velocity.");
        };
    }

    /** The name in a scheduler config, short. */
    String key() {
        return switch (this) {
            case EPSILON -> "epsilon";
            case V -> "v_prediction";
            case SAMPLE -> "sample";
            case VELOCITY -> "flow";
        };
    }

    /**
     * The clean sample as {@code u x + w prediction}.
     *
     * @param a share of the clean sample in {@code x}
     * @param s share of the noise in {@code x}
     * @return u and w
     */
    double[] clean(double a, double s) {
        return switch (this) {
            case EPSILON -> new double[] {1 / a, -s / a};
            case V -> new double[] {a / (a * a + s * s), -s / (a * a + s * s)};
            case SAMPLE -> new double[] {0, 1};
            case VELOCITY -> new double[] {1 / (a + s), -s / (a + s)};
        };
    }
}
