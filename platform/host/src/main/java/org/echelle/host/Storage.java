package org.echelle.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The framework's storage: one folder a process, locked while it runs and deleted afterwards.
 *
 * <p>Nothing in it is wanted again: what is installed follows from the distribution's folders alone, so a broken cache cannot
 * exist. Folders left by processes that were killed go at the next start.
 */
final class Storage implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path folder;
    private final FileChannel lock;

    private Storage(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static Storage open(Path parent) {
        try {
            Files.createDirectories(parent);
            sweep(parent);
            // The lock first: a folder that is there has a lock that is held, or nobody wants it any more.
            Path lock = Files.createTempFile(parent, "host-", LOCK);
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
            channel.lock();
            String name = lock.getFileName().toString();
            Path folder = lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
            return new Storage(Files.createDirectory(folder), channel);
        } catch (IOException e) {
            throw new HostException(
                    "The host's working folder " + parent + " cannot be written (" + e.getMessage()
                            + "); free space there or set ECHELLE_STATE to another folder.",
                    e);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            delete(folder);
            lock.close();
            Files.deleteIfExists(lockOf(folder));
        } catch (IOException e) {
            // The next start sweeps it away.
            System.getLogger(Storage.class.getName()).log(System.Logger.Level.DEBUG, "storage stays behind", e);
        }
    }

    /** The lock lies beside its folder. */
    private static Path lockOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + LOCK);
    }

    private static void sweep(Path parent) throws IOException {
        List<Path> left;
        try (Stream<Path> entries = Files.list(parent)) {
            left = entries.filter(Files::isDirectory).toList();
        }
        for (Path folder : left) {
            try {
                sweepOne(folder);
            } catch (NoSuchFileException e) {
                // Another host that starts at this moment was faster.
                System.getLogger(Storage.class.getName())
                        .log(System.Logger.Level.DEBUG, "somebody else swept {0}", folder);
            }
        }
    }

    private static void sweepOne(Path folder) throws IOException {
        Path lock = lockOf(folder);
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held != null) {
                delete(folder);
                Files.deleteIfExists(lock);
            }
        } catch (OverlappingFileLockException e) {
            System.getLogger(Storage.class.getName())
                    .log(System.Logger.Level.DEBUG, "another host of this process uses {0}", folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
