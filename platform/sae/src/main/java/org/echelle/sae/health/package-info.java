/**
 * How a training is doing, from the points of its history, and what to change when something is off. Plain numbers in, sentences out: it
 * knows no dictionary and no tensor.
 */
@Export
@Version("1.0.0")
package org.echelle.sae.health;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
