package org.echelle.install.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Reads from addresses. Redirections are followed here and not by the client, since it would hand headers such as a token on to
 * whoever a server points at: they go to the host that was asked, and to no other.
 */
public final class Http {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int REDIRECTIONS = 5;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final Duration patience;

    /** @param patience how long a server may say nothing */
    public Http(Duration patience) {
        this.patience = patience;
    }

    /**
     * Whether something is there.
     *
     * @throws IOException when the server cannot be reached
     */
    public boolean exists(URI address) throws IOException {
        try {
            version(address);
            return true;
        } catch (StatusException e) {
            return false;
        }
    }

    /**
     * Bytes at an address, -1 when the server does not tell.
     *
     * @throws StatusException when nothing is there
     */
    public long size(URI address) throws IOException {
        return version(address).size();
    }

    /**
     * The version of what is at an address.
     *
     * @throws StatusException when nothing is there
     */
    FileVersion version(URI address) throws IOException {
        HttpResponse<Void> head = head(address);
        int status = head.statusCode();
        if (status == 404 || status == 410) {
            throw new StatusException(status);
        }
        FileVersion told = FileVersion.of(head.headers());
        return status == 200 && told.size() != 0 ? told : versionByOneByte(address);
    }

    /**
     * The same, of a server that refuses HEAD or answers it as if the file were empty. Many know no such method, and an address may be
     * signed for GET alone; what counts is whether they send the file.
     */
    private FileVersion versionByOneByte(URI address) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder().GET().header("Range", "bytes=0-0");
        HttpResponse<InputStream> response = send(request, address, Map.of(), BodyHandlers.ofInputStream());
        response.body().close(); // a server that heeds no ranges would send all of it
        return switch (response.statusCode()) {
            case 200 -> FileVersion.of(response.headers());
            case 206, 416 -> new FileVersion(all(response), FileVersion.validator(response.headers()));
            default -> throw new StatusException(response.statusCode());
        };
    }

    /**
     * Opens what is at an address; reading gives up when the server stalls.
     *
     * @param headers for the host of the address alone
     * @param from the byte to begin with
     * @param opened is told the byte that the stream really begins with: {@code from}, or 0 when the server cannot resume
     * @throws StatusException when nothing is there
     */
    public InputStream open(URI address, Map<String, String> headers, long from, LongConsumer opened)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder().GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HttpResponse<InputStream> response = send(request, address, headers, BodyHandlers.ofInputStream());
        if (from > 0 && !goesOn(response, from, -1, "")) {
            response.body().close();
            return open(address, headers, 0, opened);
        }
        return body(response, from, opened);
    }

    /** Is told the version of a file that is sent from its beginning, before the first byte of it is read. */
    interface Begun {
        void of(FileVersion version) throws IOException;
    }

    /**
     * Opens one version of a file at a byte, or whatever lies there now at its beginning.
     *
     * @param version of what is here already
     * @param begun is told the version when the file is sent from its beginning
     */
    InputStream open(URI address, long from, FileVersion version, Begun begun, LongConsumer opened) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder().GET();
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
            if (version.known()) {
                request.header("If-Range", version.validator());
            }
        }
        HttpResponse<InputStream> response = send(request, address, Map.of(), BodyHandlers.ofInputStream());
        if (from > 0 && !goesOn(response, from, version.size(), version.validator())) {
            response.body().close();
            return open(address, 0, version, begun, opened);
        }
        if (response.statusCode() == 200) {
            try {
                begun.of(FileVersion.of(response.headers()));
            } catch (IOException e) {
                response.body().close();
                throw e;
            }
        }
        return body(response, from, opened);
    }

    /** Whether an answer to a question for the rest may be of the file whose beginning is here; servers differ in what they heed. */
    private static boolean goesOn(HttpResponse<?> response, long from, long size, String validator) {
        int status = response.statusCode();
        if (status != 206 && status != 416) {
            return true;
        }
        long all = all(response);
        if (all >= 0 && (status == 416 ? all != from : size >= 0 && all != size)) {
            return false;
        }
        String told = FileVersion.validator(response.headers());
        return status == 416 || validator.isEmpty() || told.isEmpty() || told.equals(validator);
    }

    /** Of how many bytes an answer is a part; -1 when it does not tell. */
    private static long all(HttpResponse<?> response) {
        return response.headers()
                .firstValue("content-range")
                .filter(r -> r.matches("bytes .*/\\d{1,18}"))
                .map(r -> Long.parseLong(r.substring(r.indexOf('/') + 1)))
                .orElse(-1L);
    }

    private InputStream body(HttpResponse<InputStream> response, long from, LongConsumer opened) throws IOException {
        int status = response.statusCode();
        if (status == 416 && from > 0) {
            response.body().close();
            opened.accept(from); // nothing is left to send: the checksum decides whether what is here is whole
            return InputStream.nullInputStream();
        }
        if (status != 200 && status != 206) {
            response.body().close();
            throw new StatusException(status);
        }
        opened.accept(status == 206 ? from : 0);
        return new ImpatientStream(response.body(), patience);
    }

    private HttpResponse<Void> head(URI address) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder().method("HEAD", BodyPublishers.noBody());
        return send(request, address, Map.of(), BodyHandlers.discarding());
    }

    private <T> HttpResponse<T> send(
            HttpRequest.Builder request, URI address, Map<String, String> headers, BodyHandler<T> body)
            throws IOException {
        URI at = address;
        for (int hop = 0; hop <= REDIRECTIONS; hop++) {
            HttpRequest.Builder asked = request.copy().uri(at).timeout(patience);
            if (Objects.equals(at.getHost(), address.getHost()) && at.getPort() == address.getPort()) {
                headers.forEach(asked::header);
            }
            HttpResponse<T> response = send(asked.build(), body);
            String next = redirection(response);
            if (next == null) {
                return response;
            }
            if (response.body() instanceof InputStream in) {
                in.close();
            }
            at = follow(at, next);
        }
        throw new IOException("more than " + REDIRECTIONS + " redirections");
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) throws IOException {
        try {
            return client.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static String redirection(HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 ->
                response.headers().firstValue("location").orElse(null);
            default -> null;
        };
    }

    private static URI follow(URI at, String location) throws IOException {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirection to \"" + location + "\", which is no address", e);
        }
        String scheme = String.valueOf(next.getScheme());
        if (!scheme.equals("https") && !(scheme.equals("http") && "http".equals(at.getScheme()))) {
            throw new IOException("a redirection to " + next + ", which is not encrypted");
        }
        return next;
    }
}
