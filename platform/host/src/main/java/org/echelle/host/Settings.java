package org.echelle.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.LogManager;

/** System properties and logging, set before anything else is touched. What the user set already stays. */
final class Settings {
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

    private static void logging(Folders folders) {
        Path file = folders.logs().resolve("echelle.%g.log");
        System.setProperty(
                "echelle.log", folders.logs().resolve("echelle.0.log").toString());
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        Path config = folders.home().resolve("conf").resolve("logging.properties");
        Properties logging = new Properties();
        try {
            Files.createDirectories(folders.logs());
            if (Files.isRegularFile(config)) {
                try (InputStream in = Files.newInputStream(config)) {
                    logging.load(in);
                }
            }
            logging.putIfAbsent("java.util.logging.FileHandler.pattern", file.toString());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            logging.store(bytes, null);
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(
                            bytes.toString(StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            // Without a log the work can still be done; the user hears of it.
            System.err.println("Echelle writes no log: " + e);
        }
    }
}
