/**
 * Searches for codes: given the atoms of any dictionary, which of them explain a row best, with or without a trained encoder.
 */
@Export
@Version("1.0.0")
package org.echelle.sae.pursuit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
