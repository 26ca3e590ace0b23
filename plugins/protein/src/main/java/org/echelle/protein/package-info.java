/**
 * The protein plugin: protein language models on sequences, for Echelle. {@link org.echelle.protein.ProteinDomain} is the way in;
 * nothing is exported to other bundles.
 */
package org.echelle.protein;
