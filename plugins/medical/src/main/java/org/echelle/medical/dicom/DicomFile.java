package org.echelle.medical.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.medical.images.ImageReader;
import org.echelle.medical.images.ImagingException;

/**
 * A file taken apart into elements; values are read when asked for.
 *
 * @param syntax how it is written
 * @param data everything behind the file meta information
 */
record DicomFile(TransferSyntax syntax, DataSet data) {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

    /** @return whether the file begins as DICOM does */
    static boolean isOne(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return DicomParser.looksLikeDicom(in.readNBytes(ImageReader.HEAD));
        } catch (IOException e) {
            throw new ImagingException("The file cannot be opened: check that it is there and readable.", e);
        }
    }

    /**
     * Takes a file apart.
     *
     * @param file the file
     * @return its elements
     * @throws ImagingException if it is no DICOM, broken, or of a syntax that nobody here knows
     */
    static DicomFile read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new ImagingException("The file has " + size + " bytes and at most " + MOST_BYTES
                        + " can be read: split its frames into several files.");
            }
            return DicomParser.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ImagingException("The file cannot be opened: check that it is there and readable.", e);
        }
    }
}
