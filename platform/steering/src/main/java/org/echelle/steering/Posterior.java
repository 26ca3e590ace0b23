package org.echelle.steering;

/**
 * Probability of a concept given one feature's activation: {@code P(c | z) = pi f_c(z) / (pi f_c(z) + (1 - pi) f_o(z))}.
 *
 * <p>Each class-conditional is a mixture, as codes have a point mass at 0 that would make a plain Gaussian meaningless: probability
 * of silence for {@code z = 0}, else the probability of firing times a Gaussian density over the activations that fired.
 *
 * @param prior share of observations with the concept
 * @param with the activations on observations with the concept
 * @param without those on the others
 */
public record Posterior(double prior, Side with, Side without) {
    /**
     * One class-conditional.
     *
     * @param firing probability of firing
     * @param mean of the activations that fired
     * @param deviation their standard deviation, above 0
     */
    public record Side(double firing, double mean, double deviation) {
        /** From sums over observations: how many, how many fired, sum and sum of squares of what fired. */
        public static Side of(double n, double fired, double sum, double squares) {
            if (fired == 0) {
                return new Side(0, 0, 1);
            }
            double mean = sum / fired;
            double variance = Math.max(0, squares / fired - mean * mean);
            // One observation has no spread; a tenth of the mean keeps the density finite and narrow.
            double least = Math.max(1e-12, 0.1 * Math.abs(mean));
            return new Side(fired / Math.max(n, 1), mean, Math.max(Math.sqrt(variance), least));
        }

        private double density(double z) {
            if (z == 0) {
                return 1 - firing;
            }
            double t = (z - mean) / deviation;
            return firing * Math.exp(-0.5 * t * t) / (deviation * Math.sqrt(2 * Math.PI));
        }
    }

    /** P(concept | z); the prior where both densities vanish. */
    public double of(double z) {
        double a = prior * with.density(z);
        double b = (1 - prior) * without.density(z);
        return a + b == 0 ? far(z) : a / (a + b);
    }

    /** Beyond both Gaussians' reach in double precision: the nearer side in units of its own spread decides. */
    private double far(double z) {
        if (with.firing == 0 && without.firing == 0) {
            return prior;
        }
        if (with.firing == 0 || without.firing == 0) {
            return with.firing == 0 ? 0 : 1;
        }
        double a = Math.abs(z - with.mean) / with.deviation;
        double b = Math.abs(z - without.mean) / without.deviation;
        return a < b ? 1 : a > b ? 0 : prior;
    }
}
