package org.echelle.torch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;

/**
 * Writes files whole or not at all.
 *
 * <p>The bytes go to a temporary file in the same folder, are forced to the disk, and take their name in one atomic move. After
 * a crash, a full disk or an exception the old file, or none, is there, and nothing else.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /**
     * Writes a file.
     *
     * @throws TorchException if the disk is full, the folder is missing or may not be written
     */
    public static void write(Path file, byte[] bytes) {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes a file through a buffered stream, which need not be closed by the content.
     *
     * @throws TorchException if the disk is full, the folder is missing or may not be written
     */
    public static void write(Path file, IOConsumer<OutputStream> content) {
        try (PendingFile pending = PendingFile.open(file)) {
            try {
                OutputStream out = new Unclosed(Channels.newOutputStream(pending.channel()));
                content.accept(out);
                out.flush();
            } catch (IOException e) {
                throw pending.failure(e);
            }
            pending.commit();
        }
    }

    /** Buffers, and stays open when the content closes it: the channel still has to be forced. */
    private static final class Unclosed extends BufferedOutputStream {
        Unclosed(OutputStream out) {
            super(out, 1 << 16);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
