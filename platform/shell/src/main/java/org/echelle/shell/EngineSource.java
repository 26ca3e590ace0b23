package org.echelle.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.echelle.install.download.Http;
import org.echelle.install.download.StatusException;

/**
 * A server or folder laid out as DJL's: {@code files.txt} lists paths such as {@code cu128/linux-x86_64/native/lib/libtorch.so.gz};
 * an optional {@code SHA256SUMS} tells checksums of these files.
 */
final class EngineSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String base;
    private final Path folder;
    private final Http http;

    private EngineSource(String base, Path folder, Http http) {
        this.base = base;
        this.folder = folder;
        this.http = http;
    }

    /** @param where an address that begins with http, or a folder */
    static EngineSource of(String where) {
        return of(where, PATIENCE);
    }

    /** @param patience how long a server may say nothing */
    static EngineSource of(String where, Duration patience) {
        if (where.startsWith("http:") || where.startsWith("https:")) {
            return new EngineSource(where.replaceFirst("/+$", ""), null, new Http(patience));
        }
        Path folder = Path.of(where);
        if (!Files.isDirectory(folder)) {
            throw new ShellException("There is no folder " + folder + " to install an engine from.");
        }
        return new EngineSource(where, folder, null);
    }

    String describe() {
        return base;
    }

    /** Paths of the files of one flavor. */
    List<String> files(String prefix) {
        List<String> files = text("files.txt")
                .lines()
                .map(String::strip)
                .filter(l -> l.startsWith(prefix) && l.endsWith(".gz"))
                .toList();
        if (files.isEmpty()) {
            throw new ShellException(
                    base + "/files.txt lists no file below " + prefix + "; the source has no such engine.");
        }
        return files;
    }

    /** Checksums by path; empty when the source tells none. */
    Map<String, String> checksums() {
        if (!exists("SHA256SUMS")) {
            return Map.of();
        }
        Map<String, String> sums = new HashMap<>();
        text("SHA256SUMS")
                .lines()
                .map(l -> l.split("\\s+\\*?", 2))
                .filter(p -> p.length == 2)
                .forEach(p -> sums.put(p[1].strip(), p[0]));
        return sums;
    }

    /** Bytes of a file, -1 when the source does not tell. */
    long size(String path) {
        try {
            return folder != null ? Files.size(folder.resolve(path)) : http.size(uri(path));
        } catch (IOException e) {
            throw unreachable(path, e);
        }
    }

    /**
     * Opens a file.
     *
     * @param from the byte to begin with
     * @param opened is told the byte that the stream really begins with: {@code from}, or 0 when the source cannot resume
     */
    InputStream open(String path, long from, LongConsumer opened) throws IOException {
        if (folder == null) {
            return http.open(uri(path), Map.of(), from, opened);
        }
        InputStream in = Files.newInputStream(folder.resolve(path));
        in.skipNBytes(from);
        opened.accept(from);
        return in;
    }

    private boolean exists(String path) {
        try {
            return folder != null ? Files.isRegularFile(folder.resolve(path)) : http.exists(uri(path));
        } catch (IOException e) {
            throw unreachable(path, e);
        }
    }

    private String text(String path) {
        try (InputStream in = open(path, 0, start -> {})) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreachable(path, e);
        }
    }

    private URI uri(String path) {
        return URI.create(base + "/" + path);
    }

    private ShellException unreachable(String path, IOException cause) {
        String why = cause instanceof StatusException ? cause.getMessage() : cause.toString();
        return new ShellException(
                base + "/" + path + " cannot be read (" + why
                        + "); check the network, or name a mirror or a folder with --from.",
                cause);
    }
}
