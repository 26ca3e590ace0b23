/** One code a sample: what search, selection, comparison, cards and hypotheses work on. */
@Export
@Version("1.0.0")
package org.echelle.analysis.samples;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
