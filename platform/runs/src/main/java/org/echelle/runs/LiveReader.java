package org.echelle.runs;

import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.echelle.api.CancelledException;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;

/** One pass of {@link LiveRows}: the subject runs on a thread of its own and the reader takes what it gave. */
final class LiveReader implements RowReader {
    /** Rows of one forward pass; null values mark the end or a failure. */
    private record Chunk(float[] values, int rows, int[][] coordinates, Throwable failure) {}

    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(4);
    private final Thread producer;
    private final int width;
    private final int axes;
    private final ReadOrder order;
    private final SplittableRandom random;
    private volatile boolean closed;

    /** The shuffle buffer; for sequential reading the chunk at hand. */
    private float[] buffer = new float[0];

    private int[][] where;
    private int[] visit = new int[0];
    private int held;
    private int at;
    private Chunk left;
    private boolean ended;
    private long toSkip;

    LiveReader(
            Extraction extraction,
            Batches batches,
            int[] samples,
            ReadOrder order,
            long skipRows,
            HookPoint hook,
            NDManager manager) {
        this.width = hook.width();
        this.axes = 1 + hook.axes().size();
        this.order = order;
        this.random = new SplittableRandom(order.seed() ^ 0x5DEECE66DL);
        this.where = new int[axes][0];
        this.toSkip = skipRows;
        producer = new Thread(() -> produce(extraction, batches, samples, manager), "echelle-live-rows");
        producer.setDaemon(true);
        producer.start();
    }

    private void produce(Extraction extraction, Batches batches, int[] samples, NDManager manager) {
        try {
            extraction.run(batches, samples, this::put, manager, new StopWhenClosed());
            offer(new Chunk(null, 0, null, null));
        } catch (CancelledException e) {
            ended = true; // the reader was closed: nobody waits for more
        } catch (RuntimeException | Error e) {
            offer(new Chunk(null, 0, null, e)); // rethrown by read, or the training would wait for rows for ever
        }
    }

    private void put(int hook, FloatBuffer values, int rows, int[][] coordinates) {
        float[] copy = new float[rows * width];
        values.duplicate().get(copy);
        int[][] places = new int[axes][];
        for (int axis = 0; axis < axes; axis++) {
            places[axis] = coordinates[axis].clone();
        }
        offer(new Chunk(copy, rows, places, null));
    }

    private void offer(Chunk chunk) {
        try {
            while (!closed && !queue.offer(chunk, 100, TimeUnit.MILLISECONDS)) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read(RowBlock into) {
        while (toSkip > 0) {
            if (at == held && !fill()) {
                return 0;
            }
            int step = (int) Math.min(toSkip, held - at);
            at += step;
            toSkip -= step;
        }
        into.rows(into.capacity());
        FloatBuffer values = into.values();
        int rows = 0;
        while (rows < into.capacity() && (at < held || fill())) {
            int row = visit[at++];
            values.put(rows * width, buffer, row * width, width);
            for (int axis = 0; axis < axes; axis++) {
                into.coordinates()[axis][rows] = where[axis][row];
            }
            rows++;
        }
        into.rows(rows);
        return rows;
    }

    /** Takes chunks until the buffer is full, then draws the order in which its rows are given out. */
    private boolean fill() {
        int capacity = order.shuffled() ? order.bufferRows() : 1;
        held = 0;
        at = 0;
        while (held < capacity) {
            Chunk chunk = left != null ? left : take();
            left = null;
            if (chunk == null) {
                break;
            }
            if (held > 0 && held + chunk.rows() > capacity) {
                left = chunk;
                break;
            }
            hold(chunk);
        }
        if (held == 0) {
            return false;
        }
        if (visit.length < held) {
            visit = new int[held];
        }
        for (int i = 0; i < held; i++) {
            visit[i] = i;
        }
        for (int i = held - 1; order.shuffled() && i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = visit[i];
            visit[i] = visit[j];
            visit[j] = swap;
        }
        return true;
    }

    private void hold(Chunk chunk) {
        int need = held + chunk.rows();
        if (buffer.length < need * width) {
            int size = order.shuffled() ? Math.max(need, order.bufferRows()) : need;
            buffer = java.util.Arrays.copyOf(buffer, size * width);
            for (int axis = 0; axis < axes; axis++) {
                where[axis] = java.util.Arrays.copyOf(where[axis], size);
            }
        }
        System.arraycopy(chunk.values(), 0, buffer, held * width, chunk.rows() * width);
        for (int axis = 0; axis < axes; axis++) {
            System.arraycopy(chunk.coordinates()[axis], 0, where[axis], held, chunk.rows());
        }
        held = need;
    }

    private Chunk take() {
        if (ended) {
            return null;
        }
        try {
            Chunk chunk = queue.take();
            if (chunk.failure() instanceof RuntimeException e) {
                throw e;
            }
            if (chunk.failure() instanceof Error e) {
                throw e;
            }
            if (chunk.values() == null) {
                ended = true;
                return null;
            }
            return chunk;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("Reading activations was interrupted.", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.clear();
        try {
            producer.join(); // what it still uses must not be freed, however long its last pass takes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the producer's extraction once the reader is closed. */
    private final class StopWhenClosed implements Progress {
        @Override
        public void begin(String stage, long total, String unit) {}

        @Override
        public void advance(long done, String detail) {}

        @Override
        public void note(String sentence) {}

        @Override
        public void check() {
            if (closed) {
                throw new CancelledException("the reader was closed");
            }
        }
    }
}
