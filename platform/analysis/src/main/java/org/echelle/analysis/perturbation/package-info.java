/** What becomes of probes' answers when features are taken away or exchanged. */
@Export
@Version("1.0.0")
package org.echelle.analysis.perturbation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
