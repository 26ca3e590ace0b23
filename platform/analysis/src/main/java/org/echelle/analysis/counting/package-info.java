/**
 * Counts of every feature with every concept at every threshold, in one pass over the non-zeros.
 *
 * <p>{@link org.echelle.analysis.counting.ConceptCounts} counts, {@link org.echelle.analysis.counting.ThresholdGrid} says which
 * threshold an activation passes. Selection of {@link org.echelle.analysis.ConceptScorer} stands on them.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.counting;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
