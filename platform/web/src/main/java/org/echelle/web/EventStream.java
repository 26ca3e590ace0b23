package org.echelle.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One reader's server-sent events. A reader who is too slow is let go; its browser comes back and hears the state anew. */
final class EventStream {
    private static final int MOST_WAITING = 500;
    private static final long HEARTBEAT_SECONDS = 10;
    private static final String END = "";

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

    /**
     * Never waits: the training does not depend on who watches it.
     *
     * @return false when the reader is too slow
     */
    boolean tell(String line) {
        if (waiting.offer(line)) {
            return true;
        }
        end();
        return false;
    }

    /** No more will come. */
    void end() {
        while (!waiting.offer(END)) {
            waiting.poll();
        }
    }

    /**
     * Writes what comes, until it ends.
     *
     * @throws IOException when the reader has gone
     */
    void pump(OutputStream out) throws IOException, InterruptedException {
        out.write("retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        while (true) {
            String line = waiting.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            if (END.equals(line)) {
                return;
            }
            // A comment line: only a write tells that the reader has gone.
            out.write((line == null ? ":\n\n" : "data: " + line + "\n\n").getBytes(StandardCharsets.UTF_8));
            if (waiting.isEmpty()) {
                out.flush();
            }
        }
    }
}
