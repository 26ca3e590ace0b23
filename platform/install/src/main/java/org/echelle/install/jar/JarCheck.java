package org.echelle.install.jar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.echelle.install.InstallException;
import org.osgi.framework.Version;

/**
 * Reads what a jar says of itself, and refuses what no honest plugin has: paths that lead out of it, two entries of one name, more
 * content than a plugin needs, a manifest without end, native libraries. Sizes are counted while reading; what the jar tells of
 * them is not believed.
 */
final class JarCheck {
    private static final int MOST_ENTRIES = 50_000;
    private static final long MOST_BYTES = 2L << 30;
    /** Packing a plugin's content to less than a hundredth is what bombs do. */
    private static final int MOST_PACKED = 100;

    private static final long UNSUSPICIOUS_BYTES = 64L << 20;
    private static final int MOST_MANIFEST = 4 << 20;
    private static final int MOST_SIGNATURE = 8 << 20;

    private final Path file;

    JarCheck(Path file) {
        this.file = file;
    }

    /**
     * The manifest's facts, once everything else has been looked at.
     *
     * @throws InstallException with the reason for which the file is no plugin
     */
    PluginFacts facts() {
        if (Files.isDirectory(file)) {
            throw new InstallException("The folder " + file + " is no plugin; name a .jar in it.");
        }
        if (!Files.isRegularFile(file)) {
            throw new InstallException("There is no file " + file + ".");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            entries(zip);
            return facts(manifest(zip));
        } catch (IOException e) {
            throw new InstallException(
                    "The file " + file + " cannot be read as a jar (" + e.getMessage()
                            + "); copy or download it again.",
                    e);
        }
    }

    private void entries(ZipFile zip) throws IOException {
        if (zip.size() > MOST_ENTRIES) {
            throw refused("has " + zip.size() + " entries, more than the " + MOST_ENTRIES + " that a plugin may have");
        }
        Set<String> names = new HashSet<>();
        long left = Math.min(MOST_BYTES, Math.max(UNSUSPICIOUS_BYTES, MOST_PACKED * Files.size(file)));
        byte[] buffer = new byte[1 << 16];
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (leadsOut(name)) {
                throw refused("has an entry \"" + shown(name) + "\", whose path leads out of the jar");
            }
            if (!names.add(name)) {
                throw refused("has two entries named \"" + shown(name) + "\"");
            }
            if (JarFile.MANIFEST_NAME.equalsIgnoreCase(name) && !name.equals(JarFile.MANIFEST_NAME)) {
                throw refused("has an entry \"" + shown(name) + "\" that could be taken for its manifest");
            }
            left = count(zip, entry, left, buffer);
        }
    }

    /** Reads an entry to its end; returns how much of the allowance is left. */
    private long count(ZipFile zip, ZipEntry entry, long allowance, byte[] buffer) throws IOException {
        long left = allowance;
        long limit = limitOf(entry.getName());
        long read = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                left -= n;
                read += n;
                if (read > limit) {
                    throw refused("has an entry " + shown(entry.getName()) + " of more than " + (limit >> 20)
                            + " MB, which no honest one needs");
                }
                if (left < 0) {
                    throw refused("unpacks to more than "
                            + (MOST_PACKED * Files.size(file) > MOST_BYTES ? "2 GB" : "a hundred times its size")
                            + ", as files do that are made to fill a disk");
                }
            }
        }
        return left;
    }

    private static long limitOf(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals(JarFile.MANIFEST_NAME)) {
            return MOST_MANIFEST;
        }
        boolean signature = upper.startsWith("META-INF/")
                && (upper.endsWith(".SF") || upper.endsWith(".RSA") || upper.endsWith(".DSA") || upper.endsWith(".EC"));
        return signature ? MOST_SIGNATURE : Long.MAX_VALUE;
    }

    private static boolean leadsOut(String name) {
        if (name.startsWith("/") || name.contains("\\") || name.indexOf('\0') >= 0 || name.matches("^[A-Za-z]:.*")) {
            return true;
        }
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    private Attributes manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            return new Attributes();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new Manifest(new ByteArrayInputStream(in.readNBytes(MOST_MANIFEST))).getMainAttributes();
        } catch (IOException | IllegalArgumentException e) {
            throw new InstallException(
                    "The manifest of " + file + " cannot be read (" + e.getMessage() + "); it is no plugin.", e);
        }
    }

    private PluginFacts facts(Attributes main) {
        if (main.getValue("Bundle-SymbolicName") == null) {
            throw refused("is a jar but no OSGi bundle: its manifest has no Bundle-SymbolicName");
        }
        if (main.getValue("Fragment-Host") != null) {
            throw refused("is a fragment of " + main.getValue("Fragment-Host") + "; a plugin is a bundle of its own");
        }
        if (main.getValue("Bundle-NativeCode") != null) {
            throw refused("carries native libraries, which cannot be unloaded again; only the host may own natives");
        }
        PluginFacts facts = PluginFacts.of(main);
        if (!facts.name().matches("[A-Za-z0-9._-]{1,200}")) {
            throw refused("has the symbolic name \"" + shown(facts.name())
                    + "\"; letters, digits, dots, dashes and underscores are allowed");
        }
        try {
            Version.parseVersion(facts.version());
        } catch (IllegalArgumentException e) {
            throw new InstallException(
                    "The plugin " + file + " has the version \"" + shown(facts.version())
                            + "\", which is none; write one as in 1.2.0.",
                    e);
        }
        return facts;
    }

    private InstallException refused(String why) {
        return new InstallException("The file " + file + " " + why + ". It was refused, and nothing was changed.");
    }

    /** A name from a file nobody knows, fit for a terminal. */
    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "..." : plain;
    }
}
