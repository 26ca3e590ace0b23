package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads and prepares the next batches on a thread of its own while the subject runs, so that neither side waits as long as both
 * are about as fast; at most {@value #AHEAD} batches wait in memory.
 */
final class Prefetch implements AutoCloseable {
    private static final int AHEAD = 2;

    private sealed interface Item {
        record Ready(Batch batch) implements Item {}

        record Failed(Throwable cause) implements Item {}

        record End() implements Item {}
    }

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Starts reading.
     *
     * @param order indices of the samples, in the order in which they are wanted
     * @param batchSize samples in a batch
     */
    Prefetch(Batches batches, int[] order, int batchSize, NDManager parent) {
        thread = new Thread(() -> fill(batches, order, batchSize, parent), "echelle-prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next batch, or null after the last one; the caller closes it. */
    Batch next() {
        try {
            Item item = queue.take();
            if (item instanceof Item.Ready ready) {
                return ready.batch();
            }
            if (item instanceof Item.Failed failed) {
                if (failed.cause() instanceof RuntimeException e) {
                    throw e;
                }
                if (failed.cause() instanceof Error e) {
                    throw e;
                }
                throw new IllegalStateException(failed.cause());
            }
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("Reading samples was interrupted.", e);
        }
    }

    private void fill(Batches batches, int[] order, int batchSize, NDManager parent) {
        try {
            for (int from = 0; from < order.length && !stopped; from += batchSize) {
                int[] samples = java.util.Arrays.copyOfRange(order, from, Math.min(order.length, from + batchSize));
                Optional<Batch> batch = batches.load(samples, parent);
                if (batch.isPresent() && !put(new Item.Ready(batch.get()))) {
                    batch.get().close();
                }
            }
            put(new Item.End());
        } catch (RuntimeException | Error e) {
            put(new Item.Failed(e)); // rethrown by next() on the thread that runs the subject
        }
    }

    private boolean put(Item item) {
        try {
            while (!stopped) {
                if (queue.offer(item, 100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(); // what it still uses must not be freed, however long its last sample takes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            if (item instanceof Item.Ready ready) {
                ready.batch().close();
            }
        }
    }
}
