package org.echelle.medical;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.echelle.medical.dicom.Contours;
import org.echelle.medical.dicom.IdentityScan;
import org.echelle.medical.dicom.Overlays;
import org.echelle.medical.dicom.Segmentation;
import org.echelle.medical.images.ImageReaders;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.privacy.Keys;

/**
 * What a fuzzer calls with each input: the readers may read it or refuse it with a sentence, and may do nothing else. The coverage-guided one
 * finds {@link #fuzzerTestOneInput} by its name and runs it in a Java of its own, see {@link CoverageGuidedFuzzTest}.
 */
public final class FuzzTarget {
    static final String FOLDER = "echelle.fuzz.folder";

    /** Compressed pixel data may become 4 Mi values anyway, seen here as whole numbers, as floats and as three colours. */
    private static final long MOST_BYTES = 256L << 20;

    private static final Keys KEYS = Keys.withSalt("test");
    private static final ImageReaders READERS = ImageReaders.all(KEYS);

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FuzzTarget() {}

    /** The fuzzer's entry; the first bytes decide which reader an input is for. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        holdToItsWord(Path.of(System.getProperty(FOLDER)).resolve("x"), input, true);
    }

    /**
     * Reads the input; whatever is neither a reading nor a refusal comes out as an exception.
     *
     * @param more whether to look for masks, overlays and identities too
     * @return whether there was an image in it
     */
    static boolean holdToItsWord(Path file, byte[] input, boolean more) throws IOException {
        Files.write(file, input);
        boolean read = attempted(() -> READERS.read(file));
        if (more) {
            attempted(() -> Segmentation.read(file, KEYS));
            attempted(() -> Contours.read(file, KEYS));
            attempted(() -> Overlays.read(file));
            attempted(() -> IdentityScan.of(file));
        }
        return read;
    }

    /** One reading; the bound holds for each by itself. */
    private static boolean attempted(Runnable reading) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read = refusedAtMost(reading);
        if (THREADS.getCurrentThreadAllocatedBytes() - before > MOST_BYTES) {
            // loading and instrumenting classes is counted too; the second time none are left to load
            before = THREADS.getCurrentThreadAllocatedBytes();
            refusedAtMost(reading);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (allocated > MOST_BYTES) {
                throw new IllegalStateException("One reading had " + allocated + " bytes allocated");
            }
        }
        return read;
    }

    private static boolean refusedAtMost(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (ImagingException e) {
            String message = e.getMessage();
            if (message == null || message.length() < 20 || message.indexOf('\n') >= 0 || !message.endsWith(".")) {
                throw new IllegalStateException("Refused without a sentence: " + message, e);
            }
            return false;
        }
    }
}
