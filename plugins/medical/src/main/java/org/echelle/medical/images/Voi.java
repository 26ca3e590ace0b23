package org.echelle.medical.images;

/** Turns a value into a brightness. "VOI" is DICOM's word for values of interest. */
public sealed interface Voi permits Window, ShadeTable {
    /**
     * Brightness of a value, before MONOCHROME1 is inverted.
     *
     * @param value in the modality's unit
     * @return 0 (lowest) to 1 (highest)
     */
    double shade(double value);
}
