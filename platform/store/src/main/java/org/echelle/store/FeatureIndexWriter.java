package org.echelle.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.echelle.torch.Checksums;
import org.echelle.torch.ElementType;
import org.echelle.torch.SafetensorsWriter;

/**
 * Writes a feature index: entries by row as they come, by feature at the end. Memory: a few numbers a feature, and a fixed amount
 * for the sort, whatever the number of rows. The index appears whole or not at all: its manifest is written last. For one thread
 * at a time.
 */
public final class FeatureIndexWriter implements AutoCloseable {
    /** Entries that the final sort holds in memory, 8 bytes each. */
    private static final int ENTRIES_IN_MEMORY = 16 << 20;

    private static final List<String> BY_FEATURE = List.of(
            IndexManifest.FEATURE_START,
            IndexManifest.FEATURE_ROW,
            IndexManifest.FEATURE_VALUE,
            IndexManifest.STATISTICS);

    private final Path folder;
    private final int features;
    private final List<String> axes;
    private final Map<String, Object> facts;
    private final int entriesInMemory;
    private final List<ColumnFile> open = new ArrayList<>();
    private final ColumnFile rowStart;
    private final ColumnFile rowFeature;
    private final ColumnFile rowValue;
    private final ColumnFile[] columns;
    private final FeatureStatistics statistics;
    private long rows;
    private long nonZeros;

    FeatureIndexWriter(Path folder, int features, List<String> axes, Map<String, Object> facts, int entriesInMemory)
            throws IOException {
        this.folder = folder;
        this.features = features;
        this.axes = List.copyOf(axes);
        this.facts = new LinkedHashMap<>(facts);
        this.entriesInMemory = entriesInMemory;
        statistics = FeatureStatistics.empty(features);
        rowStart = column(folder.resolve(IndexManifest.ROW_START), ElementType.I64);
        rowFeature = column(folder.resolve(IndexManifest.ROW_FEATURE), ElementType.I32);
        rowValue = column(folder.resolve(IndexManifest.ROW_VALUE), ElementType.F32);
        columns = new ColumnFile[axes.size()];
        for (int a = 0; a < columns.length; a++) {
            columns[a] = column(IndexManifest.axis(folder, a), ElementType.I32);
        }
        rowStart.add(0);
    }

    private ColumnFile column(Path file, ElementType type) throws IOException {
        ColumnFile column = new ColumnFile(file, type);
        open.add(column);
        return column;
    }

    /**
     * Starts an index without facts in a folder that holds none.
     *
     * @param features number of features
     * @param axes what the coordinates of a row mean; the first is {@code sample}
     */
    public static FeatureIndexWriter create(Path folder, int features, List<String> axes) {
        return create(folder, features, axes, Map.of(), false);
    }

    /**
     * Starts an index.
     *
     * @param facts to be remembered, such as the dictionary's fingerprint; JSON values
     * @param overwrite whether an index that is already there is replaced
     * @throws StoreException if there is one and it may not be replaced, or the folder may not be written
     */
    public static FeatureIndexWriter create(
            Path folder, int features, List<String> axes, Map<String, Object> facts, boolean overwrite) {
        if (features < 1 || axes.isEmpty() || !axes.get(0).equals("sample")) {
            throw new StoreException(
                    "A feature index needs at least one feature and \"sample\" as its first axis; it was asked"
                            + " for " + features + " features and the axes " + axes + ".");
        }
        Path manifest = folder.resolve(StoreManifest.FILE);
        if (Files.exists(manifest) && !overwrite) {
            throw new StoreException("Folder " + folder
                    + " already holds a finished index or store; give another folder or ask for it to be"
                    + " overwritten.");
        }
        try {
            Files.createDirectories(folder);
            if (Files.exists(manifest) && !IndexManifest.FORMAT.equals(Json.format(manifest))) {
                throw new StoreException(
                        "Folder " + folder + " holds something else than a feature index; give another folder.");
            }
            Files.deleteIfExists(manifest);
            return new FeatureIndexWriter(folder, features, axes, facts, ENTRIES_IN_MEMORY);
        } catch (IOException e) {
            throw Disk.failure("write", folder, e);
        }
    }

    /** Rows added by now. */
    public long rows() {
        return rows;
    }

