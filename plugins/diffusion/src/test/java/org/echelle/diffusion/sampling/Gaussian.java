package org.echelle.diffusion.sampling;

/** One-dimensional data N(mean, variance), for which everything is known exactly. */
record Gaussian(double mean, double variance) {
    /** The expected clean sample of {@code x = a x0 + s noise}. */
    double clean(double x, double a, double s) {
        return mean + a * variance / (a * a * variance + s * s) * (x - a * mean);
    }

    /** What a perfect network of that type says. */
    double predict(PredictionType type, double x, double abar) {
        double a = Math.sqrt(abar);
        double s = Math.sqrt(1 - abar);
        double clean = clean(x, a, s);
        double noise = (x - a * clean) / s;
        return switch (type) {
            case EPSILON -> noise;
            case V -> a * noise - s * clean;
            case SAMPLE -> clean;
            case VELOCITY -> noise - clean;
        };
    }

    /**
     * Where the differential equation leads: along it {@code (x - a mean) / sqrt(a^2 variance + s^2)} does not change.
     *
     * @param from noise at the start: sigma = s / a, or s of a straight path
     * @param to noise at the end
     */
    double flow(SamplerKind kind, double x, double from, double to) {
        double[] start = path(kind, from);
        double[] end = path(kind, to);
        return end[0] * mean + (x - start[0] * mean) / spread(start) * spread(end);
    }

    private double spread(double[] at) {
        return Math.sqrt(at[0] * at[0] * variance + at[1] * at[1]);
    }

    private static double[] path(SamplerKind kind, double noise) {
        return switch (kind) {
            case FLOW -> new double[] {1 - noise, noise};
            case EULER -> new double[] {1, noise};
            default -> {
                double a = 1 / Math.sqrt(1 + noise * noise);
                yield new double[] {a, noise * a};
            }
        };
    }
}
