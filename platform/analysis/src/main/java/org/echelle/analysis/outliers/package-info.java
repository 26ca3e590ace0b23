/** Which samples are unlike those that a dictionary was made from, told from its features. */
@Export
@Version("1.0.0")
package org.echelle.analysis.outliers;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
