/** Edits of rankings by feature: dose and response, exposure of a concept's items against all others, hits and gains before and after. */
@Export
@Version("1.0.0")
package org.echelle.runs.ranking;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
