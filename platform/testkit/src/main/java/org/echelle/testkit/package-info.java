/** What a plugin's author, and our own modules, test with. */
@Export
@Version("1.0.0")
package org.echelle.testkit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
