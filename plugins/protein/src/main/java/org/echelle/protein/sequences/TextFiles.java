package org.echelle.protein.sequences;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.echelle.protein.ProteinException;

/** Text files, plain or gzipped, which their first two bytes tell whatever they are called. */
public final class TextFiles {
    private TextFiles() {}

    /** What is done with an open file. */
    @FunctionalInterface
    public interface Reading<T, R> {
        R read(T file) throws IOException;
    }

    /**
     * Reads a file as bytes.
     *
     * @throws ProteinException when it does not exist or cannot be read to its end
     */
    public static <R> R bytes(Path path, Reading<InputStream, R> reading) {
        if (!Files.isRegularFile(path)) {
            throw new ProteinException("There is no file " + path + ".");
        }
        try (PushbackInputStream raw =
                new PushbackInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16), 2)) {
            byte[] head = raw.readNBytes(2);
            raw.unread(head);
            boolean zipped = head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
            return reading.read(zipped ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16)) : raw);
        } catch (IOException e) {
            throw new ProteinException("The file " + path + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Reads a file as UTF-8 text. */
    public static <R> R text(Path path, Reading<BufferedReader, R> reading) {
        return bytes(path, in -> reading.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))));
    }
}
