/** Whether the samples on which a feature is active have something in common. */
@Export
@Version("1.0.0")
package org.echelle.analysis.meaning;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
