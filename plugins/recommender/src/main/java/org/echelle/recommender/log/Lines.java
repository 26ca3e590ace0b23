package org.echelle.recommender.log;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.echelle.recommender.RecommenderException;

/** Text files line by line, plain or gzipped, which their first two bytes tell whatever they are called. */
public final class Lines {
    private Lines() {}

    /** Takes the lines that say something. */
    @FunctionalInterface
    public interface Taker {
        /** @param number of the line, from 1 */
        void line(String text, long number);
    }

    /**
     * Reads a file once, keeping none of it. Lines of white space are left out.
     *
     * @throws RecommenderException when it does not exist, or is no text of that encoding
     */
    public static void each(Path file, Charset charset, Taker taker) {
        if (!Files.isRegularFile(file)) {
            throw new RecommenderException("There is no file " + file + ".");
        }
        try (InputStream bytes = open(file);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(
                                bytes,
                                charset.newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        1 << 16)) {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
                if (!text.isBlank()) {
                    taker.line(text, number);
                }
            }
        } catch (CharacterCodingException e) {
            throw new RecommenderException(
                    "The file " + file + " is no text in " + charset.name() + "; save it again in that encoding.", e);
        } catch (IOException e) {
            throw new RecommenderException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** The first line that says something; empty for an empty file, or one that is no text. */
    static String first(Path file) {
        try (InputStream bytes = open(file);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.ISO_8859_1), 1 << 12)) {
            char[] head = new char[1 << 12];
            int n = Math.max(0, reader.read(head));
            return new String(head, 0, n).strip().lines().findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static InputStream open(Path file) throws IOException {
        PushbackInputStream raw =
                new PushbackInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), 2);
        byte[] head = raw.readNBytes(2);
        raw.unread(head);
        boolean zipped = head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
        return zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
    }
}
