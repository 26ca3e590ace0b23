/**
 * Alignments of homologous proteins: read from aligned FASTA, A2M, A3M and Stockholm files, scored column by column for conservation, and
 * found on proteins by sequence.
 */
package org.echelle.protein.alignment;
