package org.echelle.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** What a failure of the file system is called in a sentence. */
final class Disk {
    private Disk() {}

    /** @param verb {@code read} or {@code write} */
    static StoreException failure(String verb, Path file, IOException e) {
        return new StoreException("Cannot " + verb + " " + file + ": " + reason(e) + ".", e);
    }

    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied; give an output folder that you may write to";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        String text = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        if (text == null) {
            return e.getClass().getSimpleName();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota")) {
            return "the disk is full; free some space or give another folder";
        }
        if (lower.contains("read-only")) {
            return "the file system is read-only; give another folder";
        }
        return text;
    }

    static StoreException readOnly(Path file, ReadOnlyFileSystemException e) {
        return new StoreException("Cannot write " + file + ": the file system is read-only; give another folder.", e);
    }
}
