package org.echelle.medical.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.medical.dicom.DicomReader;
import org.echelle.medical.nifti.NiftiReader;
import org.echelle.medical.privacy.Keys;

/** The readers that are there, in the order in which they are asked. */
public final class ImageReaders {
    private final List<ImageReader> readers;

    /** @param readers readers, asked in this order */
    public ImageReaders(List<ImageReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /**
     * NIfTI and DICOM.
     *
     * @param keys turns identities into keys
     * @return both readers
     */
    public static ImageReaders all(Keys keys) {
        return new ImageReaders(List.of(new NiftiReader(), new DicomReader(keys)));
    }

    /**
     * The reader for a file.
     *
     * @param file an existing file
     * @return the first reader that recognises it, or nothing
     * @throws ImagingException if the file cannot be opened
     */
    public Optional<ImageReader> readerFor(Path file) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(ImageReader.HEAD);
        } catch (IOException e) {
            throw new ImagingException(file + " cannot be opened: check that it is there and readable.", e);
        }
        String name = String.valueOf(file.getFileName());
        return readers.stream().filter(r -> r.recognises(head, name)).findFirst();
    }

    /**
     * Reads a file with the first reader that recognises it.
     *
     * @param file the file
     * @return what it holds
     * @throws ImagingException if no reader knows the file, or the one that does refuses it
     */
    public Volume read(Path file) {
        return readerFor(file)
                .orElseThrow(() -> new ImagingException(file.getFileName()
                        + " is neither DICOM nor NIfTI: give .dcm files (with or without that ending), .nii, .nii.gz, or .hdr with"
                        + " its .img beside it."))
                .read(file);
    }
}
