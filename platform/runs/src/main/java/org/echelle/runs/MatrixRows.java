package org.echelle.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.store.ActivationStore;
import org.echelle.store.MatrixFile;
import org.echelle.store.RowSource;

/** Matrices that somebody already has: one, or several side by side with a row for each row of the first. */
final class MatrixRows implements AutoCloseable {
    private final List<Activations> opened = new ArrayList<>();

    private MatrixRows() {}

    /**
     * Opens them.
     *
     * @param source a {@code .npy}, {@code .npz} or {@code .safetensors}, or the folder of an activation store
     * @param tensor which array of the file, where it holds several
     * @param beside more of them; {@code FILE#NAME} names an array
     */
    static MatrixRows open(Path source, Optional<String> tensor, List<String> beside) {
        MatrixRows all = new MatrixRows();
        try {
            all.opened.add(one(source, tensor));
            for (String other : beside) {
                int mark = other.lastIndexOf('#');
                all.opened.add(
                        mark > 0
                                ? one(Path.of(other.substring(0, mark)), Optional.of(other.substring(mark + 1)))
                                : one(Path.of(other), Optional.empty()));
            }
            all.rows(); // refuses what does not fit together
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private static Activations one(Path source, Optional<String> tensor) {
        if (source.toFile().isDirectory()) {
            return Activations.stored(ActivationStore.open(source));
        }
        RowSource rows = MatrixFile.open(source, tensor);
        return new Activations(rows, rows instanceof AutoCloseable closeable ? closeable : () -> {});
    }

    /** The rows, side by side. */
    RowSource rows() {
        return opened.size() == 1
                ? opened.get(0).rows()
                : RowSource.join(opened.stream().map(Activations::rows).toList());
    }

    /** Width of the first one's rows. */
    int width() {
        return opened.get(0).rows().width();
    }

    /** Widths of the parts of a row; empty where it is whole. */
    List<Integer> blocks() {
        return opened.size() == 1
                ? List.of()
                : opened.stream().map(a -> a.rows().width()).toList();
    }

    @Override
    public void close() {
        opened.forEach(Activations::close);
    }
}
