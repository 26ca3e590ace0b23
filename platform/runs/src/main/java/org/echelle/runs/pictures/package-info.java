/** Pictures as files: those that a subject makes out of noise, its way there, and those of a config's samples. */
@Export
@Version("1.1.0")
package org.echelle.runs.pictures;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
