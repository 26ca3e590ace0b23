/**
 * What the host and the bundles on it say to each other in types of their own: which plugins an installer wants, and why a bundle
 * does not resolve. The launcher's class path holds it, the system bundle exports it.
 */
@Version("1.0.0")
package org.echelle.host.spi;

import org.osgi.annotation.versioning.Version;
