/**
 * What a run's features are worth: every metric of {@code org.echelle.analysis} that activations, codes and labels of its folder allow,
 * in chapters for reading.
 *
 * <p>{@link org.echelle.runs.evaluation.Evaluated} is the result and its JSON; the chapters take
 * {@link org.echelle.runs.evaluation.Materials}, plain arrays of some drawn samples of both sides.
 */
@Export
@Version("1.0.0")
package org.echelle.runs.evaluation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
