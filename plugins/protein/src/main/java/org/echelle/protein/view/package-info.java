/**
 * What a protein looks like on a page: its sequence with a feature's activations and what is known about it, its structure, and the
 * logo of a feature's strongest places. {@link org.echelle.protein.view.ProteinView} is the way in.
 */
package org.echelle.protein.view;
