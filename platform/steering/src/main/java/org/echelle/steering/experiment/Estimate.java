package org.echelle.steering.experiment;

import org.echelle.analysis.Interval;

/**
 * A mean over samples.
 *
 * @param mean NaN where there are no samples
 * @param interval by bootstrap over groups
 * @param n samples behind it
 */
public record Estimate(double mean, Interval interval, int n) {}
