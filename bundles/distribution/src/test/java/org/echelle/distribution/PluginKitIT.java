package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.echelle.distribution.EchelleProcess.Ended;
import org.echelle.host.Folders;
import org.echelle.host.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.wiring.BundleWiring;

/** What the archetype yields is a plugin: it builds, keeps the contract, and does its run on a host that was running before it came. */
class PluginKitIT {
    private static final String JAR = "finds-causes-1.0.0.jar";
    private static final int TRIES = 300;
    private static final long PAUSE = 20; // milliseconds between two of them

    @TempDir
    private Path temporary;

    @Test
    void aGeneratedProjectBuildsConformsAndRunsUntouched() throws Exception {
        try (PluginKit kit = PluginKit.in(temporary)) {
            builtAndRun(kit);
        }
    }

    private void builtAndRun(PluginKit kit) throws Exception {
        Ended built = kit.bash(PluginKit.generate("finds-causes", "made-causes") + "\ncd finds-causes\nmvn verify");
        Path project = kit.folder().resolve("finds-causes");
        assertThat(built.text())
                .containsPattern("Tests run: [3-9]\\d, Failures: 0, Errors: 0, Skipped: 0.*MadecausesConformanceTest");
        assertThat(project.resolve("README.md"))
                .content()
                .contains("MadecausesDomain.java")
                .doesNotContain("${");

        Folders folders = Distribution.folders(temporary);
        try (Host host = Host.start(folders)) {
            assertThat(host.run("version")).isZero();
            Path dropped = folders.plugins().get(0).resolve(JAR);
            Files.copy(project.resolve("target").resolve(JAR), dropped);
            host.plugins().settle();
            assertThat(host.plugins().list()).singleElement().satisfies(row -> assertThat(row)
                    .containsEntry("name", "org.example.finds-causes")
                    .containsEntry("version", "1.0.0")
                    .containsEntry("state", "active"));

            Path out = temporary.resolve("run");
            assertThat(host.run(
                            "run", project.resolve("run.yaml").toString(), "--out", out.toString(), "--device", "cpu"))
                    .isZero();
            assertThat(out.resolve("report/index.html")).isNotEmptyFile();
            JsonNode score = EchelleProcess.json(out.resolve("run.json")).at("/steps/score encoder");
            assertThat(score.path("concepts").asInt()).isEqualTo(12);
            assertThat(score.path("overall").asText()).startsWith("SAE leads");

            WeakReference<ClassLoader> loader = loader(host);
            Files.delete(dropped);
            host.plugins().settle();
            assertThat(host.plugins().list()).isEmpty();
            for (int i = 0; i < TRIES && !loader.refersTo(null); i++) {
                System.gc();
                Thread.sleep(PAUSE);
            }
            assertThat(loader.refersTo(null)).as("its classes are collected").isTrue();
        }
    }

    private static WeakReference<ClassLoader> loader(Host host) {
        return Stream.of(host.context().getBundles())
                .filter(b -> b.getSymbolicName().equals("org.example.finds-causes"))
                .map(b -> new WeakReference<>(b.adapt(BundleWiring.class).getClassLoader()))
                .findFirst()
                .orElseThrow();
    }
}
