/**
 * Runs: a config in, artefacts and provenance out.
 *
 * <p>A run goes through steps, each of which leaves its artefact in the run's folder and is skipped when that artefact is already
 * there: extract (activation rows with coordinates), train (a dictionary), index (features of every row), score (features against
 * concepts, beside baselines). This room knows domains through {@code org.echelle.api} only.
 */
@Export
@Version("1.0.0")
package org.echelle.runs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
