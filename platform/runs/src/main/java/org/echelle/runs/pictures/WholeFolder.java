package org.echelle.runs.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.runs.RunException;

/** A folder that is filled aside and takes its place at the end, or leaves nothing. */
final class WholeFolder implements AutoCloseable {
    private final Path target;
    private final Path aside;

    /** @throws RunException when the place is taken or cannot be written */
    WholeFolder(Path out) {
        target = out.toAbsolutePath().normalize();
        try {
            if (Files.exists(target) && !(Files.isDirectory(target) && empty(target))) {
                throw new RunException(out + " exists and is not empty; give a new or empty folder.");
            }
            Files.createDirectories(target.getParent());
            aside = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".part-");
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static boolean empty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    /** Where the files go. */
    Path path() {
        return aside;
    }

    /** Where a file inside goes, such as {@code pictures/3/00007.png}; the folders above it are made. */
    Path file(String name) {
        Path file = aside.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return file;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** All is written. */
    Path finish() {
        try {
            Files.deleteIfExists(target);
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private RunException unwritable(IOException e) {
        return new RunException("The folder " + target + " cannot be written: " + e.getMessage() + ".", e);
    }

    @Override
    public void close() {
        if (!Files.exists(aside)) {
            return;
        }
        try (Stream<Path> files = Files.walk(aside)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
