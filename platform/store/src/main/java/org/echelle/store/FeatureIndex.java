package org.echelle.store;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.torch.Checksums;
import org.echelle.torch.ElementType;
import org.echelle.torch.Safetensors;

/**
 * The non-zero features of every row, by row and by feature, memory-mapped from a folder. Each file is a safetensors file of one
 * vector (compressed sparse rows, and the same by feature). Safe for several threads. May be closed while others still read.
 */
public final class FeatureIndex implements AutoCloseable {
    private final Path folder;
    private final IndexManifest manifest;
    private final MappedRows rowStart;
    private final MappedRows rowFeature;
    private final MappedRows rowValue;
    private final MappedRows featureStart;
    private final MappedRows featureRow;
    private final MappedRows featureValue;
    private final MappedRows[] columns;
    private final FeatureStatistics statistics;

    private FeatureIndex(Path folder, IndexManifest m) {
        this.folder = folder;
        manifest = m;
        rowStart = ColumnFile.map(folder.resolve(IndexManifest.ROW_START), ElementType.I64, m.rows() + 1);
        rowFeature = ColumnFile.map(folder.resolve(IndexManifest.ROW_FEATURE), ElementType.I32, m.nonZeros());
        rowValue = ColumnFile.map(folder.resolve(IndexManifest.ROW_VALUE), ElementType.F32, m.nonZeros());
        featureStart = ColumnFile.map(folder.resolve(IndexManifest.FEATURE_START), ElementType.I64, m.features() + 1L);
        featureRow = ColumnFile.map(folder.resolve(IndexManifest.FEATURE_ROW), ElementType.I32, m.nonZeros());
        featureValue = ColumnFile.map(folder.resolve(IndexManifest.FEATURE_VALUE), ElementType.F32, m.nonZeros());
        columns = new MappedRows[m.axes().size()];
        for (int a = 0; a < columns.length; a++) {
            columns[a] = ColumnFile.map(IndexManifest.axis(folder, a), ElementType.I32, m.rows());
        }
        try (Safetensors in = Safetensors.open(folder.resolve(IndexManifest.STATISTICS))) {
            statistics = FeatureStatistics.read(in);
        }
    }

    static List<String> fileNames(int axes) {
        List<String> names = new ArrayList<>(List.of(
                IndexManifest.ROW_START,
                IndexManifest.ROW_FEATURE,
                IndexManifest.ROW_VALUE,
                IndexManifest.FEATURE_START,
                IndexManifest.FEATURE_ROW,
                IndexManifest.FEATURE_VALUE,
                IndexManifest.STATISTICS));
        for (int a = 0; a < axes; a++) {
            names.add("axis-" + a + ".safetensors");
        }
        return names;
    }

    /** Whether a folder holds a finished index. */
    public static boolean exists(Path folder) {
        Path manifest = folder.resolve(StoreManifest.FILE);
        return Files.isRegularFile(manifest) && IndexManifest.FORMAT.equals(Json.format(manifest));
    }

    /**
     * Opens a finished index.
     *
     * @throws StoreException if there is none, or a file of it is missing or short; the message names it
     */
    public static FeatureIndex open(Path folder) {
        if (!exists(folder)) {
            throw new StoreException("Folder " + folder + " holds no feature index.");
        }
        IndexManifest manifest = Json.read(folder.resolve(StoreManifest.FILE), IndexManifest.class);
        if (manifest.version() > IndexManifest.VERSION) {
            throw new StoreException("The feature index " + folder + " is of format version " + manifest.version()
                    + ", this program reads up to " + IndexManifest.VERSION + ".");
        }
        if (!manifest.files().stream()
                .map(StoreManifest.Shard::file)
                .toList()
                .equals(fileNames(manifest.axes().size()))) {
            throw new StoreException(
                    "The manifest of the feature index " + folder + " does not list the files of an index.");
        }
        manifest.files().forEach(f -> requireWhole(folder, f));
        return new FeatureIndex(folder, manifest);
    }

    private static void requireWhole(Path folder, StoreManifest.Shard file) {
        Path path = folder.resolve(file.file());
        try {
            if (!Files.isRegularFile(path)) {
                throw new StoreException("File " + file.file() + " of the feature index " + folder
                        + " is missing; build the index again.");
            }
            if (Files.size(path) != file.bytes()) {
                throw new StoreException(
                        "File " + file.file() + " of the feature index " + folder + " has " + Files.size(path)
                                + " bytes where the manifest says " + file.bytes() + "; build the index again.");
            }
        } catch (IOException e) {
            throw Disk.failure("read", path, e);
        }
    }

