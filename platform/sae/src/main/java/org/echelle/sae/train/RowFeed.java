package org.echelle.sae.train;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.echelle.api.Progress;
import org.echelle.sae.SaeException;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.echelle.store.RowSource;

/**
 * Full batches, pass after pass, read by a thread of its own while the one before is trained on. Rows that do not fill a batch at
 * the end of a pass are left to the next pass, which visits them in another order.
 */
final class RowFeed implements AutoCloseable {
    private static final int BLOCKS = 3;
    private final RowSource rows;
    private final ReadOrder order;
    private final BlockingQueue<Batch> full = new ArrayBlockingQueue<>(BLOCKS + 1);
    private final BlockingQueue<RowBlock> free = new ArrayBlockingQueue<>(BLOCKS);
    private final Thread thread;

    /**
     * One batch.
     *
     * @param block rows; given back by {@link #release}
     * @param epoch pass, from 0
     * @param firstRow place of its first row within the pass
     * @param failure what the reading thread died of; then the rest means nothing
     */
    record Batch(RowBlock block, int epoch, long firstRow, Throwable failure) {}

    RowFeed(RowSource rows, ReadOrder order, int batch, int epoch, long skipRows) {
        this.rows = rows;
        this.order = order;
        for (int i = 0; i < BLOCKS; i++) {
            free.add(RowBlock.allocate(batch, rows));
        }
        thread = new Thread(() -> read(epoch, skipRows), "echelle-row-feed");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(int firstEpoch, long skipRows) {
        try {
            long skip = skipRows;
            for (int epoch = firstEpoch; ; epoch++) {
                long at = skip;
                try (RowReader reader = rows.read(order.epoch(epoch), skip)) {
                    while (true) {
                        RowBlock block = free.take();
                        int got = reader.read(block);
                        if (got < block.capacity()) {
                            free.add(block);
                            if (at == 0) {
                                throw new SaeException("The rows end after " + got + " while a batch needs "
                                        + block.capacity() + "; give a smaller batch.");
                            }
                            break;
                        }
                        full.put(new Batch(block, epoch, at, null));
                        at += got;
                    }
                }
                skip = 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the feed was closed
        } catch (RuntimeException | Error e) {
            full.add(new Batch(null, 0, 0, e)); // room is kept for it: one place more than blocks
        }
    }

    /** The next batch; waits for it, looking at {@code progress} meanwhile. */
    Batch next(Progress progress) {
        try {
            while (true) {
                Batch batch = full.poll(200, TimeUnit.MILLISECONDS);
                if (batch != null && batch.failure() instanceof RuntimeException e) {
                    throw e;
                }
                if (batch != null && batch.failure() instanceof Error e) {
                    throw e;
                }
                if (batch != null) {
                    return batch;
                }
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SaeException("The training was interrupted while it waited for rows.", e);
        }
    }

    void release(Batch batch) {
        free.add(batch.block());
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
