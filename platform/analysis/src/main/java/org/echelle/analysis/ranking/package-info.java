/** Rankings of items: places, hits, gains and exposure; which concept a feature of a recommender predicts, and how surely. */
@Export
@Version("1.0.0")
package org.echelle.analysis.ranking;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