    /**
     * Compares every file's checksum with the manifest's.
     *
     * @throws StoreException naming the first file that has changed
     */
    public void verify(Progress progress) {
        progress.begin("verify " + folder.getFileName(), manifest.files().size(), "files");
        long done = 0;
        for (StoreManifest.Shard file : manifest.files()) {
            progress.check();
            requireWhole(folder, file);
            if (!Checksums.sha256(folder.resolve(file.file())).equals(file.sha256())) {
                throw new StoreException("File " + file.file() + " of the feature index " + folder
                        + " has changed since it was written; build the index again.");
            }
            progress.advance(++done, file.file());
        }
    }

    /** What the index holds. */
    public IndexManifest manifest() {
        return manifest;
    }

    /** Number of features. */
    public int features() {
        return manifest.features();
    }

    /** Number of rows. */
    public long rows() {
        return manifest.rows();
    }

    /** Number of entries. */
    public long nonZeros() {
        return manifest.nonZeros();
    }

    /** What the coordinates of a row mean; the first is {@code sample}. */
    public List<String> axes() {
        return manifest.axes();
    }

    /** Rows on which a feature is active. */
    public long count(int feature) {
        return statistics.counts()[feature];
    }

    /** A feature's largest activation, 0 if it is never active. */
    public float max(int feature) {
        return (float) statistics.max()[feature];
    }

    /** Sum of a feature's activations. */
    public double sum(int feature) {
        return statistics.sum()[feature];
    }

    /** Sum of the squares of a feature's activations. */
    public double sumOfSquares(int feature) {
        return statistics.squares()[feature];
    }

    /** Largest activation of every feature, {@code [features]}. */
    public float[] maxima() {
        float[] all = new float[features()];
        for (int j = 0; j < all.length; j++) {
            all[j] = max(j);
        }
        return all;
    }

    /**
     * The entries of consecutive rows; {@code rowStart} begins at 0.
     *
     * @throws StoreException if the range does not lie within the index or has more than 2^31 entries
     */
    public SparseRows rows(long first, int count) {
        requireRange(first, count);
        int[] start = new int[count + 1];
        long begin = rowStart.longAt(first);
        long entries = rowStart.longAt(first + count) - begin;
        if (entries > Integer.MAX_VALUE - 8) {
            throw new StoreException(count + " rows of the feature index " + folder
                    + " have too many entries to hold at once; ask for fewer.");
        }
        for (int r = 1; r <= count; r++) {
            start[r] = (int) (rowStart.longAt(first + r) - begin);
        }
        int[] feature = new int[(int) entries];
        float[] value = new float[(int) entries];
        rowFeature.copyInts(begin, (int) entries, feature, 0);
        rowValue.copy(begin, (int) entries, FloatBuffer.wrap(value), 0);
        return new SparseRows(count, start, feature, value);
    }

    /** Where a feature is active, in the order of the rows. */
    public Postings feature(int j) {
        if (j < 0 || j >= features()) {
            throw new StoreException(
                    "There is no feature " + j + "; the index " + folder + " has 0 to " + (features() - 1) + ".");
        }
        long begin = featureStart.longAt(j);
        int size = Math.toIntExact(featureStart.longAt(j + 1L) - begin);
        int[] row = new int[size];
        float[] value = new float[size];
        featureRow.copyInts(begin, size, row, 0);
        featureValue.copy(begin, size, FloatBuffer.wrap(value), 0);
        return new Postings(j, row, value);
    }

    /** Coordinates of consecutive rows, {@code [axis][row]}. */
    public int[][] coordinates(long first, int count) {
        requireRange(first, count);
        int[][] found = new int[columns.length][count];
        for (int a = 0; a < columns.length; a++) {
            columns[a].copyInts(first, count, found[a], 0);
        }
        return found;
    }

    /** Which rows belong to which sample; one pass over the coordinates. */
    public SampleRanges ranges() {
        SampleRanges.Builder all = new SampleRanges.Builder("Feature index " + folder);
        int[] sample = new int[(int) Math.min(Math.max(1, rows()), 1 << 16)];
        for (long row = 0; row < rows(); row += sample.length) {
            int count = (int) Math.min(sample.length, rows() - row);
            columns[0].copyInts(row, count, sample, 0);
            all.add(sample, 0, count);
        }
        return all.build();
    }

    private void requireRange(long first, int count) {
        if (first < 0 || count < 0 || first > rows() - count) {
            throw new StoreException("The feature index " + folder + " has " + rows() + " rows; asked for were " + count
                    + " from row " + first + ".");
        }
    }

    @Override
    public void close() {}
}
