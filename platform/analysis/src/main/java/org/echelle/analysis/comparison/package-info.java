/**
 * Two dictionaries, layers, models or data sets side by side: {@link org.echelle.analysis.comparison.UseShift} says how differently
 * features are used. Which of them belong together, {@link org.echelle.analysis.matching} says.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.comparison;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
