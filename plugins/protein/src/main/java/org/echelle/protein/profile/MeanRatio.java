package org.echelle.protein.profile;

import java.util.List;
import java.util.Optional;

/**
 * The mean of ratios, one a family, with Student's interval. Each ratio is of a mean to its expectation at random, so that without any
 * clustering the mean is 1 on average, which it would not be on logarithms.
 *
 * @param families how many
 * @param value the mean
 * @param interval empty for fewer than {@link #LEAST} families
 */
public record MeanRatio(int families, double value, Optional<Interval> interval) {
    /** Fewer have an interval that says nothing. */
    public static final int LEAST = 3;

    /** 97.5 % quantiles of Student's distribution with 1 to 30 degrees of freedom, as any table has them. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    /** @param ratios one a family, at least one */
    static MeanRatio of(List<Double> ratios) {
        int n = ratios.size();
        double mean = ratios.stream().mapToDouble(Double::doubleValue).sum() / n;
        if (n < LEAST) {
            return new MeanRatio(n, mean, Optional.empty());
        }
        double squares =
                ratios.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
        double reach = student(n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new MeanRatio(n, mean, Optional.of(new Interval(Math.max(0, mean - reach), mean + reach)));
    }

    /** Beyond the table the expansion {@code z + (z^3 + z) / (4 df)}, which is right to 0.002 there. */
    static double student(int degrees) {
        double z = 1.959964;
        return degrees <= STUDENT.length ? STUDENT[degrees - 1] : z + (z * z * z + z) / (4.0 * degrees);
    }
}
