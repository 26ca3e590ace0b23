/**
 * Which features of two dictionaries belong together: a {@link org.echelle.analysis.matching.Likeness} says how alike any two are,
 * {@link org.echelle.analysis.matching.FeaturePairing} pairs them one to one. Stability over seeds, comparison of runs and recovery of
 * planted features all pair here.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.matching;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
