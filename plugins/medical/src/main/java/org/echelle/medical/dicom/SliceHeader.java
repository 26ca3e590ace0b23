package org.echelle.medical.dicom;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.medical.images.Identity;

/**
 * What is needed of a file to put it in order among others; its identity is kept as keys only.
 *
 * @param file the file
 * @param identity of patient, study and series
 * @param image key of the SOP Instance UID, empty if it has none
 * @param plane where its first frame lies, if told
 * @param rows rows
 * @param columns columns
 * @param frames frames
 * @param number the instance number, 0 if none
 */
record SliceHeader(
        Path file,
        Identity identity,
        String image,
        Optional<Plane> plane,
        int rows,
        int columns,
        int frames,
        int number) {}
