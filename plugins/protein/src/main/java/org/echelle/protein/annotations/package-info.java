/**
 * What is known about proteins and their residues: UniProt's features, keywords, enzyme classes and GO terms, secondary structure and
 * exposure from structures, motifs. Residues are told by their place in the whole protein, so that windows shift nothing.
 */
package org.echelle.protein.annotations;
