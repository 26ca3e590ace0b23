package org.echelle.sae;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.echelle.torch.HostTensor;
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
 * @param window sums since the last point, see {@link Training}
 */
record Checkpoint(
        long step,
        int epoch,
        long row,
        TrainConfig config,
        String fingerprint,
        Normalisation normalisation,
        List<TrainPoint> history,
        double[] window) {
    private static final String FOLDER = "checkpoints";
    private static final String TENSORS = "state.safetensors";
    private static final String FACTS = "state.json";
    private static final int KEPT = 2;

    void write(Path dir, Map<String, HostTensor> state) {
        Path folder = dir.resolve(FOLDER);
        Path whole = folder.resolve(String.format(Locale.ROOT, "step-%06d", step));
        Path part = folder.resolve(whole.getFileName() + ".part");
        try {
            delete(part);
            Files.createDirectories(part);
            SafetensorsWriter.write(part.resolve(TENSORS), state, Map.of());
            StoredDictionary.writeJson(part.resolve(FACTS), this);
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

    static Checkpoint read(Path folder) {
        return StoredDictionary.readJson(folder.resolve(FACTS), new TypeReference<Checkpoint>() {});
    }

    static Map<String, HostTensor> state(Path folder) {
        try (Safetensors file = Safetensors.open(folder.resolve(TENSORS))) {
            Map<String, HostTensor> out = new LinkedHashMap<>();
            for (String name : file.names()) {
                HostTensor t = file.tensor(name);
                out.put(
                        name,
                        name.equals("rows_since_fired")
                                ? HostTensor.ofLongs(t.toLongs(), t.shape())
                                : HostTensor.ofFloats(t.toFloats(), t.shape()));
            }
            return out;
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
