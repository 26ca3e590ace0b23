package org.echelle.install.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.echelle.api.Progress;
import org.echelle.install.OneFileServer;
import org.echelle.testkit.NotedProgress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebFileTest {
    private static final int BREAK = 60_000;

    @TempDir
    private Path folder;

    private final byte[] first = bytes(1, 100_000);
    private final byte[] second = bytes(2, 100_000);
    private OneFileServer server;
    private Path part;

    @BeforeEach
    void serve() throws IOException {
        server = new OneFileServer(first);
        part = folder.resolve("downloads/part.jar");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ETag: \"one\"", "Last-Modified: Tue, 02 Jan 2024 03:04:05 GMT"})
    void aFileThatIsHereIsNotFetchedAgainWhileTheServerHasTheSame(String version) throws IOException {
        server.version = version;
        fetch();
        server.asked.clear();

        fetch();

        assertThat(server.asked).containsExactly("HEAD");
        assertThat(part).hasBinaryContent(first);
    }

    @ParameterizedTest
    @CsvSource({
        "ETag: \"one\", ETag: \"two\"",
        "'Last-Modified: Tue, 02 Jan 2024 03:04:05 GMT', 'Last-Modified: Tue, 02 Jan 2024 03:04:06 GMT'",
        "ETag: \"one\", ''",
        "'', ''",
        "ETag: W/\"weak\", ETag: W/\"weak\"",
        "'Last-Modified: Tue, 02 Jan 2999 03:04:05 GMT', 'Last-Modified: Tue, 02 Jan 2999 03:04:05 GMT'",
    })
    void aFileOfTheSameSizeThatMayBeAnotherIsFetched(String before, String now) throws IOException {
        server.version = before;
        fetch();
        server.version = now;
        server.content = second;

        fetch();

        assertThat(part).hasBinaryContent(second);
    }

    @Test
    void aShorterFileTakesThePlaceOfALongerOne() throws IOException {
        fetch();
        server.content = bytes(3, 1000);

        fetch();

        assertThat(part).hasBinaryContent(server.content);
    }

    @Test
    void aBrokenDownloadIsTakenUpByTheNextCommandUnderTheCondition() throws IOException {
        server.version = "ETag: \"one\"";
        broken();

        fetch();

        assertThat(server.asked).containsExactly("HEAD", "GET bytes=" + BREAK + "- if \"one\"");
        assertThat(part).hasBinaryContent(first);
    }

    @Test
    void aBeginningOfAnotherVersionIsDropped() throws IOException {
        server.version = "ETag: \"one\"";
        broken();
        server.version = "ETag: \"two\"";
        server.content = second;

        fetch();

        assertThat(server.asked).containsExactly("HEAD", "GET");
        assertThat(part).hasBinaryContent(second);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatSendsTheRestOfAnotherVersionIsAskedForTheWhole(boolean sameSize) throws IOException {
        server.heedsConditions = false;
        byte[] whole = sameSize ? second : bytes(2, 120_000);
        Http http = new Http(Duration.ofSeconds(5));
        server.version = sameSize ? "ETag: \"two\"" : "";
        server.content = whole;
        long[] start = {-1};

        byte[] sent = http.open(uri(), BREAK, new FileVersion(first.length, "\"one\""), v -> {}, s -> start[0] = s)
                .readAllBytes();

        assertThat(start[0]).isZero();
        assertThat(sent).isEqualTo(whole);
    }

    @Test
    void moreThanTheServerHasIsNotTakenForTheWhole() throws IOException {
        server.content = bytes(4, 1000);
        long[] start = {-1};

        byte[] sent = new Http(Duration.ofSeconds(5))
                .open(uri(), java.util.Map.of(), 2000, s -> start[0] = s)
                .readAllBytes();

        assertThat(start[0]).isZero();
        assertThat(sent).isEqualTo(server.content);
    }

    @Test
    void aServerWithoutSizesIsAskedForTheRestOfAWholeFile() throws IOException {
        server.version = "ETag: \"one\"";
        server.tellsSize = false;
        fetch();

        fetch();

        assertThat(part).hasBinaryContent(first);
        assertThat(server.asked).endsWith("GET bytes=" + first.length + "- if \"one\"");
    }

    @ParameterizedTest
    @CsvSource({"405, true", "501, true", "403, true", "400, true", "405, false", "403, false"})
    void aServerThatRefusesHeadIsAskedForOneByte(int refusal, boolean ranges) throws IOException {
        server.headStatus = refusal;
        server.knowsRanges = ranges;

        fetch();

        assertThat(part).hasBinaryContent(first);
        assertThat(server.asked).containsExactly("HEAD", "GET bytes=0-0", "GET");
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501, 403})
    void aBrokenDownloadIsTakenUpWithoutHead(int refusal) throws IOException {
        server.headStatus = refusal;
        server.version = "ETag: \"one\"";
        broken();

        fetch();

        assertThat(server.asked).containsExactly("HEAD", "GET bytes=0-0", "GET bytes=" + BREAK + "- if \"one\"");
        assertThat(part).hasBinaryContent(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501, 403})
    void aChangedFileIsNoticedWithoutHead(int refusal) throws IOException {
        server.headStatus = refusal;
        server.version = "ETag: \"one\"";
        fetch();
        server.version = "ETag: \"two\"";
        server.content = second;

        fetch();

        assertThat(part).hasBinaryContent(second);
    }

    @Test
    void aServerThatRefusesBothIsToldByItsAnswerToGet() throws IOException {
        server.headStatus = 405;
        server.getStatus = 403;

        assertThatThrownBy(this::fetch).isInstanceOf(StatusException.class).hasMessage("status 403");
        assertThat(new Http(Duration.ofSeconds(5)).exists(uri())).isFalse();
    }

    @Test
    void whatIsNotThereIsAskedForOnce() {
        server.headStatus = 404;

        assertThatThrownBy(this::fetch).isInstanceOf(StatusException.class).hasMessage("status 404");
        assertThat(server.asked).containsExactly("HEAD");
    }

    @Test
    void aSizeIsKnownWithoutHead() throws IOException {
        server.headStatus = 405;
        Http http = new Http(Duration.ofSeconds(5));

        assertThat(http.size(uri())).isEqualTo(first.length);
        assertThat(http.exists(uri())).isTrue();
        server.knowsRanges = false;
        assertThat(http.size(uri())).isEqualTo(first.length);
    }

    @Test
    void aServerWhoseHeadTellsOfAnEmptyFileIsAskedForOneByte() throws IOException {
        server.headTellsNothing = true;

        fetch();

        assertThat(part).hasBinaryContent(first);
    }

    @Test
    void aDownloadWithoutSizeGoesOnAfterABreak() throws IOException {
        server.tellsSize = false;
        server.breakAfter = BREAK;

        fetch();

        assertThat(part).hasBinaryContent(first);
        assertThat(server.asked).containsExactly("HEAD", "GET", "GET bytes=" + BREAK + "-");
    }

    @ParameterizedTest
    @CsvSource({"ETag: \"one\", 'again, it goes on from there.'", "'', 'run the same command again.'"})
    void onlyWhatCanBeTakenUpIsPromised(String version, String said) {
        server.version = version;
        server.breakAfter = 0;

        assertThatThrownBy(this::fetch)
                .isInstanceOf(DownloadException.class)
                .hasMessageStartingWith("The download of toy.jar broke off after 0 of 100000 bytes")
                .hasMessageEndingWith(said);
    }

    @Test
    void aRefusedConnectionIsToldInWords() {
        server.close();

        assertThatThrownBy(this::fetch).isInstanceOf(IOException.class).satisfies(e -> assertThat(Reason.of(e))
                .isEqualTo("no connection could be made"));
    }

    @Test
    void anExceptionWithoutMessageIsToldByItsKind() {
        assertThat(Reason.of(new java.nio.channels.ClosedChannelException())).isEqualTo("ClosedChannelException");
        assertThat(Reason.of(new IOException("said"))).isEqualTo("said");
    }

    /** Leaves the beginning of the first version here. */
    private void broken() {
        server.breakAfter = BREAK;
        assertThatThrownBy(() -> new WebFile(uri(), new Http(Duration.ofSeconds(5))).fetch(part, new NotedProgress() {
                    @Override
                    public void check() {
                        if (!notes().isEmpty()) {
                            throw new IllegalStateException("stopped");
                        }
                    }
                }))
                .hasMessage("stopped");
        assertThat(part).hasSize(BREAK);
        server.breakAfter = -1;
        server.asked.clear();
    }

    private void fetch() throws IOException {
        new WebFile(uri(), new Http(Duration.ofSeconds(5))).fetch(part, Progress.SILENT);
    }

    private URI uri() {
        return URI.create(server.at("/toy.jar"));
    }

    private static byte[] bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
