package org.echelle.api;

/** Where a view puts the files that its pages refer to. Safe for use by several threads. */
public interface ViewAssets {
    /**
     * Stores a file beside the pages; equal contents are stored once.
     *
     * @param extension such as {@code png}
     * @param content the whole file
     * @return the relative address to use in {@code src} or {@code href}
     */
    String put(String extension, byte[] content);
}
