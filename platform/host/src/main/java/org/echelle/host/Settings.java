package org.echelle.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/** System properties and logging, set before anything else is touched. What the user set already stays. */
final class Settings {
    private static final int KEPT_LOGS = 30;

    private Settings() {}

    static void apply(Folders folders, boolean ownsLogging) {
        fallback("ai.djl.offline", "true"); // never a hidden download
        fallback("OPT_OUT_TRACKING", "true"); // DJL calls home on EC2 otherwise
        fallback("java.awt.headless", "true");
        System.setProperty("echelle.home", folders.home().toString());
        System.setProperty("echelle.state", folders.state().toString());
        System.setProperty("echelle.version", version());
        engine(folders.state().resolve("engine.properties"));
        if (ownsLogging) {
            logging(folders);
        }
    }

    /** The version of this build. */
    static String version() {
        return BuildFacts.read().getProperty("echelle.version");
    }

    private static void fallback(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** The engine that {@code echelle engine use} chose: the names that DJL looks for. */
    private static void engine(Path file) {
        if (!Files.isRegularFile(file) || System.getenv("PYTORCH_LIBRARY_PATH") != null) {
            return;
        }
        Properties chosen = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            chosen.load(in);
        } catch (IOException e) {
            throw new HostException(
                    "The engine choice " + file + " cannot be read; delete it to use the CPU engine.", e);
        }
        for (String key : new String[] {"PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR"}) {
            if (chosen.getProperty(key) != null) {
                fallback(key, chosen.getProperty(key));
            }
        }
    }

    /** One log file a process: its name is known from the start, and processes do not write into each other's. */
    private static void logging(Folders folders) {
        String started =
                DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now(ZoneId.systemDefault()));
        Path file = folders.logs()
                .resolve("echelle-" + started + "-" + ProcessHandle.current().pid() + ".log");
        System.setProperty("echelle.log", file.toString());
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        Path config = folders.home().resolve("conf").resolve("logging.properties");
        Properties logging = new Properties();
        try {
            Files.createDirectories(folders.logs());
            keepNewest(folders.logs());
            if (Files.isRegularFile(config)) {
                try (InputStream in = Files.newInputStream(config)) {
                    logging.load(in);
                }
            }
            logging.putIfAbsent(
                    "java.util.logging.FileHandler.pattern", file.toString().replace("%", "%%"));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            logging.store(bytes, null);
            LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException e) {
            // Without a log the work can still be done; the user hears of it.
            System.err.println("Echelle writes no log: " + e);
        }
    }

    private static void keepNewest(Path logs) throws IOException {
        List<Path> old;
        try (Stream<Path> entries = Files.list(logs)) {
            old = entries.filter(f -> f.getFileName().toString().startsWith("echelle-"))
                    .sorted(Comparator.reverseOrder())
                    .skip(KEPT_LOGS)
                    .toList();
        }
        for (Path log : old) {
            Files.deleteIfExists(log);
        }
    }
}
