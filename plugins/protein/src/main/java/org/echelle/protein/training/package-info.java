/**
 * Training of a small ESM-2 on masked residues ({@link org.echelle.protein.training.EsmTrainer}): any FASTA or UniProt file in, a
 * folder as the Hugging Face hub has it out.
 */
package org.echelle.protein.training;
