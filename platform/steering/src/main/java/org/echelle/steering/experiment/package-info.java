/**
 * Experiments with edits: a {@linkplain org.echelle.steering.experiment.Plan plan} of strengths and controls, the
 * {@linkplain org.echelle.steering.experiment.Passes passes} over samples, and the
 * {@linkplain org.echelle.steering.experiment.Findings findings} with intervals by bootstrap over groups.
 */
@Export
@Version("1.0.0")
package org.echelle.steering.experiment;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
