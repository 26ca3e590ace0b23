package org.echelle.install;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Serves one file at every path, and tells of its version what it is told to tell. */
public final class OneFileServer implements AutoCloseable {
    private final HttpServer server;
    /** Method, range and condition of each question. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** What lies there now. */
    public volatile byte[] content;
    /** A header of every answer, {@code Name: value}; empty for none. */
    public volatile String version = "";
    /** Whether If-Range is heeded. */
    public volatile boolean heedsConditions = true;
    /** Whether a partial answer says of how many bytes it is a part. */
    public volatile boolean tellsRanges = true;
    /** Whether HEAD tells the size. */
    public volatile boolean tellsSize = true;
    /** The status of each answer to HEAD. */
    public volatile int headStatus = 200;
    /** The status of each answer to GET, where it is a refusal. */
    public volatile int getStatus = 200;
    /** Whether HEAD says that the file is empty. */
    public volatile boolean headTellsNothing;
    /** Whether it sends a part of the file where one is asked for. */
    public volatile boolean knowsRanges = true;
    /** After so many bytes each answer to GET breaks; -1: never. */
    public volatile int breakAfter = -1;

    public OneFileServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Address of a path. */
    public String at(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        asked.add(exchange.getRequestMethod()
                + (range == null ? "" : " " + range)
                + (condition == null ? "" : " if " + condition));
        if (!version.isEmpty()) {
            exchange.getResponseHeaders().set(version.replaceFirst(": .*", ""), version.replaceFirst("^[^:]*: ", ""));
        }
        if (exchange.getRequestMethod().equals("HEAD") && headStatus != 200) {
            exchange.getResponseHeaders().remove(version.replaceFirst(": .*", ""));
            exchange.sendResponseHeaders(headStatus, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            if (tellsSize) {
                exchange.getResponseHeaders()
                        .set("Content-Length", Integer.toString(headTellsNothing ? 0 : content.length));
            }
            exchange.sendResponseHeaders(200, -1);
        } else if (getStatus != 200) {
            exchange.sendResponseHeaders(getStatus, -1);
        } else {
            send(exchange, range, condition);
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, String range, String condition) throws IOException {
        boolean part = range != null
                && knowsRanges
                && (condition == null || !heedsConditions || version.endsWith(": " + condition));
        int from = part ? Integer.parseInt(range.replaceAll("\\D+(\\d+)-.*", "$1")) : 0;
        int end = part && range.endsWith("-0") ? Math.min(1, content.length) : content.length;
        boolean nothing = part && from >= content.length;
        if (part && tellsRanges) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + (nothing ? "*" : from + "-" + (end - 1)) + "/" + content.length);
        }
        if (nothing) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        int rest = end - from;
        exchange.sendResponseHeaders(part ? 206 : 200, rest);
        exchange.getResponseBody().write(content, from, breakAfter < 0 ? rest : Math.min(rest, breakAfter));
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
