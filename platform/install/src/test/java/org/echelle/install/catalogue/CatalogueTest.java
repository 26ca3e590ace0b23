package org.echelle.install.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.api.Progress;
import org.echelle.install.InstallException;
import org.echelle.install.TestJars;
import org.echelle.install.jar.PluginJar;
import org.echelle.testkit.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    @TempDir
    private Path folder;

    private Path place;

    @BeforeEach
    void fill() throws Exception {
        place = Files.createDirectories(folder.resolve("place"));
        TestJars.bundle(place.resolve("a-1.jar"), "lab.a", "1.0.0", "Import-Package", "x;version=\"[1,2)\"");
        TestJars.bundle(place.resolve("b-1.jar"), "lab.b", "1.0.0");
    }

    @Test
    void aListTellsWhatTheJarsAre() {
        CatalogueWriter.write(place, Optional.empty());

        Catalogue catalogue = Catalogue.read(Place.of(place.toString()));

        PluginJar a = PluginJar.read(place.resolve("a-1.jar"));
        assertThat(catalogue.signer()).isEmpty();
        assertThat(catalogue.entries()).hasSize(2).first().satisfies(e -> {
            assertThat(e.plugin()).isEqualTo(a.facts());
            assertThat(e.sha256()).isEqualTo(a.sha256());
            assertThat(e.file()).isEqualTo("a-1.jar");
            assertThat(e.bytes()).isEqualTo(a.bytes());
        });
    }

    @Test
    void aSignedListNamesItsSigner() throws Exception {
        CatalogueWriter.write(place, Optional.of(key()));

        assertThat(Catalogue.read(Place.of(place.toString())).signer())
                .hasValueSatisfying(s -> assertThat(s.name()).isEqualTo("CN=lab"));
    }

    @Test
    void aListChangedAfterSigningIsRefused() throws Exception {
        CatalogueWriter.write(place, Optional.of(key()));
        Path list = place.resolve("catalogue.json");
        Files.writeString(list, Files.readString(list).replace("1.0.0", "9.0.0"));

        refused("is not what was signed");
    }

    @Test
    void aNewListDoesNotKeepAnOldSignature() throws Exception {
        CatalogueWriter.write(place, Optional.of(key()));
        TestJars.bundle(place.resolve("c-1.jar"), "lab.c", "1.0.0");

        CatalogueWriter.write(place, Optional.empty());

        Catalogue catalogue = Catalogue.read(Place.of(place.toString()));
        assertThat(catalogue.entries()).hasSize(3);
        assertThat(catalogue.signer()).isEmpty();
    }

    @Test
    void whatDoesNotOpenIsToldBeforeAListIsTouched() throws Exception {
        Path keystore = SigningKey.create(folder, "lab").keystore();
        char[] right = SigningKey.PASSWORD.toCharArray();

        assertThatThrownBy(() -> ListKey.open(keystore, "key", "wrong".toCharArray()))
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("cannot be signed with " + keystore, "Nothing was changed");
        assertThatThrownBy(() -> ListKey.open(keystore, "other", right))
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("has no key \"other\"; it has key", "Nothing was changed");
        assertThatThrownBy(() -> ListKey.open(folder.resolve("none.p12"), "key", right))
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("There is no keystore");
    }

    @Test
    void aListThatCannotBeWrittenLeavesTheSignedOneWhole() throws Exception {
        CatalogueWriter.write(place, Optional.of(key()));
        Path list = place.resolve("catalogue.json");
        Path aside = Files.move(list, folder.resolve("aside"));
        Files.createDirectories(list.resolve("in-the-way"));

        assertThatThrownBy(() -> CatalogueWriter.write(place, Optional.empty())).isInstanceOf(EchelleException.class);

        Files.delete(list.resolve("in-the-way"));
        Files.delete(list);
        Files.move(aside, list);
        assertThat(Catalogue.read(Place.of(place.toString())).signer()).isPresent();
    }

    @Test
    void brokenListsAreToldInWords() throws Exception {
        refused("There is no catalogue.json in");
        Path list = place.resolve("catalogue.json");
        Files.writeString(list, "{\"format\": 1");
        refused("is damaged");
        Files.writeString(list, "{\"format\": 1, \"plugins\": []}\n{}");
        refused("is damaged: something follows the end of its JSON (line 2, column 1).");
        Files.writeString(list, "{\"format\": 1}");
        refused("is damaged: it lacks what a list has.");
        Files.writeString(list, "{\"format\": 7, \"plugins\": []}");
        refused("has the format 7; this version of Echelle reads 1");
        Files.writeString(list, "{\"format\": 1, \"plugins\": [{\"file\": \"a.jar\"}]}");
        refused("has an entry without name, file, size or SHA-256");
        Files.writeString(list, "{\"format\": 1, \"plugins\": []}");
        Files.writeString(place.resolve("catalogue.json.sig"), "nothing");
        refused("cannot be checked");
        Files.writeString(place.resolve("catalogue.json.sig"), "{} {}");
        refused("cannot be checked (something follows the end of its JSON (line 1, column 4))");
    }

    @Test
    void aListOfCataloguesWithSomethingBehindItIsRefused() throws Exception {
        Files.writeString(folder.resolve("catalogues.json"), "[\"/a\"]\n[\"/b\"]");

        assertThatThrownBy(() -> new CatalogueList(folder).places())
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("is damaged (something follows the end of its JSON (line 2, column 1));");
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501, 403})
    void aCatalogueIsReadFromAServerThatRefusesHead(int refusal) throws Exception {
        CatalogueWriter.write(place, Optional.of(key()));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Path file = place.resolve(exchange.getRequestURI().getPath().substring(1));
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(refusal, -1);
            } else {
                exchange.sendResponseHeaders(200, Files.size(file));
                Files.copy(file, exchange.getResponseBody());
            }
            exchange.close();
        });
        server.start();
        try {
            Catalogue catalogue = Catalogue.read(
                    Place.of("http://127.0.0.1:" + server.getAddress().getPort()));
            Entry b = catalogue.entries().get(1);
            Path part = folder.resolve("downloads/b.jar");
            catalogue.place().fetch(b.file(), part, b.bytes(), Progress.SILENT);

            assertThat(catalogue.signer()).isPresent();
            assertThat(part).hasSameBinaryContentAs(place.resolve("b-1.jar"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anAddressWithoutFolderIsToldSo() {
        assertThatThrownBy(() -> Place.of(folder.resolve("absent").toString()))
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("There is no folder or .zip file");
    }

    private ListKey key() throws Exception {
        return ListKey.open(SigningKey.create(folder, "lab").keystore(), "key", SigningKey.PASSWORD.toCharArray());
    }

    private void refused(String said) {
        assertThatThrownBy(() -> Catalogue.read(Place.of(place.toString())))
                .isInstanceOf(InstallException.class)
                .hasMessageContaining(said);
    }
}
