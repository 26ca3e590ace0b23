package org.echelle.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Reads a page's events as a browser does. */
final class Reader implements AutoCloseable {
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedReader lines;

    Reader(URI page) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = CLIENT.send(
                HttpRequest.newBuilder(page.resolve("events")).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (!answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
            throw new AssertionError("no event stream: " + answer);
        }
        lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** The next news; missing when the stream is over. */
    JsonNode next() throws IOException {
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                return JSON.missingNode();
            }
            if (line.startsWith("data: ")) {
                return JSON.readTree(line.substring(6));
            }
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
