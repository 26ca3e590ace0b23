package org.echelle.install.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.echelle.api.Progress;

/**
 * One file on its way. What arrived stays where it is when a download is broken off, and the next try goes on from there. A connection
 * that breaks or stalls is taken up again, as long as each new one brings something.
 *
 * @param name as the user is told it
 * @param part where it arrives
 * @param size bytes, -1 when the source does not tell
 * @param source opens the file at a byte
 */
public record Download(String name, Path part, long size, Source source) {
    /** Connections in a row that may bring nothing before it gives up. */
    private static final int FRUITLESS = 3;

    /** Where the bytes come from. */
    public interface Source {
        /**
         * @param from the byte to begin with
         * @param opened is told the byte that the stream really begins with
         */
        InputStream open(long from, LongConsumer opened) throws IOException;

        /** Whether the next command can use what arrived, for what the user is told. */
        default boolean goesOnLater() throws IOException {
            return true;
        }
    }

    /**
     * Fetches what is missing.
     *
     * @param before what to add to this file's bytes when telling of progress
     * @throws DownloadException when it broke off and goes no further
     */
    public void run(long before, Progress progress) throws IOException {
        int fruitless = 0;
        while (true) {
            long have = here();
            if (size >= 0 && have >= size) {
                return;
            }
            IOException broken = connect(have, before, progress);
            long got = here();
            if (broken == null && (size < 0 || got >= size)) {
                return;
            }
            fruitless = got > have ? 0 : fruitless + 1;
            String why = broken == null ? "the connection was closed" : Reason.of(broken);
            if (fruitless == FRUITLESS) {
                throw new DownloadException(
                        "The download of " + name + " broke off after " + got + (size < 0 ? "" : " of " + size)
                                + " bytes (" + why + "); run the same command again"
                                + (source.goesOnLater() ? ", it goes on from there." : "."),
                        broken);
            }
            progress.note("The download of " + name + " broke off after " + got + " bytes (" + why
                    + "); going on from there.");
            progress.check();
        }
    }

    private long here() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** Reads from one connection into the file; returns what broke it, or null when it ended in order. */
    private IOException connect(long have, long before, Progress progress) throws IOException {
        long[] start = {0};
        InputStream opened;
        try {
            opened = source.open(have, s -> start[0] = s);
        } catch (StatusException e) {
            throw new DownloadException(
                    "The source does not give " + name + " (status " + e.status() + "); nothing was installed.", e);
        } catch (IOException e) {
            return e;
        }
        try (InputStream in = opened;
                OutputStream out = Files.newOutputStream(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        start[0] > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            byte[] buffer = new byte[1 << 16];
            long got = start[0];
            while (true) {
                int n;
                try {
                    n = in.read(buffer);
                } catch (IOException e) {
                    return e;
                }
                if (n <= 0) {
                    return null;
                }
                if (size >= 0 && got + n > size) {
                    throw new DownloadException("The source sends more of " + name + " than the " + size
                            + " bytes that it told; nothing was installed.");
                }
                out.write(buffer, 0, n);
                got += n;
                progress.advance(before + got, name);
                progress.check();
            }
        }
    }
}
