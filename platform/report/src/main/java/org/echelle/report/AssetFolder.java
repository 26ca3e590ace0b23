package org.echelle.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.echelle.api.ViewAssets;

/** Files beside the pages, named by their content: the same picture is stored once however often it is shown. */
final class AssetFolder {
    private static final int NAME_BYTES = 12;

    private final Path folder;
    private final Set<String> stored = ConcurrentHashMap.newKeySet();

    AssetFolder(Path folder) {
        this.folder = folder;
    }

    /** The view's way to store files for pages that reach the report's folder by {@code root}. */
    ViewAssets from(String root) {
        return (extension, content) -> root + "assets/" + put(extension, content);
    }

    private String put(String extension, byte[] content) {
        if (!extension.matches("[A-Za-z0-9]{1,8}")) {
            throw new ReportException("A view asked to store a file with the extension \"" + extension
                    + "\"; an extension is one to eight letters or digits, such as png.");
        }
        String name = digest(content) + "." + extension;
        if (stored.add(name)) {
            try {
                Files.write(folder.resolve(name), content);
            } catch (IOException e) {
                throw new ReportException(
                        "A picture of the report cannot be written to " + folder + ": " + e.getMessage(), e);
            }
        }
        return name;
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
