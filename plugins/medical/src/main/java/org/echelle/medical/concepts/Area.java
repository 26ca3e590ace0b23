package org.echelle.medical.concepts;

import org.echelle.pictures.AreaMask;

/**
 * One annotated part of a film.
 *
 * @param concept index of the concept
 * @param mask where it is; its size is the frame that the annotation was made in, which may be another size of the same film
 */
record Area(int concept, AreaMask mask) {}
