/**
 * Where proteins come from: FASTA, UniProt in its four formats, chains of structures; windows of long ones, and the clusters that keep
 * relatives on one side of a split. BioJava aligns and reads structures; its sequence readers lose what is needed here, as
 * {@link org.echelle.protein.sequences.FastaReader} and {@link org.echelle.protein.sequences.UniProtFlat} say.
 */
package org.echelle.protein.sequences;
