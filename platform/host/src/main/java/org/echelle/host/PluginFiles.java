package org.echelle.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The jars in the watched folders. A file counts when its size, time and checksum held still between two looks, since somebody may
 * still be copying it.
 */
final class PluginFiles {
    private static final Logger LOG = Logger.getLogger(PluginFiles.class.getName());
    /** Files that were last written longer ago than this are taken at the first look. */
    private static final long OLD_MILLIS = 2_000;

    private final List<Path> folders;
    private final Map<Path, Plugin> candidates = new HashMap<>();

    PluginFiles(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** What lies there now, by path. */
    Map<Path, Plugin.Stamp> present() throws IOException {
        Map<Path, Plugin.Stamp> found = new TreeMap<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> entries = Files.list(folder)) {
                files = entries.filter(f -> f.toString().endsWith(".jar")
                                && !f.getFileName().toString().startsWith("."))
                        .toList();
            }
            for (Path file : files) {
                Plugin.Stamp stamp = stamp(file);
                if (stamp != null) {
                    found.put(file, stamp);
                }
            }
        }
        return found;
    }

    /** Size and time of a regular file; null when there is none. */
    static Plugin.Stamp stamp(Path file) throws IOException {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return facts.isRegularFile()
                    ? new Plugin.Stamp(facts.size(), facts.lastModifiedTime().toMillis())
                    : null;
        } catch (NoSuchFileException e) {
            LOG.fine(() -> file + " was taken away between two lines");
            return null;
        }
    }

    /** Forgets the files that are gone. */
    void keepOnly(Set<Path> present) {
        candidates.keySet().retainAll(present);
    }

    /** How many files have to hold still first. */
    int waiting() {
        return candidates.size();
    }

    /**
     * The file as it is, when it looked the same a moment ago; null while it may still be written.
     *
     * @param first whether this is the first look of all, at which old files are taken as they are
     */
    Plugin steady(Path file, Plugin.Stamp stamp, boolean first) {
        Plugin now;
        try {
            now = new Plugin(file, stamp, sha256(file));
        } catch (IOException e) {
            now = new Plugin(file, stamp, "");
            now.refused = true;
            now.problem = "It cannot be read: " + e.getMessage() + ".";
        }
        Plugin before = candidates.put(file, now);
        boolean old = first && System.currentTimeMillis() - stamp.modified() > OLD_MILLIS;
        boolean same = before != null && before.stamp.equals(stamp) && before.sha256.equals(now.sha256);
        if (!old && !same) {
            return null;
        }
        candidates.remove(file);
        return now;
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
