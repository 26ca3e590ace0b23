package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page of the real program: the framework lends the JDK's HTTP server to bundles, and an interrupt says goodbye. */
class LiveTrainingIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void aTrainingIsWatchedFromItsBeginningToItsInterrupt() throws Exception {
        writeRows(folder.resolve("rows.npy"), 2048, 8);
        ProcessBuilder builder = new ProcessBuilder(
                        Distribution.HOME.resolve("bin/echelle").toString(),
                        "train",
                        "rows.npy",
                        "--live",
                        "--out",
                        "out",
                        "--set",
                        "features=32",
                        "--set",
                        "k=4",
                        "--set",
                        "batch=64",
                        "--set",
                        "steps=10000000")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("ECHELLE_STATE", folder.resolve("state").toString());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            URI page = address(said);
            HttpClient client = HttpClient.newHttpClient();
            String html = client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(html).startsWith("<!DOCTYPE html>");

            List<String> kinds = new ArrayList<>();
            HttpResponse<InputStream> events = client.send(
                    HttpRequest.newBuilder(page.resolve("events")).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader news =
                    new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
                JsonNode last = null;
                for (String line = news.readLine(); line != null; line = news.readLine()) {
                    if (!line.startsWith("data: ")) {
                        continue;
                    }
                    JsonNode one = JSON.readTree(line.substring(6));
                    String kind = one.path("kind").asText();
                    if (kind.equals("point") && !kinds.contains("point")) {
                        assertThat(one.path("point").get(4).asDouble()).isBetween(0.0, 4.0);
                        process.destroy();
                    }
                    if (kinds.isEmpty() || !kinds.get(kinds.size() - 1).equals(kind)) {
                        kinds.add(kind);
                    }
                    last = kind.equals("end") ? one : last;
                }
                assertThat(kinds).startsWith("state").endsWith("point", "end", "bye");
                assertThat(last.path("state").asText()).isEqualTo("stopped");
                assertThat(last.path("message").asText()).contains("--resume");
            }
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static URI address(BufferedReader said) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("live: ")) {
                assertThat(line).matches("live: http://127\\.0\\.0\\.1:\\d+/");
                return URI.create(line.substring(6));
            }
            all.append(line).append('\n');
        }
        throw new AssertionError("no address was told:\n" + all);
    }

    private static void writeRows(Path file, int rows, int width) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + width + "), }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer values = ByteBuffer.allocate(rows * width * 4).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(3);
        while (values.hasRemaining()) {
            values.putFloat((float) random.nextGaussian());
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(values.array());
        }
    }
}
