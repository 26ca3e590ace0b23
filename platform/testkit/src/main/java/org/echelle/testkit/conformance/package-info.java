/** What a plugin's author points at a domain to see whether it keeps the contract of {@code org.echelle.api}. */
@Export
@Version("1.0.0")
package org.echelle.testkit.conformance;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
