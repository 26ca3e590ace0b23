/** Codes and activations of whole samples, put together from those of their rows. */
@Export
@Version("1.0.0")
package org.echelle.analysis.pooling;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
