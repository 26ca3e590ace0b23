/**
 * What a classifier relies on: how well scores tell classes when samples are drawn again, within strata of something else, and whether maps
 * lie where annotations lie.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.reliance;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
