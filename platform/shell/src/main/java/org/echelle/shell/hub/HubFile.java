package org.echelle.shell.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.echelle.shell.ShellException;

/**
 * A file of a model.
 *
 * @param path within the model, such as {@code unet/config.json}
 * @param size bytes
 * @param digest of its content: SHA-256 of a large file (64 digits), else git's blob id (40 digits)
 */
public record HubFile(String path, long size, String digest) {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{Cntrl}:*?\"<>|]+");

    /**
     * Checks what a server says.
     *
     * @throws ShellException when the path leads elsewhere, or size or digest are none
     */
    public HubFile {
        if (!List.of(path.split("/", -1)).stream()
                .allMatch(n -> NAME.matcher(n).matches() && !n.equals("..") && !n.equals("."))) {
            throw new ShellException("The hub lists the path \"" + path.replaceAll("\\p{Cntrl}", "?")
                    + "\", which is not one within a model; nothing was fetched.");
        }
        if (size < 0 || !DIGEST.matcher(digest).matches()) {
            throw new ShellException("The hub tells no size or no checksum of " + path + "; nothing was fetched.");
        }
    }

    /** Whether a file has this content. */
    boolean matches(Path file) throws IOException {
        if (Files.size(file) != size) {
            return false;
        }
        MessageDigest hash = hash(digest.length() == 64 ? "SHA-256" : "SHA-1");
        if (digest.length() == 40) {
            hash.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII)); // as git hashes a blob
        }
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(hash.digest()).equals(digest);
    }

    private static MessageDigest hash(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }
}
