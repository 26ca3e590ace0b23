/** Plugins' jars as files: read within limits, nothing unpacked, nothing run; and who signed them. */
@Export
@Version("1.0.0")
package org.echelle.install.jar;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
