/** How far apart two sets of samples lie in the activations of a network: as distributions, and pair by pair. */
@Export
@Version("1.0.0")
package org.echelle.analysis.distance;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
