package org.echelle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.echelle.runs.TrainingWatch.Outcome;
import org.echelle.runs.TrainingWatch.Watched;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LivePageTest {
    private final LivePage page = LivePage.open(0);

    @AfterEach
    void close() {
        page.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return Reader.CLIENT.send(
                HttpRequest.newBuilder(page.address().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode state() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get("state.json").body());
    }

    @Test
    void thePageIsOneDocumentWithNothingFromElsewhere() throws Exception {
        HttpResponse<String> answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "connect-src 'self'", "script-src 'sha256-");
        assertThat(answer.body())
                .startsWith("<!DOCTYPE html>")
                .contains("<html lang=\"en\">", "prefers-color-scheme: dark", "new EventSource(")
                .doesNotContain("/*style*/", "/*script*/", "/*state*/")
                .doesNotContainPattern("(src|href)=[\"']?https?:")
                .doesNotContain("@import", "url(");
    }

    @Test
    void thePageKnowsAtOnceWhatTheProcessKnowsWhateverItIsCalled() throws Exception {
        page.begins(Feed.start("</script><b>it's.npy", List.of())).point(Feed.healthy(10));
        assertThat(get("/").body())
                .contains("\"title\":\"\\u003c/script>\\u003cb>it's.npy\"", "\"points\":[[10,10240,")
                .doesNotContain("</script><b>");
    }

    @Test
    void whatIsNotThereIsTold() throws Exception {
        HttpResponse<String> answer = get("/favicon.png");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("There is nothing here; the page is at " + page.address() + "\n");
    }

    @Test
    void thePageCanOnlyBeRead() throws Exception {
        HttpResponse<String> post = Reader.CLIENT.send(
                HttpRequest.newBuilder(page.address())
                        .POST(HttpRequest.BodyPublishers.ofString("stop"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        HttpResponse<String> head = Reader.CLIENT.send(
                HttpRequest.newBuilder(page.address())
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void anotherNameForThisMachineGetsNothing() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), page.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /state.json HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("trainings");
        }
    }

    @Test
    void onlyTheLoopbackAddressListens() throws Exception {
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, page.address().getPort()).close())
                            .as("%s", address)
                            .isInstanceOf(ConnectException.class);
                }
            }
        }
        assertThat(page.address().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void aReaderHearsTheStateAndThenEveryNews() throws Exception {
        Watched early = page.begins(Feed.start("blocks.3", List.of()));
        early.point(Feed.healthy(10));
        try (Reader reader = new Reader(page.address())) {
            JsonNode state = reader.next();
            assertThat(state.path("kind").asText()).isEqualTo("state");
            JsonNode training = state.path("trainings").get(0);
            assertThat(training.path("title").asText()).isEqualTo("blocks.3");
            assertThat(training.path("settings").path("features").asText()).isEqualTo("512");
            assertThat(training.path("target").asDouble()).isEqualTo(16);
            assertThat(training.path("steps").asInt()).isEqualTo(Feed.STEPS);
            assertThat(training.path("points")).hasSize(1);
            assertThat(training.path("state").asText()).isEqualTo("training");

            early.point(Feed.healthy(20));
            JsonNode point = reader.next();
            assertThat(point.path("kind").asText()).isEqualTo("point");
            assertThat(point.path("id").asInt()).isZero();
            assertThat(point.path("point").get(0).asInt()).isEqualTo(20);
            assertThat(point.path("point").get(3).asDouble())
                    .isEqualTo(Feed.healthy(20).fvu());
            assertThat(point.path("point").get(6).isNull()).as("not measured").isTrue();
            assertThat(point.path("advice")).isEmpty();

            early.ends(Outcome.STOPPED, "Stopped on request.");
            JsonNode end = reader.next();
            assertThat(end.path("kind").asText()).isEqualTo("end");
            assertThat(end.path("state").asText()).isEqualTo("stopped");
            assertThat(end.path("message").asText()).isEqualTo("Stopped on request.");
        }
    }

    @Test
    void aSecondTrainingComesBesideTheFirst() throws Exception {
        Watched first = page.begins(Feed.start("blocks.2", List.of()));
        try (Reader reader = new Reader(page.address())) {
            assertThat(reader.next().path("trainings")).hasSize(1);
            Watched second = page.begins(Feed.start("blocks.3", List.of()));
            JsonNode begin = reader.next();
            assertThat(begin.path("kind").asText()).isEqualTo("begin");
            assertThat(begin.path("training").path("id").asInt()).isEqualTo(1);
            second.point(Feed.healthy(10));
            assertThat(reader.next().path("id").asInt()).isEqualTo(1);
            first.point(Feed.healthy(10));
            assertThat(reader.next().path("id").asInt()).isZero();
        }
        assertThat(state().path("trainings")).hasSize(2);
    }

    @Test
    void theEndStaysOnThePageWhileTheProcessLives() throws Exception {
        Watched training = page.begins(Feed.start("blocks.3", List.of()));
        for (int step = 10; step <= Feed.STEPS; step += 10) {
            training.point(Feed.dying(step));
        }
        training.ends(Outcome.DONE, "");
        JsonNode known = state().path("trainings").get(0);
        assertThat(known.path("state").asText()).isEqualTo("done");
        assertThat(known.path("points")).hasSize(100);
        assertThat(known.path("advice")).hasSize(1);
        JsonNode advice = known.path("advice").get(0);
        assertThat(advice.path("topic").asText()).isEqualTo("dead");
        assertThat(advice.path("standing").asBoolean()).isTrue();
        assertThat(advice.path("remedy").asText()).contains("dictionary.features");
        // Judged from a tenth of the steps on.
        assertThat(advice.path("since").asInt()).isEqualTo(100);
    }

    @Test
    void adviceThatNoLongerHoldsStaysAsSuch() throws Exception {
        Watched training = page.begins(Feed.start("blocks.3", List.of()));
        for (int step = 10; step <= 600; step += 10) {
            training.point(step <= 300 ? Feed.dying(step) : Feed.healthy(step));
        }
        JsonNode advice = state().path("trainings").get(0).path("advice");
        assertThat(advice).hasSize(1);
        assertThat(advice.get(0).path("standing").asBoolean()).isFalse();
    }

    @Test
    void aResumedTrainingShowsWhatWasBeforeAndForgetsWhatIsDoneAnew() throws Exception {
        Watched training =
                page.begins(Feed.start("blocks.3", List.of(Feed.healthy(10), Feed.healthy(20), Feed.healthy(30))));
        training.point(Feed.healthy(20));
        JsonNode points = state().path("trainings").get(0).path("points");
        assertThat(points).hasSize(2);
        assertThat(points.get(1).get(0).asInt()).isEqualTo(20);
    }

    @Test
    void aVeryLongTrainingKeepsItsShapeInBoundedMemory() throws Exception {
        Watched training = page.begins(Feed.start("blocks.3", List.of()));
        for (int step = 1; step <= 3 * LiveTraining.MOST_POINTS; step++) {
            training.point(Feed.healthy(step));
        }
        JsonNode points = state().path("trainings").get(0).path("points");
        assertThat(points.size()).isBetween(LiveTraining.MOST_POINTS / 4, LiveTraining.MOST_POINTS);
        assertThat(points.get(points.size() - 1).get(0).asInt()).isEqualTo(3 * LiveTraining.MOST_POINTS);
    }

    @Test
    void closingSaysGoodbyeAndAnswersNoMore() throws Exception {
        try (Reader reader = new Reader(page.address())) {
            reader.next();
            page.close();
            assertThat(reader.next().path("kind").asText()).isEqualTo("bye");
            assertThat(reader.next().isMissingNode()).isTrue();
        }
        assertThatThrownBy(() -> get("/")).isInstanceOf(ConnectException.class);
    }

    @Test
    void aTakenPortIsToldWithTheOptionThatMendsIt() {
        int port = page.address().getPort();
        assertThatThrownBy(() -> LivePage.open(port))
                .isInstanceOf(WebException.class)
                .hasMessageContaining("port " + port)
                .hasMessageContaining("--live-port");
    }

    @Test
    void aReaderWhoDoesNotReadDoesNotHoldTheTraining() throws Exception {
        Watched training = page.begins(Feed.start("blocks.3", List.of()));
        URI address = page.address();
        try (Socket sleeper = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
            sleeper.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: 127.0.0.1:" + address.getPort() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            sleeper.getOutputStream().flush();
            for (int step = 1; step <= 2 * LiveTraining.MOST_POINTS; step++) {
                training.point(Feed.healthy(step));
            }
        }
        assertThat(state().path("trainings")).hasSize(1);
    }
}
