package org.echelle.install.download;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * By what a server tells one version of a file from another. It is noted beside what arrived of the file, so that a later look knows
 * whether that is the beginning of what lies there now.
 *
 * @param size bytes, -1 when the server does not tell
 * @param validator a strong ETag, or a date of the last change that no second change can share; empty when the server has neither
 */
public record FileVersion(long size, String validator) {
    private static final FileVersion UNKNOWN = new FileVersion(-1, "");

    /** What the headers of an answer with the whole file tell. */
    static FileVersion of(HttpHeaders headers) {
        return new FileVersion(headers.firstValueAsLong("content-length").orElse(-1), validator(headers));
    }

    static String validator(HttpHeaders headers) {
        String tag = headers.firstValue("etag").orElse("").strip();
        if (tag.startsWith("\"")) {
            return tag;
        }
        String modified = headers.firstValue("last-modified").orElse("").strip();
        return isOld(modified, headers.firstValue("date").orElse("")) ? modified : "";
    }

    /** A date counts in whole seconds; within the second of a change another one would bear the same. */
    private static boolean isOld(String modified, String now) {
        try {
            return date(modified).isBefore(date(now));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Instant date(String text) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
    }

    /** Whether it can be told from others. */
    boolean known() {
        return !validator.isEmpty();
    }

    /** Whether both are surely the same bytes. */
    boolean same(FileVersion other) {
        return known() && validator.equals(other.validator) && (size < 0 || other.size < 0 || size == other.size);
    }

    /** Where the version of a file on its way is noted. */
    public static Path noteOf(Path part) {
        return part.resolveSibling(part.getFileName() + ".version");
    }

    /** What was noted beside a file; nothing known when there is no such note. */
    static FileVersion beside(Path part) throws IOException {
        try {
            List<String> lines = Files.readAllLines(noteOf(part));
            return lines.size() == 2 ? new FileVersion(Long.parseLong(lines.get(0)), lines.get(1)) : UNKNOWN;
        } catch (NoSuchFileException | CharacterCodingException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** Begins a file anew: what arrived of another version goes, and this one is noted. */
    void begin(Path part) throws IOException {
        Files.deleteIfExists(part);
        if (known()) {
            Files.writeString(noteOf(part), size + "\n" + validator + "\n");
        } else {
            Files.deleteIfExists(noteOf(part));
        }
    }
}
