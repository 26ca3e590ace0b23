/**
 * ESM-2 as a subject ({@link org.echelle.protein.esm.Esm2SubjectKind}): weights as Hugging Face and as fair-esm publish them,
 * sizes from shapes and config files, rotary positions, the masked-language-model head.
 */
package org.echelle.protein.esm;
