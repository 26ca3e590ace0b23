package org.echelle.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
import org.echelle.install.download.DownloadException;
import org.echelle.testkit.NotedProgress;
import org.echelle.torch.Checksums;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineInstallTest {
    private static final String PREFIX = "cu128/linux-x86_64/native/lib/";

    @TempDir
    private Path folder;

    private final Map<String, byte[]> served = new TreeMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private byte[] libtorch;
    /** Bytes of a long file after which each connection breaks, or the first one stalls; -1: never. */
    private volatile int breakAfter = -1;

    private volatile int stallAfter = -1;
    private volatile boolean withSizes = true;
    private volatile int headStatus = 200;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch finished = new CountDownLatch(1);

    @BeforeEach
    void serve() throws IOException {
        libtorch = new byte[300_000];
        new Random(7).nextBytes(libtorch);
        served.put(PREFIX + "libtorch.so.gz", gzip(libtorch));
        served.put(PREFIX + "libc10.so.gz", gzip("c10".getBytes(UTF_8)));
        served.put(
                "files.txt",
                ("cpu/linux-x86_64/native/lib/libtorch.so.gz\n" + PREFIX + "libc10.so.gz\n" + PREFIX
                                + "libtorch.so.gz\n")
                        .getBytes(UTF_8));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        finished.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void fetchesUnpacksAndRecordsWhatItInstalled() throws IOException {
        sums(Map.of());

        install().run(Progress.SILENT);

        assertThat(folder.resolve("engine/libtorch.so")).hasBinaryContent(libtorch);
        assertThat(Files.readString(folder.resolve("engine/SHA256SUMS")))
                .contains(Checksums.sha256(libtorch) + "  libtorch.so")
                .contains("libc10.so");
        assertThat(folder.resolve("engine.part")).doesNotExist();
    }

    @Test
    void tellsTheSizeBeforeAnythingIsFetched() {
        EngineInstall install = install();

        assertThat(install.files()).isEqualTo(2);
        assertThat(install.bytes())
                .isEqualTo(served.get(PREFIX + "libtorch.so.gz").length + served.get(PREFIX + "libc10.so.gz").length);
        assertThat(requests).noneMatch(r -> r.startsWith("GET /cu128"));
    }

    @Test
    void goesOnWhereABrokenDownloadEnded() throws IOException {
        sums(Map.of());
        int have = 100_000;
        Files.createDirectories(folder.resolve("engine.part"));
        Files.write(
                folder.resolve("engine.part/libtorch.so.gz"),
                java.util.Arrays.copyOf(served.get(PREFIX + "libtorch.so.gz"), have));

        install().run(Progress.SILENT);

        assertThat(requests).contains("GET /" + PREFIX + "libtorch.so.gz bytes=" + have + "-");
        assertThat(folder.resolve("engine/libtorch.so")).hasBinaryContent(libtorch);
    }

    @Test
    void refusesAFileWhoseChecksumDiffersAndDropsIt() {
        sums(Map.of(PREFIX + "libtorch.so.gz", "0".repeat(64)));

        assertThatThrownBy(() -> install().run(Progress.SILENT))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("another checksum");

        assertThat(folder.resolve("engine")).doesNotExist();
        assertThat(folder.resolve("engine.part/libtorch.so.gz")).doesNotExist();
    }

    @Test
    void refusesADamagedFileWhenTheSourceTellsNoChecksums() {
        byte[] damaged = served.get(PREFIX + "libtorch.so.gz").clone();
        damaged[damaged.length / 2] ^= 0x55;
        served.put(PREFIX + "libtorch.so.gz", damaged);

        assertThatThrownBy(() -> install().run(Progress.SILENT))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void stopsWhenAskedAndKeepsWhatItHas() {
        CancelToken token = new CancelToken();
        token.cancel("Stopped on request.");

        assertThatThrownBy(() -> install().run(new NotedProgress() {
                    @Override
                    public void check() {
                        token.check();
                    }
                }))
                .isInstanceOf(CancelledException.class);
        assertThat(folder.resolve("engine.part")).exists();
    }

    @Test
    void installsFromAFolderToo() throws IOException {
        Path mirror = folder.resolve("mirror");
        for (Map.Entry<String, byte[]> file : served.entrySet()) {
            Files.createDirectories(mirror.resolve(file.getKey()).getParent());
            Files.write(mirror.resolve(file.getKey()), file.getValue());
        }

        new EngineInstall(EngineSource.of(mirror.toString()), PREFIX, folder.resolve("engine")).run(Progress.SILENT);

        assertThat(folder.resolve("engine/libtorch.so")).hasBinaryContent(libtorch);
    }

    @Test
    void namesTheAddressThatCannotBeReached() {
        server.stop(0);

        assertThatThrownBy(this::install)
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("/files.txt cannot be read")
                .hasMessageContaining("--from");
    }

    @Test
    void takesABrokenConnectionUpAgainWhereItEnded() throws IOException {
        sums(Map.of());
        breakAfter = 120_000;

        install().run(Progress.SILENT);

        assertThat(folder.resolve("engine/libtorch.so")).hasBinaryContent(libtorch);
        assertThat(requests)
                .filteredOn(r -> r.startsWith("GET /" + PREFIX + "libtorch.so.gz bytes="))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void takesAStalledConnectionUpAgain() throws IOException {
        sums(Map.of());
        stallAfter = 150_000;

        install().run(Progress.SILENT);

        assertThat(folder.resolve("engine/libtorch.so")).hasBinaryContent(libtorch);
        assertThat(requests).anyMatch(r -> r.startsWith("GET /" + PREFIX + "libtorch.so.gz bytes="));
    }

    @Test
    void givesUpOnAServerThatBringsNothingAndKeepsWhatItHas() {
        breakAfter = 0;

        assertThatThrownBy(() -> install().run(Progress.SILENT))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("broke off after 0 of")
                .hasMessageContaining("run the same command again, it goes on from there");
        assertThat(folder.resolve("engine.part")).exists();
    }

    @Test
    void aFileThatIsAlreadyWholeIsTakenWhereTheServerHasNothingMoreToSend() throws IOException {
        sums(Map.of());
        withSizes = false;
        Files.createDirectories(folder.resolve("engine.part"));
        Files.write(folder.resolve("engine.part/libtorch.so.gz"), served.get(PREFIX + "libtorch.so.gz"));

        install().run(Progress.SILENT);

        assertThat(requests)
                .contains("GET /" + PREFIX + "libtorch.so.gz bytes=" + served.get(PREFIX + "libtorch.so.gz").length
                        + "-");
        assertThat(folder.resolve("engine/libtorch.so")).hasBinaryContent(libtorch);
    }

    @Test
    void aTruncatedFileInAFolderIsDamaged() throws IOException {
        Path mirror = folder.resolve("mirror");
        for (Map.Entry<String, byte[]> file : served.entrySet()) {
            Files.createDirectories(mirror.resolve(file.getKey()).getParent());
            byte[] content = file.getValue();
            Files.write(
                    mirror.resolve(file.getKey()),
                    content.length > 1000 ? java.util.Arrays.copyOf(content, content.length / 2) : content);
        }

        assertThatThrownBy(() -> new EngineInstall(EngineSource.of(mirror.toString()), PREFIX, folder.resolve("engine"))
                        .run(Progress.SILENT))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("libtorch.so.gz is damaged");
        assertThat(folder.resolve("engine")).doesNotExist();
    }

    @Test
    void checksumsOfAServerThatRefusesHeadAreHeeded() {
        headStatus = 405;
        sums(Map.of(PREFIX + "libc10.so.gz", "0".repeat(64)));

        assertThatThrownBy(() -> install().run(Progress.SILENT))
                .isInstanceOf(ShellException.class)
                .hasMessageContaining("libc10.so.gz arrived with another checksum");
    }

    private EngineInstall install() {
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        return new EngineInstall(EngineSource.of(base, Duration.ofSeconds(2)), PREFIX, folder.resolve("engine"));
    }

    private void sums(Map<String, String> wrong) {
        List<String> lines = new ArrayList<>();
        served.forEach((path, content) -> lines.add(wrong.getOrDefault(path, Checksums.sha256(content)) + "  " + path));
        served.put("SHA256SUMS", String.join("\n", lines).getBytes(UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(exchange.getRequestMethod() + " " + path + (range == null ? "" : " " + range));
        byte[] content = served.get(path.substring(1));
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
        } else if (exchange.getRequestMethod().equals("HEAD") && headStatus != 200) {
            exchange.sendResponseHeaders(headStatus, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            if (withSizes) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            }
            exchange.sendResponseHeaders(200, -1);
        } else {
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D+(\\d+)-.*", "$1"));
            if (from >= content.length) {
                exchange.sendResponseHeaders(416, -1);
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            send(exchange, content, from, range == null);
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, byte[] content, int from, boolean first) throws IOException {
        OutputStream body = exchange.getResponseBody();
        int rest = content.length - from;
        boolean large = content.length > 100_000;
        if (large && first && stallAfter >= 0) {
            body.write(content, from, stallAfter);
            body.flush();
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else if (large && breakAfter >= 0) {
            // The exchange is closed before all that was promised is sent: the connection goes.
            body.write(content, from, Math.min(rest, breakAfter));
            body.flush();
        } else {
            body.write(content, from, rest);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
