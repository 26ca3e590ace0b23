/** What few features tell of a concept, by probes that are fitted on one side and measured on the other. */
@Export
@Version("1.0.0")
package org.echelle.analysis.probing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
