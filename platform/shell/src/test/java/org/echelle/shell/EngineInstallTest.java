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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.echelle.api.CancelledException;
import org.echelle.api.Progress;
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
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
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

        assertThatThrownBy(() -> install().run(new Progress() {
                    @Override
                    public void begin(String stage, long total, String unit) {}

                    @Override
                    public void advance(long done, String detail) {}

                    @Override
                    public void note(String sentence) {}

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

    private EngineInstall install() {
        String base = "http://127.0.0.1:" + server.getAddress().getPort();
        return new EngineInstall(EngineSource.of(base), PREFIX, folder.resolve("engine"));
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
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(content, from, content.length - from);
            }
        }
        exchange.close();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
