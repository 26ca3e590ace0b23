/** Fetching files from servers that break, stall and lie: with patience that ends, resuming, and without following everyone anywhere. */
@Export
@Version("1.0.0")
package org.echelle.install.download;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
