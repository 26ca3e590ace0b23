package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleActivator;

/** Plugins that end, block or clutter the program they are in: it goes on. Hostile files are PluginJarTest's. */
class HostilePluginIT {
    private static final String START_SECONDS = "echelle.start.seconds";

    @TempDir
    private Path temporary;

    private HostedShell shell;

    @BeforeEach
    void start() throws Exception {
        System.setProperty(START_SECONDS, "2");
        shell = new HostedShell(temporary);
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty(START_SECONDS);
        Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals(LeakingActivator.THREAD))
                .forEach(Thread::interrupt);
        shell.close();
    }

    @Test
    void aPluginThatEndsTheProgramDoesNot() throws Exception {
        HostedShell.Said said = install("exit", ExitingActivator.class);

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("It asked to end the whole program, which a plugin may not.");
        hostGoesOn();

        shell.restart();
        assertThat(shell.row("org.example.exit", "quarantined"))
                .hasValueSatisfying(r -> assertThat((String) r.get("reason"))
                        .contains("It asked to end the whole program", "`echelle plugins retry org.example.exit`"));
        hostGoesOn();
        assertThat(shell.run("plugins", "retry", "exit").text()).contains("failed again");
        shell.run("plugins", "remove", "exit").ok();
    }

    @Test
    void aPluginThatNeverFinishesItsStartIsLeftBehind() throws Exception {
        HostedShell.Said said = install("endless", EndlessActivator.class);

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("Its start did not end within 2 s.");
        hostGoesOn();

        shell.restart();
        assertThat(shell.row("org.example.endless", "quarantined")).isPresent();
        hostGoesOn();
    }

    @Test
    void aPluginThatLeavesAThreadBehindIsNamed() throws Exception {
        install("leaky", LeakingActivator.class).ok();
        shell.run("plugins", "remove", "leaky").ok();

        HostedShell.await(
                "the report", () -> shell.row("org.example.leaky", "leaking").isPresent());

        assertThat(shell.run("plugins").ok().text()).contains("leaking", "its thread \"forgotten-worker\" still runs");
        hostGoesOn();
    }

    @Test
    void aCrashOfNativeCodeEndsTheRunsOwnProcessAlone() throws Exception {
        Path jar = Distribution.jar(
                temporary.resolve("crash.jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example.crash",
                        "Bundle-Version", "1.0.0",
                        "Bundle-Activator", CrashingPlugin.class.getName(),
                        "Import-Package",
                                "org.osgi.framework,org.echelle.api;version=\"[1.0,2)\",ai.djl.ndarray;version=\"[0.35,0.36)\""),
                CrashingPlugin.class,
                CrashingPlugin.CrashingDomain.class,
                ToyPlugin.class,
                ToyPlugin.ToyDomain.class);
        shell.run("plugins", "install", jar.toString(), "--yes", "--allow-unsigned")
                .ok();
        Path config = Files.writeString(temporary.resolve("crash.yaml"), """
                domain: crash
                isolation: process
                subject: {kind: none}
                samples: {kind: none}
                concepts: [{kind: none}]
                """);

        HostedShell.Said said = shell.run(
                "run", config.toString(), "--out", temporary.resolve("out").toString());

        assertThat(said.code()).as(said.text()).isEqualTo(1);
        assertThat(said.text())
                .contains("was ended by signal 6", "this program goes on", "Where it crashed stands in ");
        hostGoesOn();
    }

    private HostedShell.Said install(String name, Class<? extends BundleActivator> activator) throws Exception {
        Path jar = Distribution.jar(
                temporary.resolve(name + ".jar"),
                Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example." + name,
                        "Bundle-Version", "1.0.0",
                        "Bundle-Activator", activator.getName(),
                        "Import-Package", "org.osgi.framework"),
                activator);
        return shell.run("plugins", "install", jar.toString(), "--yes", "--allow-unsigned");
    }

    private void hostGoesOn() throws Exception {
        Distribution.toyPlugin(temporary.resolve("toy.jar"));
        shell.run("plugins", "install", temporary.resolve("toy.jar").toString(), "--yes", "--allow-unsigned")
                .ok();
        assertThat(shell.version("org.example.toy")).isEqualTo("1.2.0");
        shell.run("plugins", "remove", "toy").ok();
    }
}
