/**
 * What every reader of medical images gives, whatever the file: values in the modality's unit, size, place in space, acquisition tags,
 * and keys instead of identities.
 *
 * <p>A reader is an {@link org.echelle.medical.images.ImageReader}; {@link org.echelle.medical.images.ImageReaders} asks each whether a
 * file is its own, so that one can be swapped for another without a word elsewhere.
 */
package org.echelle.medical.images;
