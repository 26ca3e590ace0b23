package org.echelle.steering.experiment;

import org.echelle.analysis.Interval;

/**
 * A mean over samples that exists: an experiment in which no sample has the target, or every one, is refused, so that there is no need
 * for the reasons of a {@link org.echelle.analysis.Measure}.
 *
 * @param mean over n samples
 * @param interval by bootstrap over groups
 * @param n samples behind it
 */
public record Estimate(double mean, Interval interval, int n) {}
