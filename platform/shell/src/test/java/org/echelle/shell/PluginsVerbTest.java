package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.echelle.install.catalogue.Catalogue;
import org.echelle.install.catalogue.CatalogueWriter;
import org.echelle.install.catalogue.ListKey;
import org.echelle.install.catalogue.Place;
import org.echelle.install.jar.PluginJar;
import org.echelle.install.store.Installed;
import org.echelle.install.store.PluginStore;
import org.echelle.install.store.Release;
import org.echelle.testkit.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class PluginsVerbTest {
    private static final String STATE = "echelle.state";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final String before = System.getProperty(STATE);
    private PluginStore store;

    @BeforeEach
    void open() {
        System.setProperty(STATE, folder.toString());
        store = new PluginStore(folder.resolve("plugins"));
    }

    @AfterEach
    void close() {
        if (before == null) {
            System.clearProperty(STATE);
        } else {
            System.setProperty(STATE, before);
        }
    }

    @Test
    void aCatalogueThatCannotBeSignedStaysSigned() throws Exception {
        Path keystore = SigningKey.create(folder, "lab").keystore();
        Path place = catalogue("place");
        CatalogueWriter.write(place, Optional.of(ListKey.open(keystore, "key", SigningKey.PASSWORD.toCharArray())));

        // the password's variable is not set here, or is another one's
        int code = echelle("catalogue", "make", place.toString(), "--keystore", keystore.toString(), "--alias", "key");

        assertThat(code).as(said()).isEqualTo(1);
        assertThat(Catalogue.read(Place.of(place.toString())).signer()).isPresent();
    }

    @Test
    void aVersionWhoseFileIsGoneIsNotGoneBackTo() throws Exception {
        Release old = install("1.0.0");
        Release now = install("1.1.0");
        Files.delete(store.jar(old));
        // what a host would tell of the old one, so that a wrong answer comes at once
        rows.add(row("refused", old));

        assertThat(echelle("rollback", "toy")).isEqualTo(1);

        assertThat(said())
                .contains("lab.toy cannot go back to 1.0.0, for its file " + store.jar(old) + " is gone; 1.1.0 stays.");
        assertThat(store.read().find("lab.toy").orElseThrow().now()).isEqualTo(now);
    }

    @Test
    void aVersionWhoseFileIsChangedIsNotGoneBackTo() throws Exception {
        Release old = install("1.0.0");
        Release now = install("1.1.0");
        Files.writeString(store.jar(old), "another");
        rows.add(row("refused", old));

        assertThat(echelle("rollback", "toy")).isEqualTo(1);

        assertThat(said()).contains(store.jar(old) + " was changed; 1.1.0 stays.");
        assertThat(store.read().find("lab.toy").orElseThrow().now()).isEqualTo(now);
    }

    @Test
    void aVersionThatIsWholeIsGoneBackTo() throws Exception {
        Release old = install("1.0.0");
        install("1.1.0");
        rows.add(row("active", old));

        assertThat(echelle("rollback", "toy")).as(said()).isZero();

        assertThat(store.read().find("lab.toy").orElseThrow().now()).isEqualTo(old);
    }

    @Test
    void aDamagedListOfPluginsIsToldAfterTheTable() throws Exception {
        Release release = install("1.0.0");
        rows.add(row("active", release));
        Files.writeString(store.root().resolve("plugins.lock"), "{");

        assertThat(echelle()).isEqualTo(1);
        assertThat(said()).contains("lab.toy", "plugins.lock, is damaged");

        rows.clear();
        out.reset();
        assertThat(echelle("list")).isEqualTo(1);
        assertThat(said()).contains("plugins.lock, is damaged").doesNotContain("No plugin is installed");
    }

    @Test
    void aPluginThatOffersNothingIsKnownByTheLastPartOfItsName() throws Exception {
        rows.add(row("quarantined", install("1.0.0")));

        assertThat(echelle("info", "toy")).as(said()).isZero();
        assertThat(said()).contains("lab.toy 1.0.0 (quarantined)");
    }

    @Test
    void aCatalogueThatVanishedDoesNotHideTheOthers() throws Exception {
        Path gone = catalogue("gone");
        Path good = catalogue("good");
        assertThat(echelle("catalogue", "add", gone.toString())).isZero();
        assertThat(echelle("catalogue", "add", good + "/")).isZero();
        Files.delete(gone.resolve("catalogue.json"));
        out.reset();

        assertThat(echelle("catalogue")).isZero();
        assertThat(said()).contains("There is no catalogue.json in " + gone, good + ", signed by nobody");

        assertThat(echelle("catalogue", "remove", good + "/")).as(said()).isZero();
        assertThat(echelle("catalogue")).isEqualTo(1);
    }

    private int echelle(String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Console console = Console.of(new ByteArrayInputStream(new byte[0]), stream, stream);
        List<String> words = new ArrayList<>(List.of("plugins"));
        words.addAll(List.of(arguments));
        try (DomainRegistry domains = new DomainRegistry(nothing())) {
            HostServices services =
                    new HostServices(console, domains, new Jobs(), () -> List.copyOf(rows), () -> null, null);
            return new Front(services).run(console, words.toArray(String[]::new));
        }
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A framework in which there is nothing. */
    private static BundleContext nothing() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (p, method, a) -> null);
    }

    private static Map<String, Object> row(String state, Release release) {
        return Map.of(
                "name",
                "lab.toy",
                "version",
                release.version(),
                "state",
                state,
                "file",
                "/nowhere/" + release.file(),
                "sha256",
                release.sha256(),
                "description",
                "",
                "reason",
                "It is a test.",
                "bundle",
                7L);
    }

    private Path catalogue(String name) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        jar(place.resolve("toy.jar"), "1.0.0");
        CatalogueWriter.write(place, Optional.empty());
        return place;
    }

    private Release install(String version) throws IOException {
        Path jar = jar(folder.resolve("toy-" + version + ".jar"), version);
        Release release = store.keep(PluginJar.read(jar), jar.toString());
        store.change(lock -> lock.with(lock.find("lab.toy")
                .map(p -> p.replacedBy(release))
                .orElse(new Installed("lab.toy", release, List.of()))));
        return release;
    }

    private static Path jar(Path file, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "lab.toy");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        try (OutputStream bytes = Files.newOutputStream(file)) {
            new JarOutputStream(bytes, manifest).close();
        }
        return file;
    }
}
