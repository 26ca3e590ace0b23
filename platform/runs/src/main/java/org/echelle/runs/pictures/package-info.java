/** Pictures that a subject makes out of noise, and its way there, as files. */
@Export
@Version("1.0.0")
package org.echelle.runs.pictures;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
