package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.echelle.host.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Jars that come, go, and are no plugins, on one running host. */
class HotLoadingIT {
    @TempDir
    private static Path temporary;

    private static Host host;
    private static Path plugins;

    @BeforeAll
    static void start() throws Exception {
        plugins = Distribution.folders(temporary).plugins().get(0);
        host = Host.start(Distribution.folders(temporary));
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
        try (Stream<Path> left = Files.list(temporary.resolve("state/host"))) {
            assertThat(left).as("the framework's storage is disposable").isEmpty();
        }
    }

    @AfterEach
    void clear() throws Exception {
        try (Stream<Path> jars = Files.list(plugins)) {
            for (Path jar : jars.toList()) {
                Files.delete(jar);
            }
        }
        await(() -> host.plugins().list().isEmpty());
    }

    @Test
    void everyBundleOfTheDistributionIsActive() {
        assertThat(host.context().getBundles()).hasSizeGreaterThan(15).allSatisfy(b -> assertThat(b.getState())
                .as(b.getSymbolicName())
                .isEqualTo(Bundle.ACTIVE));
    }

    @Test
    void aDroppedPluginIsUsableAndATakenOneGone() throws Exception {
        Distribution.toyPlugin(plugins.resolve("toy.jar"));
        await(HotLoadingIT::toyIsThere);

        assertThat(host.plugins().list()).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("name", "org.example.toy")
                .containsEntry("version", "1.2.0")
                .containsEntry("state", "active")
                .containsEntry("reason", ""));
        assertThat(description()).isEqualTo("Nothing of NDArray");

        Files.delete(plugins.resolve("toy.jar"));
        await(() -> !toyIsThere() && host.plugins().list().isEmpty());
    }

    @Test
    void theClassLoadersOfAHundredReloadsAreCollected() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        Distribution.toyPlugin(temporary.resolve("toy.jar"));
        for (int cycle = 0; cycle < 100; cycle++) {
            Files.copy(temporary.resolve("toy.jar"), plugins.resolve("toy.jar"));
            host.plugins().settle();
            assertThat(toyIsThere()).as("cycle " + cycle).isTrue();
            loaders.add(new WeakReference<>(toyLoader()));
            Files.delete(plugins.resolve("toy.jar"));
            host.plugins().settle();
            assertThat(toyIsThere()).isFalse();
        }
        await(() -> {
            System.gc();
            return loaders.stream().allMatch(l -> l.refersTo(null));
        });
        assertThat(loaders).hasSize(100);
    }

    @Test
    void replacingTheFileReplacesThePlugin() throws Exception {
        Distribution.toyPlugin(plugins.resolve("toy.jar"));
        await(HotLoadingIT::toyIsThere);
        WeakReference<ClassLoader> old = new WeakReference<>(toyLoader());

        Distribution.jar(
                plugins.resolve("toy.jar"),
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        "org.example.toy",
                        "Bundle-Version",
                        "1.3.0"));

        await(() ->
                host.plugins().list().stream().anyMatch(r -> r.get("version").equals("1.3.0")));
        assertThat(toyIsThere()).isFalse();
        await(() -> {
            System.gc();
            return old.refersTo(null);
        });
    }

    @Test
    void aFileThatIsNoJarIsRefusedInWords() throws Exception {
        Files.writeString(plugins.resolve("note.jar"), "I am a letter.");

        assertThat(reason("note.jar", "refused")).startsWith("It is not a jar file (");
        hostGoesOn();
    }

    @Test
    void aJarThatIsNoBundleIsRefusedInWords() throws Exception {
        Distribution.jar(plugins.resolve("plain.jar"), Map.of("Created-By", "a test"));

        assertThat(reason("plain.jar", "refused"))
                .isEqualTo("It is a jar but no OSGi bundle: its manifest has no Bundle-SymbolicName.");
        hostGoesOn();
    }

    @Test
    void aPluginForAnotherContractIsToldWhichOneThisHostHas() throws Exception {
        bundle("new.jar", "Import-Package", "org.echelle.api;version=\"[2.0,3)\"");

        assertThat(reason("new.jar", "unresolved")).isEqualTo("It needs org.echelle.api 2.x, this host has 1.7.");
        hostGoesOn();
    }

    @Test
    void aMissingPackageIsNamed() throws Exception {
        bundle("lonely.jar", "Import-Package", "com.example.absent;version=\"[1,2)\"");

        assertThat(reason("lonely.jar", "unresolved"))
                .isEqualTo("It needs the package com.example.absent, which nothing on this host provides.");
        hostGoesOn();
    }

    @Test
    void aPluginForANewerJavaIsToldSo() throws Exception {
        bundle("future.jar", "Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");

        assertThat(reason("future.jar", "unresolved"))
                .isEqualTo("It needs Java 99, this is Java " + Runtime.version().feature() + ".");
    }

    @Test
    void anActivatorThatThrowsIsQuoted() throws Exception {
        Distribution.jar(
                plugins.resolve("broken.jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example.broken",
                        "Bundle-Activator", BrokenActivator.class.getName(),
                        "Import-Package", "org.osgi.framework"),
                BrokenActivator.class);

        assertThat(reason("broken.jar", "failed"))
                .isEqualTo("It threw while starting: java.lang.IllegalStateException: the toy is broken.");
        hostGoesOn();
    }

    @Test
    void aPluginThatWaitedStartsOnceWhatItNeedsArrives() throws Exception {
        bundle("user.jar", "Import-Package", "com.example.lent");
        reason("user.jar", "unresolved");

        bundle("lender.jar", "Export-Package", "com.example.lent");

        await(() -> host.plugins().list().stream().allMatch(r -> r.get("state").equals("active")));
    }

    private static void bundle(String file, String header, String value) throws Exception {
        Distribution.jar(
                plugins.resolve(file),
                Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "org.example." + file, header, value));
    }

    private static String reason(String file, String state) throws InterruptedException {
        await(() -> row(file, state) != null);
        return (String) Objects.requireNonNull(row(file, state)).get("reason");
    }

    private static Map<String, Object> row(String file, String state) {
        return host.plugins().list().stream()
                .filter(r -> r.get("file").toString().endsWith(file)
                        && r.get("state").equals(state))
                .findFirst()
                .orElse(null);
    }

    private static void hostGoesOn() throws Exception {
        Distribution.toyPlugin(plugins.resolve("toy.jar"));
        await(HotLoadingIT::toyIsThere);
    }

    private static boolean toyIsThere() {
        return reference() != null;
    }

    private static ServiceReference<?> reference() {
        try {
            ServiceReference<?>[] found = host.context().getAllServiceReferences("org.echelle.api.Domain", null);
            return found == null ? null : found[0];
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ClassLoader toyLoader() {
        return reference().getBundle().adapt(BundleWiring.class).getClassLoader();
    }

    private static String description() throws ReflectiveOperationException {
        Object domain = host.context().getService(reference());
        // The bundle's Domain is another class than the test's: it is called as a stranger calls it.
        var method = domain.getClass().getMethod("description");
        method.setAccessible(true);
        Object text = method.invoke(domain);
        host.context().ungetService(reference());
        return (String) text;
    }

    private static void await(BooleanSupplier wanted) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited 30 s in vain; plugins: %s", host.plugins().list())
                    .isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
