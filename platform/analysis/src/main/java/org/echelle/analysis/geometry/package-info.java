/** How features lie among each other: directions, co-occurrence, families. */
@Export
@Version("1.0.0")
package org.echelle.analysis.geometry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
