/**
 * What {@code echelle bench} measures: steps beside their encoder product, sweeps beside single runs, architectures on worlds whose
 * truth is known; and the kernels as archives that any Python can time.
 */
@Export
@Version("1.0.0")
package org.echelle.sae.bench;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
