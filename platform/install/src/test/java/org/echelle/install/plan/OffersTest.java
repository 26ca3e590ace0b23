package org.echelle.install.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Progress;
import org.echelle.install.InstallException;
import org.echelle.install.OneFileServer;
import org.echelle.install.TestJars;
import org.echelle.install.catalogue.CatalogueList;
import org.echelle.install.catalogue.CatalogueWriter;
import org.echelle.install.store.PluginStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffersTest {
    @TempDir
    private Path folder;

    private PluginStore store;
    private Path good;
    private Path gone;

    @BeforeEach
    void fill() throws Exception {
        store = new PluginStore(folder.resolve("store"));
        good = Files.createDirectories(folder.resolve("good"));
        gone = folder.resolve("gone");
        TestJars.bundle(good.resolve("toy.jar"), "lab.toy", "1.0.0");
        CatalogueWriter.write(good, Optional.empty());
    }

    @Test
    void aCatalogueThatVanishedIsLeftOutAndToldOf() {
        catalogues(gone, good);
        Offers offers = offers(true);

        assertThat(offers.find("toy").offers()).singleElement().satisfies(o -> assertThat(o.facts())
                .hasToString("lab.toy 1.0.0"));
        assertThat(offers.unused()).singleElement().asString().contains(gone.toString());
    }

    @Test
    void aCatalogueThatNobodySignedIsLeftOutAndToldOf() {
        catalogues(good);

        assertThatThrownBy(() -> offers(false).find("toy"))
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("no catalogue could be used", "is not signed", good.toString());
    }

    @Test
    void whereNothingIsFoundBothAreNamed() {
        catalogues(gone, good);

        assertThatThrownBy(() -> offers(true).find("game"))
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("no catalogue offers \"game\"; they offer lab.toy", gone.toString());
    }

    @Test
    void catalogueServersThatAreDeadAreToldInWords() {
        new CatalogueList(store.root()).add("http://127.0.0.1:9/plugins");

        assertThatThrownBy(() -> offers(true).requireAny())
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("http://127.0.0.1:9/plugins cannot be read (no connection could be made)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/toy.jar", "/my%20toy.jar", "/toy.jar?raw=true"})
    void aSecondLookAtAnAddressSeesTheFileThereNow(String path) throws Exception {
        byte[] old = Files.readAllBytes(TestJars.bundle(folder.resolve("1.jar"), "lab.toy", "1.0.0"));
        byte[] now = Files.readAllBytes(TestJars.bundle(folder.resolve("2.jar"), "lab.toy", "2.0.0"));
        try (OneFileServer server = new OneFileServer(old)) {
            assertThat(version(server.at(path))).isEqualTo("1.0.0");
            server.content = now;

            assertThat(version(server.at(path))).isEqualTo("2.0.0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501, 403})
    void aServerThatRefusesHeadGivesItsPlugin(int refusal) throws Exception {
        try (OneFileServer server = new OneFileServer(Files.readAllBytes(good.resolve("toy.jar")))) {
            server.headStatus = refusal;

            assertThat(version(server.at("/toy.jar?signature=abc"))).isEqualTo("1.0.0");
        }
    }

    @Test
    void whatWasNotedOfADownloadGoesWithIt() throws Exception {
        byte[] jar = Files.readAllBytes(good.resolve("toy.jar"));
        try (OneFileServer server = new OneFileServer(jar)) {
            server.version = "ETag: \"one\"";
            Offer.AtHand found = (Offer.AtHand)
                    offers(true).find(server.at("/toy.jar")).offers().get(0);
            assertThat(store.downloads()).isNotEmptyDirectory();

            store.forget(found.jar().file());
        }

        assertThat(store.downloads()).isEmptyDirectory();
    }

    @Test
    void aServerThatRefusesIsToldInWords() {
        assertThatThrownBy(() -> offers(true).find("http://127.0.0.1:9/toy.jar"))
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("http://127.0.0.1:9/toy.jar cannot be read (no connection could be made)");
    }

    @Test
    void aFolderIsNotSaidToBeAbsent() {
        assertThatThrownBy(() -> offers(true).find(good + "/"))
                .isInstanceOf(InstallException.class)
                .hasMessage("The folder " + good + " is no plugin; name a .jar in it.");
    }

    private String version(String address) {
        return offers(true).find(address).offers().get(0).facts().version();
    }

    private Offers offers(boolean allowUnsigned) {
        return new Offers(store, new Permissions(allowUnsigned, List.of(), false, List.of()), Progress.SILENT);
    }

    private void catalogues(Path... places) {
        CatalogueList list = new CatalogueList(store.root());
        for (Path place : places) {
            list.add(place.toString());
        }
    }
}
