/**
 * What a classifier relies on, whatever it looks at: which features its classes differ in, what is left of its verdicts when only these stay
 * or only these go, whether they lie where annotations lie, and what would explain them better than the finding.
 */
@Export
@Version("1.0.0")
package org.echelle.runs.reliance;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
