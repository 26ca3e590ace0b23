/**
 * The feature brush (sdxl-unbox, arXiv 2410.22366): features painted onto pictures while they are made, wherever and whenever a person
 * says, and what that changes inside and outside of the painted region.
 */
@Export
@Version("1.0.0")
package org.echelle.runs.brush;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
