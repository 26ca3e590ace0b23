package org.echelle.host;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where things lie.
 *
 * @param home the distribution: {@code lib}, {@code bundles}, {@code plugins}, {@code conf}
 * @param plugins folders that are watched for plugins, the distribution's own one first
 * @param state what outlives a process: logs and engine choice; {@code ~/.echelle} unless {@code ECHELLE_STATE} says otherwise
 * @param logs folder of log files
 * @param storage parent of the framework's disposable storage
 */
public record Folders(Path home, List<Path> plugins, Path state, Path logs, Path storage) {
    public Folders {
        plugins = List.copyOf(plugins);
    }

    /**
     * Folders of a distribution.
     *
     * @param home the distribution's folder
     * @param environment variables: {@code ECHELLE_PLUGINS} (more plugin folders, separated as in {@code PATH}) and
     *     {@code ECHELLE_STATE}
     */
    public static Folders of(Path home, Map<String, String> environment) {
        List<Path> plugins = new ArrayList<>();
        plugins.add(home.resolve("plugins"));
        for (String more : environment.getOrDefault("ECHELLE_PLUGINS", "").split(File.pathSeparator)) {
            if (!more.isBlank()) {
                plugins.add(Path.of(more.strip()).toAbsolutePath());
            }
        }
        String asked = environment.get("ECHELLE_STATE");
        Path state = asked == null || asked.isBlank()
                ? Path.of(System.getProperty("user.home"), ".echelle")
                : Path.of(asked).toAbsolutePath();
        if (!writable(state)) {
            // A container without a home of its own still runs: its state lasts as long as its temporary folder.
            state = Path.of(System.getProperty("java.io.tmpdir"), "echelle-" + System.getProperty("user.name"));
        }
        return new Folders(home, plugins, state, state.resolve("logs"), state.resolve("host"));
    }

    /** The distribution that this program was started from: property or variable {@code echelle.home}, else beside the jar. */
    static Path home(Map<String, String> environment) {
        String said = System.getProperty("echelle.home", environment.get("ECHELLE_HOME"));
        Path home = said != null ? Path.of(said).toAbsolutePath() : besideJar();
        if (!Files.isDirectory(home.resolve("bundles"))) {
            throw new HostException("There is no Echelle distribution in " + home
                    + " (no folder bundles); start it with bin/echelle or set ECHELLE_HOME.");
        }
        return home;
    }

    private static Path besideJar() {
        try {
            Path jar = Path.of(Folders.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path lib = jar.getParent();
            return lib == null || lib.getParent() == null ? jar : lib.getParent();
        } catch (URISyntaxException e) {
            throw new HostException("The place of the launcher's jar cannot be read; set ECHELLE_HOME.", e);
        }
    }

    private static boolean writable(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }
}
