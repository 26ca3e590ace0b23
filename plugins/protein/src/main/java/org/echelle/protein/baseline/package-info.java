/** Measures of residues that need no network. */
package org.echelle.protein.baseline;
