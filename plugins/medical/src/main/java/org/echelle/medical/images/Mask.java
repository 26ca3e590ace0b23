package org.echelle.medical.images;

/**
 * What is drawn on one slice.
 *
 * @param label what it shows
 * @param slice index of the slice in its own file
 * @param geometry size and place of that slice
 * @param source key of the image it was drawn on (see {@link org.echelle.medical.privacy.Keys}), empty if the file does not tell
 * @param weights {@code rows * columns} shares from 0 to 1; 0 or 1 for what is either in or out
 */
@SuppressWarnings("ArrayRecordComponent") // not changed after reading, never compared
public record Mask(String label, int slice, Geometry geometry, String source, float[] weights) {}
