package org.echelle.medical.images;

import java.nio.file.Path;

/** Reads files of one kind into {@link Volume}s. */
public interface ImageReader {
    /** How many bytes of a file's beginning {@link #recognises} is shown, where the file has them. */
    int HEAD = 352;

    /**
     * Whether a file looks like one of this reader's kind.
     *
     * @param head the first {@value #HEAD} bytes, or the whole file if it is shorter
     * @param fileName the file's name without folder
     * @return true if {@link #read} should be tried
     */
    boolean recognises(byte[] head, String fileName);

    /**
     * Reads a file whole.
     *
     * @param file the file
     * @return its frames and what is known of them
     * @throws ImagingException if the file is broken, holds no image, or needs something that is not here; the message is one sentence
     */
    Volume read(Path file);
}
