package org.echelle.install.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.echelle.host.spi.WantedPlugins.Wanted;
import org.echelle.install.InstallException;
import org.echelle.install.TestJars;
import org.echelle.install.jar.PluginJar;
import org.echelle.install.jar.Signer;
import org.echelle.testkit.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginStoreTest {
    @TempDir
    private Path folder;

    private PluginStore store;

    @BeforeEach
    void open() {
        store = new PluginStore(folder.resolve("plugins"));
    }

    @Test
    void whatIsInstalledIsReadBack() {
        Release release = install("a.b", "1.0.0");

        assertThat(store.read().find("a.b")).hasValueSatisfying(p -> {
            assertThat(p.now()).isEqualTo(release);
            assertThat(p.before()).isEmpty();
        });
        assertThat(store.jar(release)).hasSameBinaryContentAs(folder.resolve("a.b-1.0.0.jar"));
    }

    @Test
    void anUpdateCanBeTakenBackThreeTimesAndNoFurther() {
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0")) {
            install("a.b", version);
        }

        List<String> seen = new ArrayList<>();
        while (!store.read().find("a.b").orElseThrow().before().isEmpty()) {
            store.change(lock -> lock.with(lock.find("a.b").orElseThrow().rolledBack()));
            seen.add(store.read().find("a.b").orElseThrow().now().version());
        }

        assertThat(seen).containsExactly("1.3.0", "1.2.0", "1.1.0");
    }

    @Test
    void jarsThatNothingNamesAreSweptOnceTheyAreOld() throws Exception {
        Release first = install("a.b", "1.0.0");
        Release other = install("c.d", "1.0.0");
        store.change(lock -> lock.without("a.b"));
        Files.setLastModifiedTime(store.jar(first), FileTime.from(Instant.now().minusSeconds(7200)));

        store.sweep();

        assertThat(store.jar(first)).doesNotExist();
        assertThat(store.jar(other)).exists();
    }

    @Test
    void aJarThatIsGoneOrChangedIsNoticed() throws Exception {
        Release release = install("a.b", "1.0.0");
        assertThat(store.damage(release)).isEmpty();

        Files.writeString(store.jar(release), "another");
        assertThat(store.damage(release)).contains(store.jar(release) + " was changed");

        Files.delete(store.jar(release));
        assertThat(store.damage(release)).contains(store.jar(release) + " is gone");
    }

    @Test
    void aCertificateThatIsNotThereIsToldSo() {
        Path nowhere = folder.resolve("nowhere.pem");

        assertThatThrownBy(() -> TrustedKeys.read(nowhere))
                .isInstanceOf(InstallException.class)
                .hasMessage("There is no file " + nowhere + " to read a certificate from.");
    }

    @Test
    void aDamagedListIsToldAndNotTakenForAnEmptyOne() throws Exception {
        install("a.b", "1.0.0");
        Path lock = store.root().resolve("plugins.lock");
        Files.writeString(lock, Files.readString(lock).substring(0, 40));

        assertThatThrownBy(store::read)
                .isInstanceOf(InstallException.class)
                .hasMessageContainingAll("plugins.lock, is damaged", "Their jars are still in");
        assertThatThrownBy(() -> install("c.d", "1.0.0")).isInstanceOf(InstallException.class);
    }

    @Test
    void aListWithSomethingBehindItIsDamaged() throws Exception {
        install("a.b", "1.0.0");
        Path lock = store.root().resolve("plugins.lock");
        long lines = Files.readString(lock).lines().count();
        Files.writeString(lock, "\n{\"format\": 1}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(store::read)
                .isInstanceOf(InstallException.class)
                .hasMessageContaining("plugins.lock, is damaged (something follows the end of its JSON (line "
                        + (lines + 1) + ", column 1));");
    }

    @Test
    void aListOfALaterFormatIsNotGuessedAt() throws Exception {
        Files.createDirectories(store.root());
        Files.writeString(store.root().resolve("plugins.lock"), "{\"format\": 2, \"plugins\": []}");

        assertThatThrownBy(store::read).hasMessageContaining("has the format 2; this version of Echelle reads 1");
    }

    @Test
    void aListThatNamesAFileElsewhereIsRefused() throws Exception {
        install("a.b", "1.0.0");
        Path lock = store.root().resolve("plugins.lock");
        Files.writeString(lock, Files.readString(lock).replaceAll("\"file\" : \"[^\"]*\"", "\"file\" : \"../x.jar\""));

        assertThatThrownBy(store::read).hasMessageContaining("names the file \"../x.jar\"");
    }

    @Test
    void twoProgramsThatInstallAtOnceLoseNothing() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "a.p" + i;
            Thread thread = new Thread(() -> install(name, "1.0.0"));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(store.read().plugins()).hasSize(8);
    }

    @Test
    void aHostIsToldWhatIsWantedAndWhatFailed() {
        StoredPlugins told = new StoredPlugins(store);
        assertThat(told.wanted()).isEmpty();
        Release release = install("a.b", "1.0.0");

        Wanted wanted = told.wanted().get(0);
        assertThat(wanted).isEqualTo(new Wanted(store.jar(release), "a.b", "1.0.0", release.sha256(), ""));

        told.failed(wanted, "It threw.");
        assertThat(told.wanted().get(0).obstacle()).startsWith("It threw. It is not started again");

        store.quarantine(release.sha256(), null);
        assertThat(told.wanted().get(0).obstacle()).isEmpty();
    }

    @Test
    void aListThatIsDamagedMeanwhileLeavesAHostAsItIs() throws Exception {
        StoredPlugins told = new StoredPlugins(store);
        install("a.b", "1.0.0");
        assertThat(told.wanted()).hasSize(1);

        Files.writeString(store.root().resolve("plugins.lock"), "{");

        assertThat(told.wanted()).hasSize(1);
    }

    @Test
    void aKeyIsTrustedUntilItIsTakenBack() throws Exception {
        Signer lab = new Signer(SigningKey.create(folder, "lab").certificate());
        Signer other = new Signer(SigningKey.create(folder, "other").certificate());
        TrustedKeys keys = store.keys();
        keys.add(lab);

        assertThat(keys.trusts(lab)).isTrue();
        assertThat(keys.trusts(other)).isFalse();
        assertThat(keys.list()).containsExactly(lab);

        assertThatThrownBy(() -> keys.remove("00000000")).hasMessageContaining("No single trusted key");
        assertThat(keys.remove("SHA256:" + lab.shortFingerprint().substring(0, 12)))
                .isEqualTo(lab);
        assertThat(keys.trusts(lab)).isFalse();
    }

    private Release install(String name, String version) {
        Path jar = TestJars.bundle(folder.resolve(name + "-" + version + ".jar"), name, version);
        Release release = store.keep(PluginJar.read(jar), jar.toString());
        store.change(lock -> lock.with(
                lock.find(name).map(p -> p.replacedBy(release)).orElse(new Installed(name, release, List.of()))));
        return release;
    }
}
