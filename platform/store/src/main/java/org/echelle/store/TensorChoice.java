package org.echelle.store;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which array of a file is meant. */
final class TensorChoice {
    private TensorChoice() {}

    /**
     * Chooses by name, else {@code activations}, else the only matrix.
     *
     * @param matrices names of the arrays with two axes
     */
    static String choose(Path file, List<String> names, List<String> matrices, Optional<String> asked) {
        if (asked.isPresent()) {
            if (!names.contains(asked.get())) {
                throw new StoreException(file + " has no array \"" + asked.get() + "\"; it has " + some(names) + ".");
            }
            return asked.get();
        }
        if (matrices.contains(ShardSpec.VALUES)) {
            return ShardSpec.VALUES;
        }
        if (matrices.size() == 1) {
            return matrices.get(0);
        }
        if (matrices.isEmpty()) {
            throw new StoreException(file + " holds no matrix [rows, width]; its arrays are " + some(names) + ".");
        }
        throw new StoreException(file + " holds several matrices: " + some(matrices)
                + "; say which one holds the activations, such as --tensor " + matrices.get(0) + ".");
    }

    static StoreException notTwo(Path file, String name, long[] shape) {
        return new StoreException(called(file, name) + " has the shape " + Arrays.toString(shape)
                + "; activations are a matrix [rows, width].");
    }

    /** @param name of the array in the file; empty where the file is one array */
    static String called(Path file, String name) {
        return name.isEmpty() ? file.toString() : "Array " + name + " of " + file;
    }

    private static String some(List<String> names) {
        return names.isEmpty()
                ? "none"
                : String.join(", ", names.subList(0, Math.min(8, names.size()))) + (names.size() > 8 ? ", ..." : "");
    }
}
