package org.echelle.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Activation rows with coordinates, readable again and again in any order. Safe for several readers at once. */
public interface RowSource {
    /** Length of a row. */
    int width();

    /** Number of rows, or -1 when it is not known before a pass. */
    long rows();

    /** What the coordinates of a row mean; the first is {@code sample}. */
    List<String> axes();

    /** A fresh pass. */
    default RowReader read(ReadOrder order) {
        return read(order, 0);
    }

    /**
     * A fresh pass without its first rows: the rows, and their order, are those that a whole pass gives after
     * {@code skipRows} rows.
     *
     * @throws StoreException if there are fewer rows
     */
    RowReader read(ReadOrder order, long skipRows);

    /** Names the content: sources of equal fingerprints give equal rows. SHA-256 in hexadecimal where it is cheap. */
    String fingerprint();

    /** One line for people: where it is, rows, width, type. */
    String describe();

    /**
     * The rows of some samples only, in the same order.
     *
     * @param sample told the first coordinate of a row; must always say the same
     */
    default RowSource where(IntPredicate sample) {
        return new FilteredRows(this, sample);
    }

    /**
     * Opens an activation store's folder, or a file as {@link MatrixFile} reads it.
     *
     * @throws StoreException if it is neither
     */
    static RowSource open(Path folderOrFile) {
        return Files.isDirectory(folderOrFile)
                ? ActivationStore.open(folderOrFile)
                : MatrixFile.open(folderOrFile, Optional.empty());
    }

    /** Rows in memory, one sample each. The rows are copied. */
    static RowSource of(float[][] rows) {
        return MemoryRows.of(rows);
    }

    /**
     * Sources side by side, row for row: a row's values are those of every source's row, one after the other.
     *
     * @throws StoreException if they differ in axes or number of rows; when read, if their rows differ in coordinates
     */
    static RowSource join(List<? extends RowSource> sources) {
        return JoinedRows.of(sources);
    }

    /** One source after the other; see {@link ConcatenatedRows}. */
    static RowSource concat(List<? extends RowSource> sources) {
        return ConcatenatedRows.of(sources);
    }
}
