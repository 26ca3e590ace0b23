package org.echelle.sae.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.echelle.sae.JsonFile;
import org.echelle.sae.Normalisation;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.Safetensors;
import org.echelle.torch.SafetensorsWriter;

/**
 * A training at rest, in {@code checkpoints/step-000500/}: all tensors, and where in the rows it stands. A folder appears under its
 * name only when it is whole. The two newest are kept.
 *
 * @param step steps done
 * @param epoch pass in which the next batch lies
 * @param row place of the next batch within that pass
 * @param config resolved config
 * @param fingerprint of the rows
 * @param normalisation as measured at the start
 * @param history points so far
 * @param window sums since the last point, see {@link Lane}
 * @param memory of the objective
 */
record Checkpoint(
        long step,
        int epoch,
        long row,
        TrainConfig config,
        String fingerprint,
        Normalisation normalisation,
        List<TrainPoint> history,
        double[] window,
        double[] memory) {
    private static final String FOLDER = "checkpoints";
    private static final String TENSORS = "state.safetensors";
    private static final String FACTS = "state.json";
    private static final String SUM = "state.crc32c";
    private static final int KEPT = 2;

    void write(Path dir, Map<String, NDArray> state) {
        Path folder = dir.resolve(FOLDER);
        Path whole = folder(dir, step);
        Path part = folder.resolve(whole.getFileName() + ".part");
        try {
            delete(part);
            Files.createDirectories(part);
            SafetensorsWriter.writeArrays(part.resolve(TENSORS), state, Map.of());
            JsonFile.write(part.resolve(FACTS), this);
            AtomicFiles.write(part.resolve(SUM), (sum(part) + "\n").getBytes(StandardCharsets.US_ASCII));
            delete(whole);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            List<Path> all = all(dir);
            for (int i = 0; i < all.size() - KEPT; i++) {
                delete(all.get(i));
            }
        } catch (IOException e) {
            throw new SaeException(
                    "The checkpoint " + whole + " cannot be written: " + e.getMessage()
                            + ". The one before is whole; resume from it.",
                    e);
        }
    }

    static Optional<Path> newest(Path dir) {
        List<Path> all = all(dir);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The folder of a step's checkpoint. */
    static Path folder(Path dir, long step) {
        return dir.resolve(FOLDER).resolve(String.format(Locale.ROOT, "step-%06d", step));
    }

    /** Steps of which every one of some trainings has a checkpoint, newest first. */
    static List<Long> commonSteps(List<Path> dirs) {
        TreeSet<Long> steps = new TreeSet<>(Comparator.reverseOrder());
        all(dirs.get(0)).forEach(f -> steps.add(step(f)));
        for (Path dir : dirs) {
            steps.retainAll(all(dir).stream().map(Checkpoint::step).toList());
        }
        return List.copyOf(steps);
    }

    private static long step(Path folder) {
        return Long.parseLong(folder.getFileName().toString().substring(5));
    }

    /** What is wrong with a checkpoint, in a sentence: a file is missing, or its bytes are not those that were written. */
    static Optional<String> flaw(Path folder) {
        try {
            String written = Files.readString(folder.resolve(SUM), StandardCharsets.US_ASCII)
                    .trim();
            return written.equals(sum(folder))
                    ? Optional.empty()
                    : Optional.of("The checkpoint " + folder + " is damaged: its checksum does not fit its files.");
        } catch (IOException e) {
            return Optional.of("The checkpoint " + folder + " is not whole: " + e.getMessage() + " cannot be read.");
        }
    }

    /** CRC-32C over both files: fast enough to be taken of every checkpoint, and sure to see a half-written one. */
    private static String sum(Path folder) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[1 << 16];
        for (String name : new String[] {TENSORS, FACTS}) {
            try (InputStream in = Files.newInputStream(folder.resolve(name))) {
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                    crc.update(buffer, 0, got);
                }
            }
        }
        return Long.toHexString(crc.getValue());
    }

    static Checkpoint read(Path folder) {
        return JsonFile.read(folder.resolve(FACTS), new TypeReference<Checkpoint>() {});
    }

    /** Puts a checkpoint's tensors into a training. */
    static void restore(Path folder, Trainer trainer) {
        try (Safetensors file = Safetensors.open(folder.resolve(TENSORS))) {
            trainer.restore(file::tensor);
        }
    }

    /** Removes what is newer than the step that a training goes on from: damaged ones must not count among those kept. */
    static void forgetAfter(Path dir, long step) {
        for (Path folder : all(dir)) {
            if (step(folder) > step) {
                try {
                    delete(folder);
                } catch (IOException e) {
                    throw new SaeException(
                            "The checkpoint " + folder + ", which is passed over, cannot be removed: " + e.getMessage()
                                    + ".",
                            e);
                }
            }
        }
    }

    static void clear(Path dir) {
        try {
            delete(dir.resolve(FOLDER));
        } catch (IOException e) {
            throw new SaeException("Old checkpoints in " + dir + " cannot be removed: " + e.getMessage() + ".", e);
        }
    }

    /** Whole checkpoints, by step (numbers, not names: step 1 000 000 comes after step 999 999). */
    private static List<Path> all(Path dir) {
        Path folder = dir.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(f -> f.getFileName().toString().matches("step-\\d+"))
                    .sorted(Comparator.comparingLong(
                            f -> Long.parseLong(f.getFileName().toString().substring(5))))
                    .toList());
        } catch (IOException e) {
            throw new SaeException("The checkpoints in " + folder + " cannot be listed: " + e.getMessage() + ".", e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
