package org.echelle.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.echelle.runs.TrainingStart;
import org.echelle.runs.TrainingWatch;

/**
 * A page that shows trainings while they go on, for this machine only.
 *
 * <p>It listens on 127.0.0.1 and answers only those who ask for that name, so that a page from elsewhere that has its own name
 * point here gets nothing. It can only be read.
 */
public final class LivePage implements TrainingWatch, AutoCloseable {
    private static final int MOST_READERS = 32;
    private static final Pattern HERE = Pattern.compile("(127\\.0\\.0\\.1|localhost)(:\\d+)?");

    private final HttpServer server;
    private final ExecutorService threads;
    private final Board board = new Board();
    private final PageText page = PageText.read();
    private final Semaphore readers = new Semaphore(MOST_READERS);

    private LivePage(HttpServer server) {
        this.server = server;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "echelle-live-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to serve.
     *
     * @param port 0 for any free one
     * @throws WebException when the port is taken
     */
    public static LivePage open(int port) {
        try {
            InetAddress here = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
            LivePage page = new LivePage(HttpServer.create(new InetSocketAddress(here, port), 0));
            page.server.createContext("/", page::answer);
            page.server.setExecutor(page.threads);
            page.server.start();
            return page;
        } catch (BindException e) {
            throw new WebException(
                    "The live page cannot be served on port " + port + ": " + e.getMessage()
                            + ". Give another one with --live-port, or leave that out for any free one.",
                    e);
        } catch (IOException e) {
            throw new WebException("The live page cannot be served: " + e.getMessage() + ".", e);
        }
    }

    /** Where the page is. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public Watched begins(TrainingStart start) {
        return board.begins(start);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            String method = exchange.getRequestMethod();
            if (host == null || !HERE.matcher(host).matches()) {
                text(exchange, 421, "text/plain", "This page is for this machine only: ask for " + address() + "\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                text(exchange, 405, "text/plain", "This page can only be read.\n");
            } else {
                serve(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange) throws IOException, InterruptedException {
        switch (exchange.getRequestURI().getPath()) {
            case "/" -> {
                exchange.getResponseHeaders().set("Content-Security-Policy", page.policy());
                text(exchange, 200, "text/html", page.with(board.state()));
            }
            case "/state.json" -> text(exchange, 200, "application/json", board.state());
            case "/events" -> events(exchange);
            default -> text(exchange, 404, "text/plain", "There is nothing here; the page is at " + address() + "\n");
        }
    }

    private static void text(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        head(exchange, type);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }

    private static void head(HttpExchange exchange, String type) {
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    }

    private void events(HttpExchange exchange) throws IOException, InterruptedException {
        if (!readers.tryAcquire()) {
            text(exchange, 503, "text/plain", "More than " + MOST_READERS + " pages are open.\n");
            return;
        }
        EventStream stream = new EventStream();
        try {
            head(exchange, "text/event-stream");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            board.add(stream);
            stream.pump(out);
            out.close();
        } finally {
            board.remove(stream);
            readers.release();
        }
    }

    /** Tells open pages that the process ends, and stops serving. */
    @Override
    public void close() {
        board.bye();
        try {
            // The goodbyes are on their way: at most a second for the slowest.
            if (readers.tryAcquire(MOST_READERS, 1, TimeUnit.SECONDS)) {
                readers.release(MOST_READERS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
