package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.echelle.testkit.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing, updating and removing plugins as a user types it. */
class InstallIT {
    private static final String TOY = "org.example.toy";

    @TempDir
    private Path temporary;

    private HostedShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = new HostedShell(temporary);
    }

    @AfterEach
    void stop() throws Exception {
        shell.close();
    }

    @Test
    void aPluginThatNobodySignedNeedsTheUsersWord() throws Exception {
        Path jar = toy("1.0.0");

        HostedShell.Said refused = shell.run("plugins", "install", jar.toString(), "--yes");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.text()).contains("is not signed", "--allow-unsigned").doesNotContain("\tat ");
        assertThat(shell.store().resolve("plugins.lock")).doesNotExist();

        shell.run("plugins", "install", jar.toString(), "--yes", "--allow-unsigned")
                .ok();
        assertThat(shell.version(TOY)).isEqualTo("1.0.0");
    }

    @Test
    void aKeyIsTrustedByItsFingerprintOrByItsFile() throws Exception {
        SigningKey lab = SigningKey.create(temporary, "lab");
        Path jar = lab.sign(toy("1.0.0"), temporary.resolve("signed.jar"));

        HostedShell.Said unknown = shell.run("plugins", "install", jar.toString(), "--yes");

        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.text()).contains("with a key that you do not trust yet");
        String fingerprint = unknown.text().replaceAll("(?s).*say --trust ([0-9a-f]{64}).*", "$1");
        shell.run("plugins", "install", jar.toString(), "--yes", "--trust", fingerprint)
                .ok();
        assertThat(shell.version(TOY)).isEqualTo("1.0.0");
        assertThat(shell.run("plugins", "trust").ok().text()).contains("CN=lab");
        assertThat(shell.run("plugins", "verify").ok().text()).contains("ok  org.example.toy 1.0.0, signed by CN=lab");

        shell.run("plugins", "trust", "--remove", fingerprint).ok();
        shell.run("plugins", "remove", "toy").ok();
        assertThat(shell.run("plugins", "install", jar.toString(), "--yes").code())
                .isEqualTo(1);

        Path certificate = temporary.resolve("lab.cer");
        Files.write(certificate, lab.certificate().getEncoded());
        shell.run("plugins", "trust", certificate.toString(), "--yes").ok();
        shell.run("plugins", "install", jar.toString(), "--yes").ok();
    }

    @Test
    void thePlanIsShownAndNothingIsDoneWithoutAYes() throws Exception {
        Path jar = Distribution.jar(
                temporary.resolve("toy.jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", TOY,
                        "Bundle-Version", "1.0.0",
                        "Bundle-Description", "Toys of all kinds",
                        "Echelle-Permissions", "network"));

        HostedShell.Said dry = shell.run("plugins", "install", jar.toString(), "--allow-unsigned", "--dry-run");
        HostedShell.Said asked = shell.run("plugins", "install", jar.toString(), "--allow-unsigned");

        assertThat(dry.ok().text())
                .contains("install org.example.toy 1.0.0", "Toys of all kinds", "by nobody", "declares  network");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(asked.text()).contains("Nothing was changed");
        assertThat(shell.version(TOY)).isEqualTo("none");
    }

    @Test
    void anUpdateComesFromASignedCatalogueAndCanBeTakenBack() throws Exception {
        SigningKey lab = SigningKey.create(temporary, "lab");
        Path place = Files.createDirectories(temporary.resolve("place"));
        lab.sign(toy("1.0.0"), place.resolve("toy-1.0.0.jar"));
        lab.sign(toy("1.1.0"), place.resolve("toy-1.1.0.jar"));
        lab.sign(
                bundle("toy-2", TOY, "2.0.0", "Import-Package", "org.echelle.api;version=\"[2.0,3)\""),
                place.resolve("toy-2.0.0.jar"));
        Path certificate = temporary.resolve("lab.cer");
        Files.write(certificate, lab.certificate().getEncoded());
        shell.run("plugins", "trust", certificate.toString(), "--yes").ok();
        shell.run("plugins", "catalogue", "make", place.toString()).ok();

        assertThat(shell.run("plugins", "install", "toy", "--catalogue", place.toString(), "--yes")
                        .text())
                .contains("is not signed, so anybody may have written it");

        signList(place, lab);
        shell.run("plugins", "catalogue", "add", place.toString()).ok();
        assertThat(shell.run("plugins", "info", "toy").ok().text())
                .contains("org.example.toy 2.0.0 (in a catalogue)", "signed  by ", "It is not installed");
        assertThat(shell.run("plugins", "info", "toys").text())
                .contains("There is no plugin \"toys\", here or in a catalogue");
        shell.run("plugins", "install", "toy@1.0.0", "--yes").ok();
        assertThat(shell.version(TOY)).isEqualTo("1.0.0");

        HostedShell.Said update = shell.run("plugins", "update", "--yes").ok();
        assertThat(update.text())
                .contains(
                        "org.example.toy 1.1.0 is chosen, for org.example.toy 2.0.0 needs org.echelle.api 2.x, this host has 1.7");
        assertThat(shell.version(TOY)).isEqualTo("1.1.0");

        shell.run("plugins", "rollback", "toy").ok();
        assertThat(shell.version(TOY)).isEqualTo("1.0.0");
        assertThat(shell.run("plugins", "rollback", "toy").text()).contains("There is no earlier version");

        shell.run("plugins", "remove", "toy").ok();
        assertThat(shell.version(TOY)).isEqualTo("none");
        assertThat(shell.run("plugins", "remove", "toy").text()).contains("No plugin \"toy\" is installed");
    }

    @Test
    void aJarThatIsNotTheOneListedIsNotInstalled() throws Exception {
        Path place = Files.createDirectories(temporary.resolve("place"));
        Files.copy(toy("1.0.0"), place.resolve("toy.jar"));
        shell.run("plugins", "catalogue", "make", place.toString()).ok();
        byte[] bytes = Files.readAllBytes(place.resolve("toy.jar"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(place.resolve("toy.jar"), bytes);

        HostedShell.Said said =
                shell.run("plugins", "install", "toy", "--catalogue", place.toString(), "--allow-unsigned", "--yes");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("is not the one that its catalogue lists (another SHA-256)");
        assertThat(shell.store().resolve("plugins.lock")).doesNotExist();
    }

    @Test
    void pluginsThatNeedEachOtherComeTogether() throws Exception {
        Path place = Files.createDirectories(temporary.resolve("place"));
        Files.copy(
                bundle("a", "org.example.a", "1.0.0", "Export-Package", "ex.a", "Import-Package", "ex.b"),
                place.resolve("a.jar"));
        Files.copy(
                bundle("b", "org.example.b", "1.0.0", "Export-Package", "ex.b", "Import-Package", "ex.a"),
                place.resolve("b.jar"));
        Files.copy(bundle("c", "org.example.c", "1.0.0"), place.resolve("c.jar"));
        shell.run("plugins", "catalogue", "make", place.toString()).ok();

        HostedShell.Said said = shell.run(
                "plugins", "install", "org.example.a", "--catalogue", place.toString(), "--allow-unsigned", "--yes");

        assertThat(said.text()).contains("install too, for it is needed, org.example.b 1.0.0");
        HostedShell.await(
                "both",
                () -> shell.row("org.example.a", "active").isPresent()
                        && shell.row("org.example.b", "active").isPresent());
        assertThat(shell.row("org.example.c", "active")).isEmpty();
    }

    @Test
    void whatIsExportedIsInstalledElsewhereWithoutANetwork() throws Exception {
        shell.run("plugins", "install", toy("1.0.0").toString(), "--yes", "--allow-unsigned")
                .ok();
        Path archive = temporary.resolve("all.zip");
        shell.run("plugins", "export", archive.toString()).ok();
        shell.run("plugins", "remove", "toy").ok();

        shell.run("plugins", "install", "--offline", archive.toString(), "--yes", "--allow-unsigned")
                .ok();

        assertThat(shell.version(TOY)).isEqualTo("1.0.0");
        assertThat(shell.run("plugins", "install", "--offline", "http://127.0.0.1:9/x.jar")
                        .text())
                .contains("lies on a server, and --offline was said");
    }

    @Test
    void aBrokenDownloadIsTakenUpWhereItEnded() throws Exception {
        byte[] jar = Files.readAllBytes(toy("1.0.0"));
        List<String> ranges = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/toy-1.0.0.jar", exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(jar.length));
                exchange.sendResponseHeaders(200, -1);
            } else {
                String range = exchange.getRequestHeaders().getFirst("Range");
                ranges.add(String.valueOf(range));
                int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
                exchange.sendResponseHeaders(range == null ? 200 : 206, jar.length - from);
                // The first connection breaks half-way.
                int until = range == null ? jar.length / 2 : jar.length;
                exchange.getResponseBody().write(jar, from, until - from);
                exchange.getResponseBody().flush();
            }
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/toy-1.0.0.jar";

            shell.run("plugins", "install", address, "--yes", "--allow-unsigned")
                    .ok();

            assertThat(shell.version(TOY)).isEqualTo("1.0.0");
            assertThat(ranges).containsExactly("null", "bytes=" + jar.length / 2 + "-");
            assertThat(shell.store().resolve("downloads")).isEmptyDirectory();
            assertThat(shell.run("plugins", "install", address.replace("toy", "other"), "--yes")
                            .text())
                    .contains("other-1.0.0.jar", "404");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void twoPluginsHaveTwoVersionsOfOneLibrarySideBySide() throws Exception {
        shell.run("plugins", "install", withLibrary("one"), withLibrary("two"), "--yes", "--allow-unsigned")
                .ok();

        assertThat(says("one")).isEqualTo("library one");
        assertThat(says("two")).isEqualTo("library two");
    }

    private String says(String name) throws Exception {
        var reference = shell.host().context().getServiceReferences(Supplier.class, "(says=" + name + ")").stream()
                .findFirst()
                .orElseThrow();
        return (String) shell.host().context().getService(reference).get();
    }

    /** A plugin with a class {@code shared.Library} of its own, which other plugins have, too. */
    private String withLibrary(String name) throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("library-" + name));
        Path library = Files.writeString(folder.resolve("Library.java"), """
                package shared;
                public class Library { public static String name() { return "library %s"; } }
                """.formatted(name));
        Path activator = Files.writeString(folder.resolve("Says.java"), """
                package shared;
                import java.util.function.Supplier;
                import org.osgi.framework.*;
                public class Says implements BundleActivator {
                    public void start(BundleContext context) {
                        Supplier<String> says = Library::name;
                        context.registerService(
                                Supplier.class, says, FrameworkUtil.asDictionary(java.util.Map.of("says", "%s")));
                    }
                    public void stop(BundleContext context) {}
                }
                """.formatted(name));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        library.toString(),
                        activator.toString());
        assertThat(code).isZero();
        Path jar = Distribution.jar(
                temporary.resolve(name + ".jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example." + name,
                        "Bundle-Version", "1.0.0",
                        "Bundle-Activator", "shared.Says",
                        "Import-Package", "org.osgi.framework"));
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Files.createDirectories(inside.getPath("shared"));
            for (String type : List.of("Library", "Says")) {
                Files.copy(folder.resolve("shared/" + type + ".class"), inside.getPath("shared/" + type + ".class"));
            }
        }
        return jar.toString();
    }

    @Test
    void anInstalledVersionStandsInForAFileOfTheSameName() throws Exception {
        Files.copy(toy("1.0.0"), shell.pluginFolder().resolve("toy.jar"));
        HostedShell.await("the file", () -> shell.version(TOY).equals("1.0.0"));

        shell.run("plugins", "install", toy("1.5.0").toString(), "--yes", "--allow-unsigned")
                .ok();
        HostedShell.await("the note", () -> shell.row(TOY, "replaced").isPresent());
        assertThat(shell.version(TOY)).isEqualTo("1.5.0");

        shell.run("plugins", "remove", "toy").ok();
        HostedShell.await("the file again", () -> shell.version(TOY).equals("1.0.0"));
    }

    @Test
    void aFileChangedInTheStoreIsNotStarted() throws Exception {
        shell.run("plugins", "install", toy("1.0.0").toString(), "--yes", "--allow-unsigned")
                .ok();
        Path jar;
        try (Stream<Path> jars = Files.list(shell.store().resolve("jars"))) {
            jar = jars.findFirst().orElseThrow();
        }
        Files.copy(toy("6.6.6"), jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        shell.restart();

        assertThat(shell.row(TOY, "refused")).hasValueSatisfying(r -> assertThat((String) r.get("reason"))
                .contains("was changed after it was installed"));
        HostedShell.Said verified = shell.run("plugins", "verify");
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.text()).contains("!!  org.example.toy 1.0.0", "1 of 1 are not what was installed");
    }

    private void signList(Path place, SigningKey key) throws Exception {
        // The command reads the password from the environment, which a test cannot set for its own process.
        ProcessBuilder builder = new ProcessBuilder(
                Distribution.HOME.resolve("bin/echelle").toString(),
                "plugins",
                "catalogue",
                "make",
                place.toString(),
                "--keystore",
                key.keystore().toString(),
                "--alias",
                "key");
        builder.environment().put("ECHELLE_KEYSTORE_PASSWORD", SigningKey.PASSWORD);
        builder.environment().put("ECHELLE_STATE", temporary.resolve("other").toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Path toy(String version) throws Exception {
        return Distribution.jar(
                temporary.resolve("toy-" + version + ".jar"),
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        TOY,
                        "Bundle-Version",
                        version,
                        "Bundle-Activator",
                        ToyPlugin.class.getName(),
                        "Import-Package",
                        "org.osgi.framework,org.echelle.api;version=\"[1.0,2)\",ai.djl.ndarray;version=\"[0.35,0.36)\""),
                ToyPlugin.class,
                ToyPlugin.ToyDomain.class);
    }

    private Path bundle(String file, String name, String version, String... headers) throws Exception {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Bundle-ManifestVersion", "2");
        all.put("Bundle-SymbolicName", name);
        all.put("Bundle-Version", version);
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return Distribution.jar(temporary.resolve(file + ".jar"), all);
    }
}
