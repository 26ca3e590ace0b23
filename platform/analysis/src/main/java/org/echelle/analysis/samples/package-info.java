/**
 * One code a sample, by sample ({@link org.echelle.analysis.samples.PooledCodes}) or by feature ({@link
 * org.echelle.analysis.samples.SampleMatrix}), and how rows become one: what evaluation, search, selection,
 * comparison, cards and hypotheses work on.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.samples;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
