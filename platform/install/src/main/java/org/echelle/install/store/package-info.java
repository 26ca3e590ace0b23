/** What this user wants: the lock file, the jars it names, the keys that are trusted, and what failed. */
@Export
@Version("1.0.0")
package org.echelle.install.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
