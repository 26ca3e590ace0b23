package org.echelle.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server or folder laid out as DJL's: {@code files.txt} lists paths such as {@code cu128/linux-x86_64/native/lib/libtorch.so.gz};
 * an optional {@code SHA256SUMS} tells checksums of these files.
 */
final class EngineSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String base;
    private final Path folder;
    private final HttpClient http;
    private final Duration patience;

    private EngineSource(String base, Path folder, HttpClient http, Duration patience) {
        this.base = base;
        this.folder = folder;
        this.http = http;
        this.patience = patience;
    }

    /** @param where an address that begins with http, or a folder */
    static EngineSource of(String where) {
        return of(where, PATIENCE);
    }

    /** @param patience how long a server may say nothing */
    static EngineSource of(String where, Duration patience) {
        if (where.startsWith("http:") || where.startsWith("https:")) {
            HttpClient http = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();
            return new EngineSource(where.replaceFirst("/+$", ""), null, http, patience);
        }
        Path folder = Path.of(where);
        if (!Files.isDirectory(folder)) {
            throw new ShellException("There is no folder " + folder + " to install an engine from.");
        }
        return new EngineSource(where, folder, null, patience);
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
        if (folder != null) {
            try {
                return Files.size(folder.resolve(path));
            } catch (IOException e) {
                throw unreachable(path, e.toString(), e);
            }
        }
        HttpResponse<Void> head = send(
                HttpRequest.newBuilder(uri(path)).method("HEAD", HttpRequest.BodyPublishers.noBody()),
                path,
                HttpResponse.BodyHandlers.discarding());
        if (head.statusCode() != 200) {
            throw unreachable(path, "status " + head.statusCode(), null);
        }
        return head.headers().firstValueAsLong("content-length").orElse(-1);
    }

    /**
     * Opens a file.
     *
     * @param from the byte to begin with
     * @param opened is told the byte that the stream really begins with: {@code from}, or 0 when the source cannot resume
     */
    InputStream open(String path, long from, java.util.function.LongConsumer opened) {
        if (folder != null) {
            try {
                InputStream in = Files.newInputStream(folder.resolve(path));
                in.skipNBytes(from);
                opened.accept(from);
                return in;
            } catch (IOException e) {
                throw unreachable(path, e.toString(), e);
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> response = send(request, path, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() == 416) {
            opened.accept(from); // nothing is left to send: the checksum decides whether what is here is whole
            return InputStream.nullInputStream();
        }
        if (response.statusCode() != 200 && response.statusCode() != 206) {
            throw unreachable(path, "status " + response.statusCode(), null);
        }
        opened.accept(response.statusCode() == 206 ? from : 0);
        return new ImpatientStream(response.body(), patience);
    }

    private boolean exists(String path) {
        if (folder != null) {
            return Files.isRegularFile(folder.resolve(path));
        }
        return send(
                                HttpRequest.newBuilder(uri(path)).method("HEAD", HttpRequest.BodyPublishers.noBody()),
                                path,
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    private String text(String path) {
        try (InputStream in = open(path, 0, start -> {})) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreachable(path, e.toString(), e);
        }
    }

    private URI uri(String path) {
        return URI.create(base + "/" + path);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, String path, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request.timeout(patience).build(), body);
        } catch (IOException e) {
            throw unreachable(path, e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(path, "interrupted", e);
        }
    }

    private ShellException unreachable(String path, String why, Throwable cause) {
        return new ShellException(
                base + "/" + path + " cannot be read (" + why
                        + "); check the network, or name a mirror or a folder with --from.",
                cause);
    }
}
