package org.echelle.testkit;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Java's collector at the worst moment: what direct buffers have given back is written over, so that a test notices who still reads it.
 *
 * <p>libtorch only borrows the memory of an array made of Java's numbers. Call {@link #now} between a forward pass and the backward one,
 * or keep a disturber open around a whole training, and compare with what comes without.
 */
public final class ReusedMemory implements AutoCloseable {
    private static final int[] SIZES = {4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};
    private static final int EACH = 100;
    private static final byte FILLING = 0x7f; // four of them are a float of 3.4e38
    private static final long LONGEST_WAIT = 1000;

    /** What was filled last, until it is filled again. */
    private static final AtomicReference<List<ByteBuffer>> TAKEN = new AtomicReference<>();

    private final Thread thread = new Thread(this::disturb, "reused-memory");
    private volatile boolean closed;

    private ReusedMemory() {}

    /** Does it again and again in a thread beside the test, until closed. */
    public static ReusedMemory always() {
        ReusedMemory memory = new ReusedMemory();
        memory.thread.setDaemon(true);
        memory.thread.start();
        return memory;
    }

    /** Lets the collector run, waits until it has freed what it found, and fills new buffers. */
    public static void now() {
        ReferenceQueue<Object> found = new ReferenceQueue<>();
        PhantomReference<Object> last = new PhantomReference<>(new Object(), found);
        System.gc();
        try {
            found.remove(LONGEST_WAIT);
            Thread.sleep(1); // buffers are freed by the same thread as the reference, a little before or after
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        last.clear();
        TAKEN.set(filled());
    }

    private static List<ByteBuffer> filled() {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (int size : SIZES) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(size);
                while (buffer.hasRemaining()) {
                    buffer.put(FILLING);
                }
                buffers.add(buffer);
            }
        }
        return buffers;
    }

    private void disturb() {
        while (!closed) {
            now();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
