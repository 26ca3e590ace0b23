/** How far apart a feature's activations lie for samples with different concepts. */
@Export
@Version("1.0.0")
package org.echelle.analysis.separability;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
