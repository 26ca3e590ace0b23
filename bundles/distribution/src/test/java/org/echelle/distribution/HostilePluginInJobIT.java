package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that hang, flood or leak while a job uses them: that job ends with a sentence, and nothing else does. */
class HostilePluginInJobIT {
    private static final String NAME = "org.example.rude";

    @TempDir
    private Path temporary;

    private HostedShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = new HostedShell(temporary);
        List<Class<?>> classes = new ArrayList<>(List.of(RudePlugin.class.getDeclaredClasses()));
        classes.addAll(List.of(RudePlugin.class, ToyPlugin.class, ToyPlugin.ToyDomain.class));
        Path jar = Distribution.jar(
                temporary.resolve("rude.jar"),
                Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        NAME,
                        "Bundle-Version",
                        "1.0.0",
                        "Bundle-Activator",
                        RudePlugin.class.getName(),
                        "Import-Package",
                        "org.osgi.framework,org.echelle.api;version=\"[1.0,2)\","
                                + "ai.djl,ai.djl.ndarray;version=\"[0.35,0.36)\",ai.djl.ndarray.types"),
                classes.toArray(Class<?>[]::new));
        shell.run("plugins", "install", jar.toString(), "--yes", "--allow-unsigned")
                .ok();
    }

    @AfterEach
    void stop() throws Exception {
        behave();
        shell.close();
    }

    private static void behave() {
        System.clearProperty(RudePlugin.MANNER);
    }

    private Path out() {
        return temporary.resolve("out");
    }

    private HostedShell.Said extract(String... more) throws Exception {
        Path config = Files.writeString(temporary.resolve("rude.yaml"), """
                domain: rude
                subject: {kind: doubler}
                samples: {kind: numbers, count: 32}
                extract: {batch: 4}
                """);
        List<String> line = new ArrayList<>(
                List.of("extract", config.toString(), "--out", out().toString(), "--set", "device=cpu"));
        line.addAll(List.of(more));
        return shell.run(line.toArray(String[]::new));
    }

    /** A job of another plugin. */
    private void visionGoesOn(String name) throws Exception {
        try (Stream<Path> jars = Files.list(Distribution.HOME.resolve("plugins"))) {
            Path vision = jars.filter(f -> f.getFileName().toString().contains("vision"))
                    .findFirst()
                    .orElseThrow();
            shell.run("plugins", "install", vision.toString(), "--yes", "--allow-unsigned")
                    .ok();
        }
        Path config = Files.writeString(temporary.resolve("vision.yaml"), """
                domain: vision
                subject: {kind: shapes-vit}
                samples: {kind: shapes, count: 20, seed: 7}
                hooks: [blocks.2]
                extract: {batch: 10}
                """);
        shell.run("extract", config.toString(), "--out", temporary.resolve(name).toString(), "--set", "device=cpu")
                .ok();
    }

    @Test
    void aForwardPassThatNeverEndsEndsItsJobAtTheLimitAndResumeGoesOn() throws Exception {
        System.setProperty(RudePlugin.MANNER, "hang-in-forward");

        HostedShell.Said said = extract("--set", "limits.call=2s");

        assertThat(said.code()).as(said.text()).isEqualTo(1);
        assertThat(said.text())
                .contains("echelle: Plugin org.example.rude 1.0.0 has not come back from "
                        + "RudePlugin$RudeSubject.forward for 2 s, the limit that limits.call sets, so the job was stopped. "
                        + "What was written is whole, and the same command with --resume goes on")
                .doesNotContain("defect");
        assertThat(Thread.getAllStackTraces().keySet())
                .anyMatch(t -> t.isDaemon() && t.getName().endsWith("left behind in plugin org.example.rude 1.0.0"));
        visionGoesOn("meanwhile");
        assertThat(extract("--resume").text()).contains("in this program", "lets go when this program ends");

        behave();
        HostedShell.await("the thread's own end", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().contains("left behind in plugin")));
        extract("--resume").ok();
        assertThat(EchelleProcess.json(out().resolve("run.json")).path("status").asText())
                .isEqualTo("done");
    }

    @Test
    void aSampleThatIsNeverReadDoesNotOutlastAWishToStopAndItsThreadIsNamedAfterRemoval() throws Exception {
        System.setProperty(RudePlugin.MANNER, "hang-in-load");
        CompletableFuture<HostedShell.Said> job = CompletableFuture.supplyAsync(() -> {
            try {
                return extract();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        HostedShell.await("the plugin to hang", () -> Thread.getAllStackTraces().values().stream()
                .anyMatch(stack -> List.of(stack).stream()
                        .anyMatch(frame -> frame.getMethodName().equals("hangWhile"))));

        assertThat(shell.host().cancelJobs()).isTrue();

        HostedShell.Said said = job.get(2, TimeUnit.MINUTES);
        assertThat(said.code()).as(said.text()).isEqualTo(1);
        assertThat(said.text())
                .contains(
                        "Stopped on request",
                        "Plugin org.example.rude 1.0.0 did not come back from "
                                + "RudePlugin$RudeNumbers.load within 10 s");
        visionGoesOn("afterwards");

        shell.run("plugins", "remove", "rude").ok();
        HostedShell.await("the report", () -> shell.row(NAME, "leaking").isPresent());
        assertThat((String) shell.row(NAME, "leaking").orElseThrow().get("reason"))
                .contains("\"echelle-prefetch, left behind in plugin org.example.rude 1.0.0\"");
    }

    @Test
    void whatAPluginThrowsIsToldAsItsOwnAndNotAsADefectOfTheHost() throws Exception {
        System.setProperty(RudePlugin.MANNER, "throw");

        HostedShell.Said said = extract();

        assertThat(said.code()).as(said.text()).isEqualTo(1);
        assertThat(said.text())
                .contains(
                        "echelle: The plugin org.example.rude 1.0.0 failed in RudePlugin$RudeSubject.forward with "
                                + "java.lang.IllegalStateException: the doubler is broken. Tell its author; the details are in ")
                .doesNotContain("defect");
        visionGoesOn("afterwards");
    }

    @Test
    void aPluginThatNeverStopsTalkingFillsNeitherTheScreenNorTheRecordAndItsJobGoesOn() throws Exception {
        System.setProperty(RudePlugin.MANNER, "flood");

        HostedShell.Said said = extract().ok();

        // It said 100,000 sentences and stages of 10,000 letters each: a gigabyte.
        assertThat(said.text()).hasSizeLessThan(3_000_000);
        assertThat(said.text().split("the rest is counted and left out", -1)).hasSize(2);
        assertThat(Files.size(out().resolve("run.json"))).isLessThan(3_000_000);
        visionGoesOn("afterwards");
    }

    @Test
    void memoryThatAPluginLeavesOpenIsToldByNameAtTheJobsEndAndAfterRemoval() throws Exception {
        System.setProperty(RudePlugin.MANNER, "leak");

        assertThat(extract().ok().text())
                .contains("The plugin of domain rude left 1 array (1.0 KiB) open in the memory that it was lent");
        shell.run("plugins", "remove", "rude").ok();

        HostedShell.await("the report", () -> shell.row(NAME, "untidy").isPresent());
        assertThat(shell.run("plugins").ok().text())
                .contains(
                        "untidy",
                        "It was removed and had left 2 native arrays (8,192 bytes) in its memory manager \"forgotten-cache\" open;"
                                + " the host closed that.");
    }

    @Test
    void arraysThatAPluginDetachesAreToldAfterItsRemoval() throws Exception {
        System.setProperty(RudePlugin.MANNER, "detach");

        extract().ok();
        shell.run("plugins", "remove", "rude").ok();

        HostedShell.await("the report", () -> shell.row(NAME, "untidy").isPresent());
        assertThat(shell.run("plugins").ok().text())
                .contains("It was removed and had left 3 native arrays that it detached "
                        + "(float32 (3, 4) \"table\", 2 x int64 (2); 80 bytes) open; the host closed that.");
    }

    @Test
    void aPluginThatTidiesUpIsNotSpokenOfAfterRemoval() throws Exception {
        assertThat(extract().ok().text()).doesNotContain("left");
        shell.run("plugins", "remove", "rude").ok();
        // The host looks once the grace of three seconds is over.
        Thread.sleep(5_000);
        assertThat(shell.run("plugins").text()).doesNotContain("untidy", "leaking", NAME);
    }
}
