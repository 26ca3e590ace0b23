/**
 * Names for features without a language model: {@link org.echelle.analysis.naming.FeatureCards} makes a card of each feature from
 * concepts; a {@link org.echelle.analysis.naming.Describer}, ours or a lab's own, makes a text of a card.
 */
@Export
@Version("1.0.0")
package org.echelle.analysis.naming;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
