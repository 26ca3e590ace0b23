package org.echelle.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder that appears whole: it is made under another name beside its place, then moved; what fails leaves no trace. */
final class FolderSwap implements AutoCloseable {
    private final Path folder;
    private final Path draft;
    private final Path old;

    private FolderSwap(Path folder, Path draft) {
        this.folder = folder;
        this.draft = draft;
        this.old = draft.resolveSibling(draft.getFileName() + ".old");
    }

    static FolderSwap begin(Path target) throws IOException {
        Path folder = target.toAbsolutePath().normalize();
        if (Files.exists(folder) && !replaceable(folder)) {
            throw new ReportException("The report cannot be written to " + target
                    + ", because something else than a report is there; choose another folder or empty this one.");
        }
        Files.createDirectories(folder.getParent());
        // Not createTempDirectory: that one is closed to everybody else, and would stay so in its final place.
        String name =
                "." + folder.getFileName() + "-" + UUID.randomUUID().toString().substring(0, 8);
        return new FolderSwap(folder, Files.createDirectory(folder.resolveSibling(name)));
    }

    private static boolean replaceable(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> inside = Files.list(folder)) {
            if (inside.findAny().isEmpty()) {
                return true;
            }
        }
        return Report.isReport(folder);
    }

    /** Where to write. */
    Path draft() {
        return draft;
    }

    void commit() throws IOException {
        if (Files.exists(folder)) {
            Files.move(folder, old);
        }
        try {
            Files.move(draft, folder);
        } catch (IOException e) {
            if (Files.exists(old)) {
                Files.move(old, folder);
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        remove(draft);
        if (Files.exists(folder)) {
            remove(old);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The reason of a failure in words; a refusal of the file system has only a path for a message. */
    static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "access denied (" + e.getMessage() + ")"
                : String.valueOf(e.getMessage());
    }
}
