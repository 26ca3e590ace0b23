/** Which features go along with a number that somebody has for each sample, found on one side and confirmed on the other. */
@Export
@Version("1.0.0")
package org.echelle.analysis.hypotheses;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
