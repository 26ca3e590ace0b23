/** What a reconstruction keeps and loses, beyond the figures of {@link org.echelle.analysis.Reconstruction}. */
@Export
@Version("1.0.0")
package org.echelle.analysis.reconstruction;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