    /**
     * Adds rows; entries of value 0 are left out.
     *
     * @param codes the features of each row, each at most once, in any order
     * @param coordinates {@code [axis][row]}
     * @throws StoreException if a feature does not exist, a value is not finite or the disk is full
     */
    public void append(SparseRows codes, int[][] coordinates) {
        if (coordinates.length != axes.size()) {
            throw new StoreException("The index " + folder + " has the axes " + axes + "; given were "
                    + coordinates.length + " coordinates a row.");
        }
        if (rows + codes.rows() > Integer.MAX_VALUE - 8) {
            throw new StoreException("The index " + folder + " cannot hold more than " + (Integer.MAX_VALUE - 8)
                    + " rows; index fewer samples.");
        }
        boolean zeros = check(codes);
        try {
            if (zeros) {
                appendWithoutZeros(codes);
            } else {
                int from = codes.rowStart()[0];
                for (int r = 1; r <= codes.rows(); r++) {
                    rowStart.add(nonZeros + codes.rowStart()[r] - from);
                }
                append(codes.feature(), codes.value(), from, codes.nonZeros());
            }
            for (int a = 0; a < columns.length; a++) {
                columns[a].add(coordinates[a], 0, codes.rows());
            }
            rows += codes.rows();
        } catch (IOException e) {
            throw Disk.failure("write", folder, e);
        }
    }

    private void appendWithoutZeros(SparseRows codes) throws IOException {
        int[] feature = new int[codes.nonZeros()];
        float[] value = new float[codes.nonZeros()];
        int kept = 0;
        for (int r = 0; r < codes.rows(); r++) {
            for (int e = codes.rowStart()[r]; e < codes.rowStart()[r + 1]; e++) {
                if (codes.value()[e] != 0) {
                    feature[kept] = codes.feature()[e];
                    value[kept++] = codes.value()[e];
                }
            }
            rowStart.add(nonZeros + kept);
        }
        append(feature, value, 0, kept);
    }

    private void append(int[] feature, float[] value, int from, int length) throws IOException {
        long[] counts = statistics.counts();
        for (int e = from; e < from + length; e++) {
            counts[feature[e]]++;
        }
        rowFeature.add(feature, from, length);
        rowValue.add(value, from, length);
        nonZeros += length;
    }

    /** Whether there are zeros among the values; everything that cannot be indexed is refused. */
    private boolean check(SparseRows codes) {
        boolean zeros = false;
        for (int e = codes.rowStart()[0]; e < codes.rowStart()[codes.rows()]; e++) {
            zeros |= codes.value()[e] == 0;
            int feature = codes.feature()[e];
            if (feature < 0 || feature >= features || !Float.isFinite(codes.value()[e])) {
                int r = 0;
                while (codes.rowStart()[r + 1] <= e) {
                    r++;
                }
                throw new StoreException("Row " + (rows + r) + " of the index " + folder + " has feature " + feature
                        + " with activation " + codes.value()[e] + "; features are 0 to " + (features - 1)
                        + " and activations finite numbers.");
            }
        }
        return zeros;
    }

    /**
     * Sorts by feature, writes the manifest and opens the index.
     *
     * @throws StoreException if the disk is full
     */
    public FeatureIndex finish() {
        try {
            for (ColumnFile column : open) {
                column.seal();
            }
            List<String> names = FeatureIndex.fileNames(axes.size());
            Map<String, StoreManifest.Shard> files = new ConcurrentHashMap<>();
            // What lies there is hashed, and brought to the disk, while the other half is made.
            CompletableFuture<Void> byRow = CompletableFuture.runAsync(() -> names.stream()
                    .filter(name -> !BY_FEATURE.contains(name))
                    .forEach(name -> files.put(name, settled(name))));
            try {
                new FeatureTransposition(
                                ColumnFile.map(folder.resolve(IndexManifest.ROW_START), ElementType.I64, rows + 1),
                                ColumnFile.map(folder.resolve(IndexManifest.ROW_FEATURE), ElementType.I32, nonZeros),
                                ColumnFile.map(folder.resolve(IndexManifest.ROW_VALUE), ElementType.F32, nonZeros),
                                rows,
                                statistics)
                        .write(folder, entriesInMemory);
                SafetensorsWriter.write(folder.resolve(IndexManifest.STATISTICS), statistics.tensors(), Map.of());
                BY_FEATURE.parallelStream().forEach(name -> files.put(name, settled(name)));
            } finally {
                byRow.exceptionally(failure -> null).join(); // nothing goes on in a folder that is given up
            }
            byRow.join();
            Json.write(
                    folder.resolve(StoreManifest.FILE),
                    manifest(names.stream().map(files::get).toList()));
        } catch (IOException e) {
            throw Disk.failure("write", folder, e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException cause ? cause : e;
        }
        return FeatureIndex.open(folder);
    }

    private StoreManifest.Shard settled(String name) {
        Path file = folder.resolve(name);
        try {
            ColumnFile.settle(file);
            return new StoreManifest.Shard(name, rows, Files.size(file), Checksums.sha256(file));
        } catch (IOException e) {
            throw Disk.failure("write", file, e);
        }
    }

    private IndexManifest manifest(List<StoreManifest.Shard> files) {
        return new IndexManifest(
                IndexManifest.FORMAT,
                IndexManifest.VERSION,
                features,
                rows,
                nonZeros,
                axes,
                files,
                facts,
                Instant.now().toString());
    }

    /** Removes what was not finished. */
    @Override
    public void close() {
        open.forEach(ColumnFile::close);
    }
}
