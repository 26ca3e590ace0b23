/** Tables as people and spreadsheets write them, for all who read one. */
@Export
@Version("1.0.0")
package org.echelle.tables;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
