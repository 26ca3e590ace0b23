/**
 * Where in proteins a feature is active: on which amino acids, in which part of the sequence, and whether its strongest residues are
 * nearer to each other in space than the sequence makes them. Plain numbers; {@code view} draws them.
 */
package org.echelle.protein.profile;
