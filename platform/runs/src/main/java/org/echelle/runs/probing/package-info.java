/** What light classifiers read of concepts at each hook point and timestep. */
@Export
@Version("1.0.0")
package org.echelle.runs.probing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
