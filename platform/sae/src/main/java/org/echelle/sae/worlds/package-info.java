/**
 * Worlds whose truth is known: rows made of known directions in superposition, and how much of that truth a dictionary found.
 */
@Export
@Version("1.0.0")
package org.echelle.sae.worlds;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
