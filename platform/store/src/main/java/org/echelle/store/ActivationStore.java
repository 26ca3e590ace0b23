package org.echelle.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.echelle.api.Progress;
import org.echelle.torch.Checksums;
import org.echelle.torch.ElementType;

/**
 * A folder of activation rows: {@code manifest.json} and safetensors shards, which any other reader of that format understands.
 *
 * <p>The shards are memory-mapped and read as float32; f16 and bf16 are widened. Safe for several readers at once. A mapped store
 * may be closed while readers still use it: the memory goes when they do.
 */
public final class ActivationStore extends TableRows implements AutoCloseable {
    private final Path folder;
    private final StoreManifest manifest;
    private final List<String> axes;
    private final SafetensorsTable[] shards;
    private final long[] start;
    private volatile SampleRanges ranges;

    private ActivationStore(Path folder, StoreManifest manifest, SafetensorsTable[] shards) {
        this.folder = folder;
        this.manifest = manifest;
        this.shards = shards;
        axes = manifest.axisNames();
        start = new long[shards.length + 1];
        for (int i = 0; i < shards.length; i++) {
            start[i + 1] = start[i] + shards[i].rows();
        }
    }

    /** Whether a folder holds a finished store. */
    public static boolean exists(Path folder) {
        return Files.isRegularFile(folder.resolve(StoreManifest.FILE));
    }

    /** Whether a folder holds a store that {@link WriteOptions#resuming} can continue. */
    public static boolean unfinished(Path folder) {
        return !exists(folder) && Files.isRegularFile(folder.resolve(StoreManifest.PARTIAL));
    }

    /**
     * Opens a finished store. Every shard must be there, of the right size and with the right header; {@link #verify} looks at the
     * bytes.
     *
     * @throws StoreException if there is no finished store, or a shard is missing or short; the message names it
     */
    public static ActivationStore open(Path folder) {
        if (unfinished(folder)) {
            throw new StoreException("The store " + folder + " is unfinished; resume the extraction that writes it.");
        }
        if (!exists(folder)) {
            throw new StoreException(
                    "Folder " + folder + " holds no activation store: it has no " + StoreManifest.FILE + ".");
        }
        StoreManifest manifest = Json.read(folder.resolve(StoreManifest.FILE), StoreManifest.class);
        requireSound(folder, manifest);
        SafetensorsTable[] shards = new SafetensorsTable[manifest.shards().size()];
        for (int i = 0; i < shards.length; i++) {
            StoreManifest.Shard shard = manifest.shards().get(i);
            requireWhole(folder, shard);
            shards[i] = SafetensorsTable.shard(within(folder, shard), manifest.spec(), shard.rows());
        }
        return new ActivationStore(folder, manifest, shards);
    }

    private static void requireSound(Path folder, StoreManifest m) {
        String wrong = null;
        if (!StoreManifest.FORMAT.equals(m.format())) {
            wrong = "is not one of an activation store";
        } else if (m.version() > StoreManifest.VERSION) {
            wrong = "is of format version " + m.version() + ", this program reads up to " + StoreManifest.VERSION;
        } else if (m.hookPoint() == null
                || m.elementType() == null
                || m.hookPoint().width() < 1) {
            wrong = "lacks the hook point or the element type";
        } else if (m.axes().isEmpty() || !m.axisNames().get(0).equals("sample")) {
            wrong = "lacks the axis \"sample\"";
        } else if (m.shards().stream().mapToLong(StoreManifest.Shard::rows).sum() != m.rows()) {
            wrong = "says " + m.rows() + " rows, but its shards add up to another number";
        }
        if (wrong != null) {
            throw new StoreException("The manifest " + folder.resolve(StoreManifest.FILE) + " " + wrong + ".");
        }
    }

    /** The file of a shard, which must lie in the store's own folder. */
    static Path within(Path folder, StoreManifest.Shard shard) {
        if (shard.file() == null || !shard.file().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new StoreException(
                    "The store " + folder + " names a shard \"" + shard.file() + "\", which is no plain file name.");
        }
        return folder.resolve(shard.file());
    }

    static void requireWhole(Path folder, StoreManifest.Shard shard) {
        Path file = within(folder, shard);
        if (!Files.isRegularFile(file)) {
            throw new StoreException(
                    "Shard " + shard.file() + " of the store " + folder + " is missing; restore it or extract again.");
        }
        try {
            if (Files.size(file) != shard.bytes()) {
                throw new StoreException(
                        "Shard " + shard.file() + " of the store " + folder + " has " + Files.size(file)
                                + " bytes where the manifest says " + shard.bytes() + "; restore it or extract again.");
            }
        } catch (IOException e) {
            throw Disk.failure("read", file, e);
        }
    }

