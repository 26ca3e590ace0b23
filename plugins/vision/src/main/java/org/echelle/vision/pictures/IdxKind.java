package org.echelle.vision.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.vision.VisionException;

/** MNIST's file format, plain or gzipped: grey pictures {@code [n, height, width]} or colour ones {@code [n, height, width, 3]}. */
public final class IdxKind implements SampleKind<IdxOptions> {
    @Override
    public String name() {
        return "idx";
    }

    @Override
    public String description() {
        return "IDX files as of MNIST (.gz or plain), with labels where they lie beside.";
    }

    @Override
    public Class<IdxOptions> options() {
        return IdxOptions.class;
    }

    @Override
    public SampleSource open(IdxOptions options, OpenContext context) {
        List<Path> files = pictures(options);
        if (files.size() > 1 && options.labels().isPresent()) {
            throw new VisionException(
                    "One labels file cannot go with " + files.size() + " files of pictures; name one of them as path.");
        }
        List<IdxSource.Part> parts = new ArrayList<>();
        for (Path file : files) {
            IdxFile pictures = IdxFile.read(file);
            int[] s = pictures.sizes();
            if (s.length < 3 || s[0] < 1 || s[1] < 1 || s[2] < 1 || (s.length == 4 && s[3] != 1 && s[3] != 3)) {
                throw new VisionException(
                        "The IDX file " + file
                                + " holds no pictures: it needs three dimensions (number, height, width), or four with 1 or 3 channels.");
            }
            Optional<Path> labelFile = options.labels().or(() -> beside(file));
            Optional<IdxFile> labels = labelFile.map(IdxFile::read);
            if (labels.isPresent()
                    && (labels.get().sizes().length != 1 || labels.get().sizes()[0] != s[0])) {
                throw new VisionException("The labels in " + labelFile.get() + " are "
                        + Arrays.toString(labels.get().sizes()) + ", but " + file + " holds " + s[0]
                        + " pictures; they do not belong together.");
            }
            parts.add(new IdxSource.Part(stem(file), pictures, labels));
        }
        return new IdxSource(parts, options);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    private static Optional<Path> beside(Path pictures) {
        String name = pictures.getFileName().toString();
        String labels = name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1");
        if (labels.equals(name)) {
            return Optional.empty();
        }
        String other = labels.endsWith(".gz") ? labels.substring(0, labels.length() - 3) : labels + ".gz";
        return Stream.of(labels, other)
                .map(pictures::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static List<Path> pictures(IdxOptions options) {
        Path path = options.path();
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new VisionException("There is no file or folder " + path + "; samples.path must name IDX files.");
        }
        List<Path> found;
        try (Stream<Path> list = Files.list(path)) {
            found = list.filter(f -> wanted(f.getFileName().toString(), options.part()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new VisionException("The folder " + path + " cannot be listed: " + e.getMessage() + ".", e);
        }
        if (found.isEmpty()) {
            throw new VisionException("There are no IDX pictures in the folder " + path
                    + "; looked for files like train-images-idx3-ubyte or t10k-images-idx3-ubyte.gz.");
        }
        return found;
    }

    private static boolean wanted(String name, CifarOptions.Part part) {
        boolean test = name.startsWith("t10k") || name.startsWith("test");
        return name.contains("images")
                && name.contains("idx")
                && (part == CifarOptions.Part.ALL || test == (part == CifarOptions.Part.TEST));
    }
}
