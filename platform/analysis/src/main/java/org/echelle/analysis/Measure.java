package org.echelle.analysis;

import java.util.function.DoubleUnaryOperator;

/**
 * One figure with what it rests on, or a sentence why there is none. It is never NaN and never infinite.
 *
 * <p>Everything that can fail to be defined on honest data (a correlation of a constant, a score of a concept without positives) comes
 * as this type; asking an undefined one for its value throws the sentence.
 */
public final class Measure {
    private final double value;
    private final long n;
    private final Interval interval;
    private final String because;

    private Measure(double value, long n, Interval interval, String because) {
        this.value = value;
        this.n = n;
        this.interval = interval;
        this.because = because;
    }

    /**
     * A figure.
     *
     * @param value if it is not finite the measure is undefined
     * @param n observations behind it
     */
    public static Measure of(double value, long n) {
        return of(value, n, Interval.none(Double.isFinite(value) ? value : 0));
    }

    /** A figure with an interval. */
    public static Measure of(double value, long n, Interval interval) {
        return Double.isFinite(value)
                ? new Measure(value, n, interval, "")
                : undefined(
                        "its value is not a finite number: the data hold numbers too large to be squared and added");
    }

    /** No figure; {@code because} goes on after "not defined, because". */
    public static Measure undefined(String because) {
        if (because.isBlank()) {
            throw new IllegalArgumentException("an undefined measure needs a reason");
        }
        return new Measure(0, 0, Interval.none(0), because);
    }

    /** A quotient, undefined for the given reason where the divisor is 0. */
    public static Measure ratio(double above, double below, long n, String whenZero) {
        return below == 0 ? undefined(whenZero) : of(above / below, n);
    }

    public boolean defined() {
        return because.isEmpty();
    }

    /**
     * The figure.
     *
     * @throws AnalysisException when there is none, with the reason
     */
    public double value() {
        if (!defined()) {
            throw new AnalysisException("Not defined, because " + because + ".");
        }
        return value;
    }

    /** The figure, or something else where there is none. */
    public double or(double otherwise) {
        return defined() ? value : otherwise;
    }

    /** Observations behind the figure; 0 where it is not defined. */
    public long n() {
        return n;
    }

    /** Where it lies; {@link Interval#known} is false when nothing was drawn. */
    public Interval interval() {
        return interval;
    }

    /** Why there is no figure; empty when there is one. */
    public String because() {
        return because;
    }

    /** The same with an interval. */
    public Measure within(Interval other) {
        return defined() ? new Measure(value, n, other, "") : this;
    }

    /** The same, its interval cut to the values that the figure can take: moved replicates do not know them. */
    public Measure between(double least, double most) {
        return within(interval.between(least, most));
    }

    /** A function of the figure; undefined stays undefined. The interval is dropped. */
    public Measure map(DoubleUnaryOperator function) {
        return defined() ? of(function.applyAsDouble(value), n) : this;
    }

    @Override
    public String toString() {
        return defined() ? value + " (n = " + n + ")" : "not defined, because " + because;
    }
}
