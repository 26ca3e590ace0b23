/**
 * How well a number of samples is predicted from few labels: ridge regression on vectors of samples, by repeated held-out splits, and
 * what it says of samples without a label.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.prediction;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
