/**
 * Trainings: rows streamed through lanes, one a dictionary, with checkpoints, history and resume; one dictionary
 * ({@link org.echelle.sae.train.Training}) or many on one stream ({@link org.echelle.sae.train.Sweep}).
 */
@Export
@Version("1.0.0")
package org.echelle.sae.train;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
