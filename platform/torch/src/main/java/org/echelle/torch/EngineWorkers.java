package org.echelle.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Threads on each of which an operator of the engine runs alone, without the engine's own helpers: for work that goes back and forth
 * between operators and loops in Java. While one thread multiplies another one scans, nobody waits at the end of every operator, and
 * two threads of one core, which cannot multiply faster than one, do different things at the same time.
 */
public final class EngineWorkers implements AutoCloseable {
    private final int count;
    private final ThreadPoolExecutor threads;

    /**
     * Starts the threads; the caller's own number of threads an operator stays what it was.
     *
     * @param count at least 1; 1 works on the caller's thread
     */
    public EngineWorkers(int count) {
        if (count < 1) {
            throw new TorchException("Work needs at least one thread, not " + count + ".");
        }
        this.count = count;
        int usual = Torch.threads();
        CountDownLatch ready = new CountDownLatch(count);
        threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), loop -> {
            Thread thread = new Thread(
                    () -> {
                        alone();
                        ready.countDown();
                        loop.run();
                    },
                    "engine worker");
            thread.setDaemon(true);
            return thread;
        });
        if (count > 1) {
            threads.prestartAllCoreThreads();
            uninterrupted(ready::await);
            // The engine keeps a number for each thread, and the last one set for threads that are yet to come: give
            // those the usual one.
            Thread last = new Thread(() -> Torch.threads(usual), "engine threads as usual");
            last.start();
            uninterrupted(last::join);
        }
    }

    /** A thread that was never asked for its number takes the common one at its first operator, whatever was set before. */
    private static void alone() {
        if (Torch.threads() != 1) {
            Torch.threads(1);
        }
    }

    /** How many threads. */
    public int count() {
        return count;
    }

    /**
     * Does some work on every thread and waits for all of them.
     *
     * @param work told the number of its thread, from 0
     * @throws RuntimeException the first that the work threw, once all threads are done
     */
    public void each(IntConsumer work) {
        if (count == 1) {
            work.accept(0);
            return;
        }
        List<Future<?>> running = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            int me = t;
            running.add(threads.submit(() -> work.accept(me)));
        }
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> one : running) {
            uninterrupted(() -> {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            });
        }
        if (!failures.isEmpty()) {
            if (failures.get(0) instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failures.get(0);
        }
    }

    private interface Waiting {
        void go() throws InterruptedException;
    }

    /** Memory of the engine is in use until all threads are done: an interruption is kept for later. */
    private static void uninterrupted(Waiting waiting) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.go();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
