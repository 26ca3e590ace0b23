package org.echelle.torch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What an {@link IOException} means, in words. */
final class Failures {
    private Failures() {}

    static String reason(IOException e) {
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        String lower = text == null ? "" : text.toLowerCase(Locale.ROOT);
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException || lower.contains("permission denied")) {
            return "access is not permitted";
        }
        if (lower.contains("no space left") || lower.contains("disk quota")) {
            return "the disk is full; free some space and try again";
        }
        if (lower.contains("read-only file system")) {
            return "the file system is read-only";
        }
        if (lower.contains("file name too long")) {
            return "the file name is too long";
        }
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
