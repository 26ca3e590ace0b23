/** Whether two sets of features, of two models, seeds or a known truth, are the same. */
@Export
@Version("1.0.0")
package org.echelle.analysis.similarity;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
