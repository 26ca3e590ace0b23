package org.echelle.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.JsonFiles;

/**
 * The folder of one run, held by one process at a time.
 *
 * <pre>
 * run.json                        config, versions, fingerprints, timings, results
 * hooks/NAME/activations/         activation store
 * hooks/NAME/dictionary/          trained dictionary, its history and checkpoints
 * hooks/NAME/index/               feature index
 * hooks/NAME/scores/METHOD.json   features against concepts, one file a method
 * hooks/NAME/scores/evaluation.json  all metrics in chapters, when asked for
 * report/                         pages
 * </pre>
 */
public final class RunFolder implements AutoCloseable {
    static final ObjectMapper JSON = ResultJson.mapper();
    private static final String LOCK = ".lock";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private RunFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens or makes the folder and locks it.
     *
     * @throws RunException when it cannot be written, or when another process or job holds it
     */
    public static RunFolder open(Path path) {
        FileChannel channel = null;
        try {
            Files.createDirectories(path);
            channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel, path);
            if (lock == null) {
                String holder = text(channel);
                channel.close();
                throw new RunException("Another run is writing to " + path
                        + (holder.isBlank() ? "" : " (" + holder + ")") + "; wait for it, or stop it.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            return new RunFolder(path, channel, lock);
        } catch (FileAlreadyExistsException e) {
            throw new RunException(path + " is a file, not a folder; choose another one with --out.", e);
        } catch (FileSystemException e) {
            throw new RunException(
                    "The folder " + path + " cannot be written (" + reason(e) + "); choose another one with --out.", e);
        } catch (IOException e) {
            throw new RunException(
                    "The folder " + path + " cannot be used: " + e.getMessage() + "; choose another one with --out.",
                    e);
        }
    }

    private static String reason(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason().toLowerCase(Locale.ROOT);
        }
        return e instanceof AccessDeniedException ? "access denied" : "it cannot be made";
    }

    /** Null when another process holds it. */
    private static FileLock tryLock(FileChannel channel, Path path) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new RunException(
                    "Another run is writing to " + path
                            + ", in this program; wait for it, or stop it. One that was left behind in a plugin's call lets go when this program ends.",
                    e);
        }
    }

    private static String text(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(200);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /** Whether a run has left something here. */
    public boolean holdsRun() {
        return Files.exists(path.resolve("run.json")) || Files.isDirectory(path.resolve("hooks"));
    }

    /** Folder of one hook point's artefacts. */
    Path hook(String name) {
        return experiment("hooks", name);
    }

    /**
     * Folder of one experiment on the run.
     *
     * @param kind folder of all of its kind, such as {@code brush}
     * @param name of the experiment; what some file system could refuse becomes an underscore
     */
    public Path experiment(String kind, String name) {
        return path.resolve(kind).resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    /** What the run left at each of the config's hook points. */
    public List<HookResults> results(OpenedDomain opened) {
        return Extraction.find(opened.subject(), opened.config().hooks()).stream()
                .map(hook -> new HookResults(hook(hook.name()), hook))
                .toList();
    }

    /** What {@code run.json} holds, or null when there is none. */
    public JsonNode provenance() {
        return readJson(path.resolve("run.json"));
    }

    /** Reads a JSON file, or null when it does not exist. */
    static JsonNode readJson(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new RunException(
                    file + " is not readable JSON: " + JsonFiles.fault(e) + "; remove it and run again with --resume.",
                    e);
        }
    }

    /** An object as JSON text. */
    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value cannot be written as JSON", e);
        }
    }

    /** Writes an object as JSON, whole or not at all. */
    static void writeJson(Path file, Object value) {
        try {
            Files.createDirectories(file.getParent());
            AtomicFiles.write(file, JSON.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result cannot be written as JSON", e);
        } catch (IOException e) {
            throw new RunException("Cannot write " + file + ": " + e.getMessage() + ".", e);
        }
    }

    /** Removes everything that runs left, but the lock. */
    public void clear() {
        try (Stream<Path> entries = Files.list(path)) {
            for (Path entry : entries.toList()) {
                if (entry.endsWith("run.json") || entry.endsWith("hooks") || entry.endsWith("report")) {
                    delete(entry);
                }
            }
        } catch (IOException e) {
            throw new RunException("Cannot clear " + path + ": " + e.getMessage() + ".", e);
        }
    }

    /** Deletes a file or a whole folder, if it is there. */
    static void delete(Path target) {
        if (!Files.exists(target)) {
            return;
        }
        try {
            Files.walkFileTree(target, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new RunException("Cannot remove " + target + ": " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
            Files.deleteIfExists(path.resolve(LOCK));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
