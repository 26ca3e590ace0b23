/** Lists of plugins with checksums, signed, as static files in a folder, in an archive or on a server. */
@Export
@Version("1.0.0")
package org.echelle.install.catalogue;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
