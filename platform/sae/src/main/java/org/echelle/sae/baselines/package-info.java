/**
 * Dictionaries that a sparse autoencoder has to beat: principal and independent components, non-negative factors, clusters, random
 * directions, the neurons themselves. Fitted from rows, opened and scored as every other dictionary.
 */
@Export
@Version("1.0.0")
package org.echelle.sae.baselines;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
