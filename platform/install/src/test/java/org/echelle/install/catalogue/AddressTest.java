package org.echelle.install.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.echelle.install.InstallException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9/toy.jar",
                "https://example.org/my%20plugins/my%20toy.jar",
                "https://example.org/toy.jar?raw=true",
                "HTTPS://example.org/toy.jar"
            })
    void aJarOnAServerIsNamed(String word) {
        assertThat(Address.isMeant(word)).isTrue();
        assertThat(Address.ofJar(word)).hasToString(word);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:9/my plugins/toy.jar | has \" \" at character 22",
                "http:toy.jar | names no server",
                "http:///toy.jar | names no server",
                "http:// | is malformed",
                "http://toy.jar | names a server and no file on it",
                "http://example.org:99999/toy.jar | names no server that can be asked",
                "https://example.org/download/toy | does not end in .jar",
                "https://example.org/plugins/?file=toy.jar | does not end in .jar",
                "file:///tmp/toy.jar | without file:",
                "FTP://example.org/toy.jar | begins with ftp:, and only http: and https: are read",
                "s3://bucket/toy.jar | begins with s3:",
            })
    void aWrongAddressIsToldInASentence(String word, String said) {
        assertThat(Address.isMeant(word)).isTrue();
        assertThatThrownBy(() -> Address.ofJar(word))
                .isInstanceOf(InstallException.class)
                .hasMessageStartingWith("The address " + word + " ")
                .hasMessageContaining(said)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"toy", "toy@1.0.0", "./toy.jar", "/plugins/toy.jar", "C:/plugins/toy.jar", "lab.toy"})
    void whatIsNoAddressIsNotTakenForOne(String word) {
        assertThat(Address.isMeant(word)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:", "http://my plugins/", "file:///plugins", "ftp://example.org/plugins"})
    void aWrongAddressOfACatalogueIsToldInASentence(String word) {
        assertThatThrownBy(() -> Place.of(word))
                .isInstanceOf(InstallException.class)
                .hasMessageStartingWith("The address ");
    }

    @Test
    void aCatalogueIsTakenOutByEachOfItsNames() {
        CatalogueList list = new CatalogueList(folder);
        list.add(folder.resolve("lab").toString());
        list.add("https://example.org/plugins");

        list.remove(folder + "/lab/");
        list.remove("https://example.org/plugins/");

        assertThat(list.places()).isEmpty();
        assertThatThrownBy(() -> list.remove("lab"))
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("There is no catalogue \"lab\"; there are: none");
    }
}
