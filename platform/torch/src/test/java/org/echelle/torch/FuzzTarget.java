package org.echelle.torch;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * What a fuzzer calls with each input: the reader may read it or refuse it with a sentence, and may do nothing else.
 *
 * <p>The coverage-guided fuzzer finds {@link #fuzzerTestOneInput} by its name and runs it in a Java of its own, see {@link
 * CoverageGuidedFuzzTest}; the format comes in the property {@value #FORMAT};
 * without it inputs of all formats come.
 */
public final class FuzzTarget {
    static final String FORMAT = "echelle.fuzz.format";
    static final String FOLDER = "echelle.fuzz.folder";

    /** What one input may allocate in all; the readers' own bound on repeated numbers is 16 MiB, seen here as floats. */
    private static final long MOST_BYTES = 256L << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FuzzTarget() {}

    /** The fuzzer's entry. */
    public static void fuzzerTestOneInput(byte[] input) {
        String format = System.getProperty(FORMAT);
        // under a name that says nothing, the first bytes decide which reader it is for
        String name =
                format == null ? "x.pkl" : SoundFiles.Format.valueOf(format).fileName();
        holdToItsWord(Path.of(System.getProperty(FOLDER)).resolve(name), input);
    }

    /** Reads the input; whatever is neither a reading nor a refusal comes out as an exception. */
    static void holdToItsWord(Path file, byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Reading.all(file, input);
        } catch (TorchException e) {
            String message = e.getMessage();
            if (message == null || message.length() < 20 || message.indexOf('\n') >= 0 || !message.endsWith(".")) {
                throw new IllegalStateException("Refused without a sentence: " + message, e);
            }
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > MOST_BYTES) {
            throw new IllegalStateException(
                    "An input of " + input.length + " bytes had " + allocated + " bytes allocated");
        }
    }
}