    static void addSamples(SafetensorsTable table, SampleRanges.Builder into) {
        int[] sample = new int[(int) Math.min(table.rows(), 1 << 16)];
        for (long row = 0; row < table.rows(); row += sample.length) {
            int count = (int) Math.min(sample.length, table.rows() - row);
            table.coordinates(0, row, count, sample, 0);
            into.add(sample, 0, count);
        }
    }

    /**
     * Compares every shard's checksum with the manifest's.
     *
     * @throws StoreException naming the first shard that is missing, short or changed
     */
    public void verify(Progress progress) {
        progress.begin("verify " + folder.getFileName(), manifest.bytes(), "bytes");
        long done = 0;
        for (StoreManifest.Shard shard : manifest.shards()) {
            progress.check();
            requireWhole(folder, shard);
            if (!Checksums.sha256(within(folder, shard)).equals(shard.sha256())) {
                throw new StoreException(
                        "Shard " + shard.file() + " of the store " + folder
                                + " has changed since it was written: its SHA-256 is not the manifest's; restore it or extract again.");
            }
            done += shard.bytes();
            progress.advance(done, shard.file());
        }
    }

    /** What the store holds. */
    public StoreManifest manifest() {
        return manifest;
    }

    /** Where it lies. */
    public Path folder() {
        return folder;
    }

    /** Which rows belong to which sample; found in one pass over the coordinates, then kept. */
    @Override
    public SampleRanges ranges() {
        SampleRanges known = ranges;
        if (known == null) {
            SampleRanges.Builder all = new SampleRanges.Builder("Store " + folder);
            for (SafetensorsTable shard : shards) {
                addSamples(shard, all);
            }
            known = all.build();
            ranges = known;
        }
        return known;
    }

    /**
     * Reads consecutive rows.
     *
     * @param into filled from its start
     * @throws StoreException if the range does not lie within the store or the block is too small
     */
    public void rows(long firstRow, int count, RowBlock into) {
        into.requireShape(width(), axes.size());
        if (firstRow < 0 || count < 0 || firstRow > rows() - count || count > into.capacity()) {
            throw new StoreException("Cannot read " + count + " rows from row " + firstRow + " of the store " + folder
                    + " with " + rows() + " rows into a block for " + into.capacity() + ".");
        }
        copy(firstRow, count, into, 0);
        into.rows(count);
    }

    /** Coordinates of consecutive rows, {@code [axis][row]}. */
    public int[][] coordinates(long firstRow, int count) {
        int[][] found = new int[axes.size()][count];
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int s = shard(row);
            int now = (int) Math.min(count - done, start[s + 1] - row);
            for (int a = 0; a < found.length; a++) {
                shards[s].coordinates(a, row - start[s], now, found[a], done);
            }
            done += now;
        }
        return found;
    }

    private int shard(long row) {
        int found = Arrays.binarySearch(start, row);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    void copy(long firstRow, int count, RowBlock into, int at) {
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int s = shard(row);
            int now = (int) Math.min(count - done, start[s + 1] - row);
            shards[s].copy(row - start[s], now, into, at + done);
            done += now;
        }
    }

    @Override
    void gather(long[] row, int from, int count, RowBlock into, int at) {
        for (int i = 0; i < count; i++) {
            int s = shard(row[from + i]);
            shards[s].copyRow(row[from + i] - start[s], into, at + i);
        }
    }

    @Override
    void touch(long firstRow, int count) {
        int done = 0;
        while (done < count) {
            long row = firstRow + done;
            int s = shard(row);
            int now = (int) Math.min(count - done, start[s + 1] - row);
            shards[s].values().touch(row - start[s], now);
            done += now;
        }
    }

    @Override
    public int width() {
        return manifest.hookPoint().width();
    }

    @Override
    public long rows() {
        return manifest.rows();
    }

    @Override
    public List<String> axes() {
        return axes;
    }

    /** SHA-256 over the width, type, axes and the shards' checksums. */
    @Override
    public String fingerprint() {
        StringBuilder all = new StringBuilder();
        all.append(width())
                .append(' ')
                .append(manifest.elementType())
                .append(' ')
                .append(axes);
        manifest.shards().forEach(s -> all.append(' ').append(s.sha256()));
        return Checksums.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String describe() {
        return "store " + folder + " (" + rows() + " rows of width " + width() + ", " + elementType() + ", "
                + manifest.hookPoint().name() + ")";
    }

    private ElementType elementType() {
        return manifest.elementType();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return describe();
    }
}
