package org.echelle.vision.pictures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.echelle.vision.VisionException;

/** Where encoded pictures lie, with names that are relative, separated by {@code /} and sorted by code point. */
sealed interface PictureFiles extends AutoCloseable {
    /** Sorts as ImageFolder's {@code sorted()} does: by code point, which UTF-8 bytes keep. */
    Comparator<String> BY_CODE_POINT = Comparator.comparing(s -> s.codePoints().toArray(), Arrays::compare);

    List<String> names();

    byte[] read(String name) throws IOException;

    String describe();

    @Override
    default void close() {}

    /** One file. */
    record Single(Path file) implements PictureFiles {
        @Override
        public List<String> names() {
            return List.of(file.getFileName().toString());
        }

        @Override
        public byte[] read(String name) throws IOException {
            return Files.readAllBytes(file);
        }

        @Override
        public String describe() {
            return file.toString();
        }
    }

    /** A folder tree. */
    final class InFolder implements PictureFiles {
        private final Path root;
        private final List<String> names;

        InFolder(Path root) {
            this.root = root;
            try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                names = walk.filter(Files::isRegularFile)
                        .map(f -> root.relativize(f).toString().replace('\\', '/'))
                        .filter(PictureFiles::visible)
                        .filter(ImagesKind::isPicture)
                        .sorted(BY_CODE_POINT)
                        .toList();
            } catch (IOException | UncheckedIOException e) {
                throw new VisionException(
                        "The folder " + root + " cannot be listed: " + e.getMessage() + ". Check its permissions.", e);
            }
            if (names.isEmpty()) {
                throw PictureFiles.none("folder " + root + " and its subfolders");
            }
        }

        @Override
        public List<String> names() {
            return names;
        }

        @Override
        public byte[] read(String name) throws IOException {
            return Files.readAllBytes(root.resolve(name));
        }

        @Override
        public String describe() {
            return root.toString();
        }
    }

    /** A zip; folders that all entries share are left out of the names as long as another folder follows. */
    final class InZip implements PictureFiles {
        private final Path path;
        private final ZipFile zip;
        private final Map<String, String> entries = new LinkedHashMap<>(); // short name to entry

        InZip(Path path) {
            this.path = path;
            try {
                zip = new ZipFile(path.toFile());
            } catch (IOException e) {
                throw new VisionException(
                        "The zip " + path + " cannot be opened: " + e.getMessage() + ". Is it complete?", e);
            }
            List<String> found = zip.stream()
                    .filter(e -> !e.isDirectory())
                    .map(ZipEntry::getName)
                    .filter(PictureFiles::visible)
                    .filter(ImagesKind::isPicture)
                    .sorted(BY_CODE_POINT)
                    .toList();
            if (found.isEmpty()) {
                close();
                throw PictureFiles.none("zip " + path);
            }
            int skip = shared(found);
            found.forEach(name -> entries.put(name.substring(skip), name));
        }

        private static int shared(List<String> names) {
            int skip = 0;
            while (true) {
                int slash = names.get(0).indexOf('/', skip);
                if (slash < 0) {
                    return skip;
                }
                String head = names.get(0).substring(0, slash + 1);
                if (!names.stream().allMatch(n -> n.startsWith(head) && n.indexOf('/', head.length()) > 0)) {
                    return skip;
                }
                skip = slash + 1;
            }
        }

        @Override
        public List<String> names() {
            return new ArrayList<>(entries.keySet());
        }

        @Override
        public byte[] read(String name) throws IOException {
            try (InputStream in = zip.getInputStream(zip.getEntry(entries.get(name)))) {
                return in.readAllBytes();
            }
        }

        @Override
        public String describe() {
            return path.toString();
        }

        @Override
        public void close() {
            try {
                zip.close();
            } catch (IOException e) {
                throw new VisionException("The zip " + path + " cannot be closed: " + e.getMessage() + ".", e);
            }
        }
    }

    private static boolean visible(String name) {
        for (String part : name.split("/")) {
            if (part.startsWith(".") || part.equals("__MACOSX")) {
                return false;
            }
        }
        return true;
    }

    private static VisionException none(String where) {
        return new VisionException("There are no pictures in the " + where
                + "; looked for .png, .jpg, .jpeg, .bmp and .gif files that are not hidden.");
    }
}
