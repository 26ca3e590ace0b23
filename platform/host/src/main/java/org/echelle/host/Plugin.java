package org.echelle.host;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.osgi.framework.Bundle;

/** What is known of one plugin file. Guarded by its {@link PluginFolder}. */
final class Plugin {
    /** As much as an installer reads of one. */
    private static final int MOST_MANIFEST = 4 << 20;

    final Path file;
    final Stamp stamp;
    final String sha256;
    String name;
    String version;
    String description;
    Bundle bundle;
    String problem;
    boolean refused;
    /** Who wants it; null for a file in a watched folder. */
    WantedList.Entry wanted;

    boolean hangs;
    /** Something that it needs was not there when it was last tried. */
    boolean waits;

    boolean replaced;

    Plugin(Path file, Stamp stamp, String sha256) {
        this.file = file;
        this.stamp = stamp;
        this.sha256 = sha256;
        this.name = file.getFileName().toString();
        this.version = "";
        this.description = "";
    }

    /** A plugin that an installer wants; with an obstacle it is listed, and not started. */
    static Plugin of(WantedList.Entry wanted, Stamp stamp) {
        Plugin plugin =
                new Plugin(wanted.plugin().file(), stamp, wanted.plugin().sha256());
        plugin.wanted = wanted;
        plugin.name = wanted.plugin().name();
        plugin.version = wanted.plugin().version();
        if (!wanted.plugin().obstacle().isEmpty()) {
            plugin.refused = true;
            plugin.problem = wanted.plugin().obstacle();
        }
        return plugin;
    }

    /** An installed version is used in its place. */
    void replace(String installed) {
        replaced = true;
        refused = true;
        problem = "The installed version " + installed + " is used in its place.";
    }

    /** Whether a private copy has the checksum that its installer noted; if not, the problem says so. */
    boolean isWhatWasInstalled(Path copy) throws IOException {
        if (wanted == null || PluginFiles.sha256(copy).equals(sha256)) {
            return true;
        }
        problem = "Its file " + file + " was changed after it was installed; remove it and install it again.";
        return false;
    }

    /** Size and time of a file: whether it is worth reading again. */
    record Stamp(long size, long modified) {}

    /** active, unresolved (something it needs is not there), failed (threw while starting), refused (no plugin at all), quarantined (failed before), replaced, stopped. */
    String state() {
        if (replaced) {
            return "replaced";
        }
        if (refused) {
            return wanted != null && !wanted.plugin().obstacle().isEmpty() ? "quarantined" : "refused";
        }
        if (bundle == null) {
            return "failed";
        }
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> hangs ? "failed" : "active";
            case Bundle.INSTALLED -> "unresolved";
            default -> problem == null ? "stopped" : "failed";
        };
    }

    /**
     * Reads the manifest of the private copy.
     *
     * @return why the file is no plugin, as a sentence; null when it is one
     */
    String readManifest(Path copy) throws IOException {
        try (ZipFile zip = new ZipFile(copy.toFile());
                JarFile jar = new JarFile(copy.toFile())) {
            if (hasEndlessManifest(zip)) {
                return "It has an entry " + JarFile.MANIFEST_NAME + " of more than " + (MOST_MANIFEST >> 20)
                        + " MB, which no honest one needs.";
            }
            Manifest manifest = jar.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String symbolicName = main.getValue("Bundle-SymbolicName");
            if (symbolicName == null) {
                return "It is a jar but no OSGi bundle: its manifest has no Bundle-SymbolicName.";
            }
            name = symbolicName.replaceFirst(";.*", "").strip();
            version = main.getValue("Bundle-Version") == null
                    ? "0.0.0"
                    : main.getValue("Bundle-Version").strip();
            description = main.getValue("Bundle-Description") == null ? "" : main.getValue("Bundle-Description");
            if (main.getValue("Fragment-Host") != null) {
                return "It is a fragment of " + main.getValue("Fragment-Host") + "; a plugin is a bundle of its own.";
            }
            if (main.getValue("Bundle-NativeCode") != null) {
                return "It carries native libraries, which cannot be unloaded again; only the host may own natives.";
            }
            return null;
        } catch (ZipException e) {
            return "It is not a jar file (" + e.getMessage() + "); copy it again.";
        }
    }

    private static boolean hasEndlessManifest(ZipFile zip) throws IOException {
        for (ZipEntry entry : Collections.list(zip.entries())) {
            if (entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME) && isLonger(zip, entry, MOST_MANIFEST)) {
                return true;
            }
        }
        return false;
    }

    /** Counts while unpacking; what the jar tells of sizes is not believed. */
    private static boolean isLonger(ZipFile zip, ZipEntry entry, long most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            in.skipNBytes(most);
            return in.read() >= 0;
        } catch (EOFException e) {
            return false;
        }
    }
}
