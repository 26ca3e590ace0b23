package org.echelle.medical.dicom;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Supplier;

/**
 * Keeps what a library prints while it works out of a person's terminal. JJ2000 writes a stack trace to standard output and error before it gives up on a
 * broken stream; the sentence that follows says the same. Only the calling thread's writing is kept back, one call at a time, and both streams
 * are put back afterwards.
 */
final class QuietLibrary {
    private QuietLibrary() {}

    static synchronized <T> T during(Supplier<T> work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        Thread caller = Thread.currentThread();
        System.setOut(others(out, caller));
        System.setErr(others(err, caller));
        try {
            return work.get();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static PrintStream others(PrintStream stream, Thread silent) {
        OutputStream filter = new OutputStream() {
            @Override
            public void write(int b) {
                if (Thread.currentThread() != silent) {
                    stream.write(b);
                }
            }

            @Override
            public void write(byte[] b, int from, int length) {
                if (Thread.currentThread() != silent) {
                    stream.write(b, from, length);
                }
            }

            @Override
            public void flush() {
                stream.flush();
            }
        };
        return new PrintStream(filter, true, Charset.defaultCharset());
    }
}
