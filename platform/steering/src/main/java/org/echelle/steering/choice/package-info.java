/**
 * Which features to edit: named {@linkplain org.echelle.steering.choice.Strategy strategies} over
 * {@linkplain org.echelle.steering.choice.Evidence evidence} from the selection side.
 */
@Export
@Version("1.0.0")
package org.echelle.steering.choice;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
