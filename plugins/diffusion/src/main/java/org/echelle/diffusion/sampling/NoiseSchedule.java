package org.echelle.diffusion.sampling;

import java.math.BigDecimal;
import org.echelle.diffusion.DiffusionException;

/**
 * How much of a sample is left at each timestep: {@code x_t = sqrt(abar_t) x0 + sqrt(1 - abar_t) noise} with {@code abar_t} the product
 * of {@code 1 - beta} up to t (Ho et al. 2020, arXiv 2006.11239, equation 4).
 */
public final class NoiseSchedule {
    private final double[] products;
    private final String betas;

    private NoiseSchedule(double[] betas, String described) {
        for (int t = 0; t < betas.length; t++) {
            if (!(betas[t] >= 0 && betas[t] <= 1)) {
                throw new DiffusionException(
                        "The schedule's beta at timestep " + t + " is " + betas[t] + "; betas lie between 0 and 1.");
            }
        }
        this.betas = described;
        products = new double[betas.length];
        double product = 1;
        for (int t = 0; t < betas.length; t++) {
            product *= 1 - betas[t];
            products[t] = product;
        }
    }

    /**
     * From the betas themselves.
     *
     * @throws DiffusionException where one does not lie between 0 and 1, as of the others
     */
    public static NoiseSchedule ofBetas(double[] betas) {
        return new NoiseSchedule(betas, "listed one by one");
    }

    /** Betas rise evenly. */
    public static NoiseSchedule linear(double first, double last, int timesteps) {
        return new NoiseSchedule(between(first, last, timesteps), "linear" + range(first, last));
    }

    private static String range(double first, double last) {
        return " from " + plain(first) + " to " + plain(last);
    }

    private static String plain(double beta) {
        return BigDecimal.valueOf(beta).stripTrailingZeros().toPlainString();
    }

    /** Square roots of betas rise evenly, as in Stable Diffusion. */
    public static NoiseSchedule scaledLinear(double first, double last, int timesteps) {
        double[] betas = between(Math.sqrt(first), Math.sqrt(last), timesteps);
        for (int t = 0; t < timesteps; t++) {
            betas[t] *= betas[t];
        }
        return new NoiseSchedule(betas, "scaled_linear" + range(first, last));
    }

    /** The product follows a squared cosine, betas at most 0.999 (Nichol and Dhariwal 2021, arXiv 2102.09672, equation 17). */
    public static NoiseSchedule squaredCosine(int timesteps) {
        double[] betas = new double[timesteps];
        for (int t = 0; t < timesteps; t++) {
            betas[t] = Math.min(1 - cosine((t + 1.0) / timesteps) / cosine((double) t / timesteps), 0.999);
        }
        return new NoiseSchedule(betas, "squaredcos_cap_v2");
    }

    private static double cosine(double t) {
        double c = Math.cos((t + 0.008) / 1.008 * Math.PI / 2);
        return c * c;
    }

    private static double[] between(double first, double last, int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = n == 1 ? first : first + (last - first) * i / (n - 1);
        }
        return values;
    }

    /**
     * The same with nothing left of the sample at the last timestep: square roots of the products are shifted and scaled so that the last
     * becomes 0 and the first stays (Lin et al. 2023, arXiv 2305.08891, algorithm 1).
     */
    public NoiseSchedule withZeroTerminalSnr() {
        int n = products.length;
        double first = Math.sqrt(products[0]);
        double last = Math.sqrt(products[n - 1]);
        double[] roots = new double[n];
        for (int t = 0; t < n; t++) {
            roots[t] = (Math.sqrt(products[t]) - last) * first / (first - last);
        }
        double[] betas = new double[n];
        for (int t = 0; t < n; t++) {
            double ratio = t == 0 ? roots[0] * roots[0] : roots[t] * roots[t] / (roots[t - 1] * roots[t - 1]);
            betas[t] = 1 - ratio;
        }
        return new NoiseSchedule(betas, this.betas + ", rescaled to leave nothing at the last timestep");
    }

    /** Number of timesteps. */
    public int timesteps() {
        return products.length;
    }

    /** How betas were made, in the words of scheduler configs, for the reader. */
    String betas() {
        return betas;
    }

    /** {@code abar_t}. */
    public double product(int t) {
        return products[t];
    }

    /** {@code sqrt((1 - abar_t) / abar_t)}, noise for each unit of sample; infinite where nothing of the sample is left. */
    public double sigma(int t) {
        return Math.sqrt((1 - products[t]) / products[t]);
    }

    /** {@link #sigma} between timesteps, by straight lines. */
    double sigma(double t) {
        int below = (int) Math.min(Math.max(Math.floor(t), 0), products.length - 1);
        int above = Math.min(below + 1, products.length - 1);
        double share = Math.min(Math.max(t - below, 0), 1);
        return share == 0 ? sigma(below) : sigma(below) * (1 - share) + sigma(above) * share;
    }
}
