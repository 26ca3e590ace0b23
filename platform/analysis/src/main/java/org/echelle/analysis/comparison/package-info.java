/**
 * Two dictionaries, layers, models or data sets side by side: {@link org.echelle.analysis.comparison.FeaturePairing} says which
 * features belong together, {@link org.echelle.analysis.comparison.UseShift} how differently they are used.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.comparison;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
