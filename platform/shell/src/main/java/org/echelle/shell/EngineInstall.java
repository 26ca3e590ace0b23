package org.echelle.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.echelle.api.Progress;
import org.echelle.install.download.Download;
import org.echelle.torch.Checksums;

/**
 * Fetches an engine's libraries into a folder, whole or not at all.
 *
 * <p>Everything goes to a staging folder beside the target first; a broken download stays there and is resumed by the next try. Each
 * file is checked against the source's SHA-256 where it tells one, and against the CRC that gzip carries in any case. The target
 * appears by one rename, with a file {@code SHA256SUMS} of what was installed. A connection that breaks or stalls is taken up again where it ended, as long as each
 * new one brings something.
 */
final class EngineInstall {
    private final EngineSource source;
    private final String prefix;
    private final Path target;
    private final Path staging;
    private final List<String> files;
    private final Map<String, Long> sizes = new LinkedHashMap<>();

    /**
     * @param prefix of the engine's paths in the source, such as {@code cu128/linux-x86_64/native/lib/}
     * @param target the folder to be made
     */
    EngineInstall(EngineSource source, String prefix, Path target) {
        this.source = source;
        this.prefix = prefix;
        this.target = target;
        this.staging = target.resolveSibling(target.getFileName() + ".part");
        this.files = source.files(prefix);
        for (String file : files) {
            sizes.put(file, source.size(file));
        }
    }

    /** Number of files. */
    int files() {
        return files.size();
    }

    /** Bytes to be fetched, compressed as they are. */
    long bytes() {
        return sizes.values().stream().mapToLong(s -> Math.max(0, s)).sum();
    }

    /** Fetches, checks, unpacks, and puts in place. */
    void run(Progress progress) {
        Map<String, String> sums = source.checksums();
        if (sums.isEmpty()) {
            progress.note("The source tells no checksums; the files are checked by size and by the CRC inside them.");
        }
        try {
            Path unpacked = Files.createDirectories(staging.resolve("lib"));
            progress.begin("fetch " + target.getFileName(), bytes(), "bytes");
            long done = 0;
            StringBuilder installed = new StringBuilder();
            for (String file : files) {
                String name = name(file);
                Path library = unpacked.resolve(name);
                if (!Files.exists(library)) {
                    Path packed = fetch(file, done, progress);
                    check(file, packed, sums.get(file));
                    unpack(packed, library);
                    Files.delete(packed);
                }
                installed
                        .append(Checksums.sha256(library))
                        .append("  ")
                        .append(name)
                        .append('\n');
                done += Math.max(0, sizes.get(file));
                progress.advance(done, name);
            }
            Files.writeString(unpacked.resolve("SHA256SUMS"), installed, StandardCharsets.UTF_8);
            putInPlace(unpacked);
        } catch (IOException e) {
            throw new ShellException(
                    "The engine cannot be written to " + staging + ": " + e.getMessage()
                            + ". What was fetched stays there; the same command goes on.",
                    e);
        }
    }

    private String name(String file) {
        String name = file.substring(prefix.length(), file.length() - ".gz".length());
        if (name.contains("/") || name.contains("\\") || name.startsWith(".")) {
            throw new ShellException(
                    "The source lists the path " + file + ", which is not a plain file name; nothing was done.");
        }
        return name;
    }

    private Path fetch(String file, long before, Progress progress) throws IOException {
        Path part = staging.resolve(name(file) + ".gz");
        new Download(file, part, sizes.get(file), (from, opened) -> source.open(file, from, opened))
                .run(before, progress);
        return part;
    }

    private static void check(String file, Path packed, String expected) throws IOException {
        if (expected != null && !Checksums.sha256(packed).equalsIgnoreCase(expected)) {
            Files.delete(packed);
            throw new ShellException(
                    "The file " + file
                            + " arrived with another checksum than the source tells; it was deleted, run the same command again.");
        }
    }

    private static void unpack(Path packed, Path library) throws IOException {
        Path fresh = library.resolveSibling(library.getFileName() + ".fresh");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed), 1 << 16)) {
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        } catch (java.util.zip.ZipException | java.io.EOFException e) {
            Files.deleteIfExists(fresh);
            Files.delete(packed);
            throw new ShellException(
                    "The file " + packed.getFileName() + " is damaged (" + e.getMessage()
                            + "); it was deleted, run the same command again.",
                    e);
        }
        Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
    }

    private void putInPlace(Path unpacked) throws IOException {
        if (Files.exists(target)) {
            Path old = target.resolveSibling(target.getFileName() + ".old-" + System.nanoTime());
            Files.move(target, old);
            delete(old);
        }
        Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
        delete(staging);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
