package org.echelle.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A headless browser with one page open, which can be asked for the value of expressions (Chrome DevTools Protocol). */
final class Chromium implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private int asked;

    Chromium(Path folder, URI page) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder,
                        page.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
        socket = Reader.CLIENT
                .newWebSocketBuilder()
                .buildAsync(target(folder.resolve("DevToolsActivePort")), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                        text.append(part);
                        if (last) {
                            hear(text.toString());
                            text.setLength(0);
                        }
                        from.request(1);
                        return null;
                    }
                })
                .join();
        ask("Log.enable", Map.of());
        ask("Runtime.enable", Map.of());
    }

    private static URI target(Path portFile) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        for (int i = 0; i < 10 * PATIENCE_SECONDS; i++) {
            if (Files.exists(portFile) && Files.size(portFile) > 0) {
                String port = Files.readAllLines(portFile).get(0);
                HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build();
                for (JsonNode target : json.readTree(Reader.CLIENT
                        .send(list, HttpResponse.BodyHandlers.ofString())
                        .body())) {
                    if (target.path("type").asText().equals("page")) {
                        return URI.create(target.path("webSocketDebuggerUrl").asText());
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the browser did not start");
    }

    private void hear(String message) {
        try {
            JsonNode node = JSON.readTree(message);
            String method = node.path("method").asText();
            if (node.has("id")) {
                answers.add(node);
            } else if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded")) {
                synchronized (complaints) {
                    complaints.add(node.path("params").toString());
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode ask(String method, Map<String, Object> parameters) throws IOException, InterruptedException {
        int id = ++asked;
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        while (true) {
            JsonNode answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("the browser does not answer");
            }
            if (answer.path("id").asInt() == id) {
                return answer.path("result");
            }
        }
    }

    /** The value of an expression, as text. */
    String value(String expression) throws IOException, InterruptedException {
        return ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .path("result")
                .path("value")
                .asText();
    }

    /** Waits until an expression has a value, and returns the last one seen. */
    String await(String expression, String wanted) throws IOException, InterruptedException {
        String value = "";
        for (int i = 0; i < 10 * PATIENCE_SECONDS; i++) {
            value = value(expression);
            if (value.equals(wanted)) {
                return value;
            }
            Thread.sleep(100);
        }
        return value;
    }

    /** What scripts threw and what the browser logged. */
    List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    /** Ends the browser and waits for all its processes, which write to its folder. */
    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().join();
        }
    }
}
