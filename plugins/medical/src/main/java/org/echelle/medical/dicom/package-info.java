/**
 * DICOM files, read strictly: data sets in all five plain encodings, pixel data plain or compressed, segmentations and contours, and
 * folders of files put in order. {@code DICOM.md} in the module tells which libraries were compared and what is read by whom.
 */
package org.echelle.medical.dicom;
