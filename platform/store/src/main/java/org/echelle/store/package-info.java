/**
 * Activation rows on disk and in memory, in any order, and the sparse features of every row.
 *
 * <p>A {@link org.echelle.store.RowSource} is anything that gives activation rows with coordinates: an
 * {@link org.echelle.store.ActivationStore} folder, a {@link org.echelle.store.MatrixFile} of somebody else's, an array. A
 * {@link org.echelle.store.FeatureIndex} holds what a dictionary made of those rows, by row and by feature.
 */
@Export
@Version("1.0.0")
package org.echelle.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
