/**
 * Metrics, features to concepts, and their statistics, on plain arrays.
 *
 * <p>{@link org.echelle.analysis.ConceptScorer} streams sparse codes and labels once and ends in
 * {@link org.echelle.analysis.ConceptScores}; {@link org.echelle.analysis.ScoreComparison} and
 * {@link org.echelle.analysis.FactorRecovery} set several of them side by side. Everything is deterministic: the same samples,
 * options and seed give the same numbers in whatever order the samples come.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
