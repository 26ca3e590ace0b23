/** What an installation would do, and doing it: offers, the framework's resolver, plans, and their execution. */
@Export
@Version("1.0.0")
package org.echelle.install.plan;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
