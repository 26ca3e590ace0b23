/**
 * Figures along an axis on which a sample comes again and again, such as a sampler's timesteps: how well each step is reconstructed, and
 * when each feature lives.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.time;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
