package org.echelle.shell.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.echelle.torch.Checksums;

/** A hub on this machine: lists a model as the real one does, and points at another server for its large files. */
final class LoopbackHub implements AutoCloseable {
    static final String COMMIT = "c731040fcd8d73dceaa04b0a8e6329b345b0f5df";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server(this::answer);
    private final HttpServer store = server(this::send);
    private final Map<String, byte[]> files = new TreeMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Tokens that reached the hub, and that reached the store. */
    final List<String> tokens = new CopyOnWriteArrayList<>();

    final List<String> leaked = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    /** Bytes after which a connection to the store breaks. */
    volatile int breakAfter = Integer.MAX_VALUE;
    /** What is sent in place of a large file's bytes. */
    volatile byte[] instead;

    volatile String pathToAdd = "";
    /** What follows the listing in its answer. */
    volatile String behind = "";

    LoopbackHub with(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    String address() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    private HttpServer server(com.sun.net.httpserver.HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static boolean isLarge(byte[] content) {
        return content.length > 1000;
    }

    /** As {@code git hash-object} does. */
    static String blob(byte[] content) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(("blob " + content.length + "\0").getBytes(UTF_8));
            return HexFormat.of().formatHex(sha1.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String listing() {
        StringBuilder siblings = new StringBuilder();
        files.forEach((path, content) -> siblings.append(siblings.isEmpty() ? "" : ",")
                .append("{\"rfilename\":\"" + path + "\",\"size\":" + content.length + ",\"blobId\":\"" + blob(content)
                        + "\""
                        + (isLarge(content)
                                ? ",\"lfs\":{\"sha256\":\"" + Checksums.sha256(content) + "\",\"size\":"
                                        + content.length + ",\"pointerSize\":134}"
                                : "")
                        + "}"));
        if (!pathToAdd.isEmpty()) {
            siblings.append(",{\"rfilename\":\"" + pathToAdd + "\",\"size\":3,\"blobId\":\"" + "0".repeat(40) + "\"}");
        }
        return "{\"id\":\"lab/model\",\"sha\":\"" + COMMIT + "\",\"tags\":[\"esm\",\"license:mit\"],\"siblings\":["
                + siblings + "]}" + behind;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (token != null) {
            tokens.add(token);
        }
        String files = "/lab/model/resolve/" + COMMIT + "/";
        if (status != 200) {
            exchange.sendResponseHeaders(status, -1);
        } else if (path.equals("/api/models/lab/model/revision/main")) {
            write(exchange, 200, listing().getBytes(UTF_8));
        } else if (path.startsWith(files)) {
            byte[] content = this.files.get(path.substring(files.length()));
            if (content != null && isLarge(content)) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://127.0.0.1:" + store.getAddress().getPort() + "/"
                                        + path.substring(files.length()));
                exchange.sendResponseHeaders(302, -1);
            } else if (content != null) {
                write(exchange, 200, content);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    private void send(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add("store " + exchange.getRequestURI().getPath() + (range == null ? "" : " " + range));
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            leaked.add(exchange.getRequestHeaders().getFirst("Authorization"));
        }
        byte[] content = instead != null
                ? instead
                : files.get(exchange.getRequestURI().getPath().substring(1));
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        write(exchange, range == null ? 200 : 206, Arrays.copyOfRange(content, from, content.length));
        exchange.close();
    }

    private void write(HttpExchange exchange, int code, byte[] content) throws IOException {
        exchange.sendResponseHeaders(code, content.length);
        OutputStream body = exchange.getResponseBody();
        body.write(content, 0, isLarge(content) ? Math.min(content.length, breakAfter) : content.length);
        body.flush();
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
