package org.echelle.medical.images;

/** What a frame's values mean for the eye; every other colour space is turned into {@link #RGB} when a file is read. */
public enum Photometric {
    /** One value a pixel, the lowest is shown white (DICOM PS3.3, C.7.6.3.1.2). */
    MONOCHROME1,
    /** One value a pixel, the lowest is shown black. */
    MONOCHROME2,
    /** Red, green and blue, interleaved. */
    RGB
}
