package org.echelle.vision.pictures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.vision.VisionException;

/**
 * The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records of 1 label byte (CIFAR-100: coarse, fine) and 3072 bytes,
 * the red, green and blue plane of 32 x 32 pixels.
 */
public final class CifarKind implements SampleKind<CifarOptions> {
    @Override
    public String name() {
        return "cifar";
    }

    @Override
    public String description() {
        return "CIFAR-10 or CIFAR-100 in its binary version (.bin files), with labels.";
    }

    @Override
    public Class<CifarOptions> options() {
        return CifarOptions.class;
    }

    @Override
    public SampleSource open(CifarOptions options, OpenContext context) {
        List<Path> files = files(options);
        int labels = labelBytes(files);
        return new CifarSource(files, labels, options);
    }

    private static List<Path> files(CifarOptions options) {
        Path path = options.path();
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new VisionException(
                    "There is no file or folder " + path + "; samples.path must name CIFAR's .bin files.");
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> list = Files.list(path)) {
            list.filter(f -> f.getFileName().toString().endsWith(".bin"))
                    .filter(f -> wanted(f.getFileName().toString(), options.part()))
                    .sorted()
                    .forEach(found::add);
        } catch (IOException e) {
            throw new VisionException("The folder " + path + " cannot be listed: " + e.getMessage() + ".", e);
        }
        if (found.isEmpty()) {
            throw new VisionException("There are no CIFAR files in the folder " + path
                    + "; looked for data_batch_1.bin to data_batch_5.bin, test_batch.bin, train.bin and test.bin"
                    + " (the binary version, unpacked).");
        }
        return found;
    }

    private static boolean wanted(String name, CifarOptions.Part part) {
        return switch (part) {
            case ALL -> true;
            case TEST -> name.startsWith("test");
            case TRAIN -> !name.startsWith("test");
        };
    }

    /** 1 for CIFAR-10, 2 for CIFAR-100: told by the length of the files. */
    private static int labelBytes(List<Path> files) {
        boolean ten = true;
        boolean hundred = true;
        for (Path file : files) {
            long bytes;
            try {
                bytes = Files.size(file);
            } catch (IOException e) {
                throw new VisionException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
            }
            ten &= bytes > 0 && bytes % (CifarSource.PIXELS + 1) == 0;
            hundred &= bytes > 0 && bytes % (CifarSource.PIXELS + 2) == 0;
        }
        if (!ten && !hundred) {
            throw new VisionException("The files "
                    + files.stream().map(f -> f.getFileName().toString()).toList() + " in "
                    + files.get(0).toAbsolutePath().getParent()
                    + " are no CIFAR binaries: their lengths are no multiples of 3073 (CIFAR-10) or 3074 (CIFAR-100)"
                    + " bytes; one of them may be cut short.");
        }
        return ten ? 1 : 2;
    }
}
