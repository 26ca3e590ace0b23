/** Finding samples by their features: neighbours of an edited query, and subsets that cover or match. */
@Export
@Version("1.0.0")
package org.echelle.analysis.retrieval;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
