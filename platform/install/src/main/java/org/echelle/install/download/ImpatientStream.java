package org.echelle.install.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives up on a stream that says nothing for a while. The body of a {@link java.net.http.HttpResponse} has no time limit of its own:
 * a server that stalls, or a network that went away without a word, would be waited for without end.
 */
final class ImpatientStream extends InputStream {
    private final InputStream in;
    private final Duration patience;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "echelle-download");
        thread.setDaemon(true);
        return thread;
    });

    ImpatientStream(InputStream in, Duration patience) {
        this.in = in;
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Future<Integer> read = reader.submit(() -> in.read(into, from, length));
        try {
            return read.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            read.cancel(true);
            throw new IOException("nothing came for " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            read.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        reader.shutdownNow();
        in.close();
    }
}
