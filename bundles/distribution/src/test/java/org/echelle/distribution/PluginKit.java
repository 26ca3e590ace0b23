package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.echelle.distribution.EchelleProcess.Ended;
import org.junit.jupiter.api.Assumptions;

/**
 * A plugin author's machine: an empty folder outside the source tree, {@code mvn} and {@code echelle} on the path, and a local Maven
 * repository that has our artefacts of this build as a release would bring them. Others' artefacts are linked to the repository of this
 * build, so that nothing is fetched twice.
 */
final class PluginKit implements AutoCloseable {
    private static final String VERSION = System.getProperty("echelle.version", "");
    private static final String GROUP = "org/echelle";
    private static final List<String> RELEASED =
            List.of("platform/api", "platform/torch", "platform/nn", "platform/tables", "platform/testkit");
    private static final String ARCHETYPE = "platform/archetype";

    private final Path folder;
    private final Path local;
    private final Path commands;

    private PluginKit(Path folder, Path local, Path commands) {
        this.folder = folder;
        this.local = local;
        this.commands = commands;
    }

    /**
     * Prepares it.
     *
     * @param temporary an empty folder
     */
    static PluginKit in(Path temporary) throws IOException {
        Path mvn = Path.of(System.getProperty("maven.home", "none"), "bin/mvn");
        Path repository = Path.of(System.getProperty("maven.repository", "none"));
        Assumptions.assumeTrue(
                Files.isExecutable(mvn) && Files.isDirectory(repository),
                "skipped: this test builds a plugin with Maven and must itself be run by Maven");
        Path local = Files.createDirectories(temporary.resolve("repository"));
        link(repository, local, Set.of("org"));
        link(repository.resolve("org"), Files.createDirectories(local.resolve("org")), Set.of("echelle"));
        release(local);
        Path commands = Files.createDirectories(temporary.resolve("commands"));
        command(commands.resolve("mvn"), mvn + " -B -ntp -Dmaven.repo.local=" + local);
        command(
                commands.resolve("echelle"),
                Distribution.HOME.resolve("bin/echelle").toString());
        return new PluginKit(Files.createDirectories(temporary.resolve("work")), local, commands);
    }

    private static void link(Path from, Path to, Set<String> but) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && !but.contains(name)) {
                    Files.createSymbolicLink(to.resolve(name), entry);
                }
            }
        }
    }

    private static void release(Path local) throws IOException {
        Path root = Path.of(System.getProperty("echelle.root", "../.."));
        put(local, "echelle", root, false);
        for (String module : RELEASED) {
            put(local, "echelle-" + Path.of(module).getFileName(), root.resolve(module), true);
        }
        put(local, "echelle-plugin-archetype", root.resolve(ARCHETYPE), true);
    }

    private static void put(Path local, String artifact, Path module, boolean jar) throws IOException {
        String file = artifact + "-" + VERSION;
        Path place =
                Files.createDirectories(local.resolve(GROUP).resolve(artifact).resolve(VERSION));
        Files.copy(module.resolve("pom.xml"), place.resolve(file + ".pom"));
        if (jar) {
            Files.copy(module.resolve("target").resolve(file + ".jar"), place.resolve(file + ".jar"));
        }
    }

    private static void command(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\nexec " + line + " \"$@\"\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The author's working folder. */
    Path folder() {
        return folder;
    }

    /** Runs a script of the author's and expects it to end well. */
    Ended bash(String script) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder.getParent(), "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("MAVEN_"));
        environment.put("PATH", commands + ":" + environment.get("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("ECHELLE_STATE", folder.resolveSibling("state").toString());
        environment.put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as("ended within ten minutes")
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(said)).ok();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The command that generates a project in {@link #folder}, as the README of the archetype has it. */
    static String generate(String artifact, String domain) {
        return "mvn org.apache.maven.plugins:maven-archetype-plugin:3.4.0:generate -DarchetypeCatalog=internal"
                + " -DarchetypeGroupId=org.echelle -DarchetypeArtifactId=echelle-plugin-archetype -DarchetypeVersion="
                + VERSION
                + " -DgroupId=org.example -DartifactId=" + artifact
                + " -Dversion=1.0.0 -Dpackage=org.example.kit -Ddomain="
                + domain;
    }

    /** Takes the links away, so that nobody who clears the folder follows one. */
    @Override
    public void close() throws IOException {
        for (Path each : List.of(local, local.resolve("org"))) {
            try (Stream<Path> entries = Files.list(each)) {
                for (Path entry : entries.filter(Files::isSymbolicLink).toList()) {
                    Files.delete(entry);
                }
            }
        }
    }
}
