package org.echelle.store;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes an activation store, row after row.
 *
 * <p>Shards appear in the folder whole or not at all; {@code manifest.partial.json} lists those that are whole, and
 * {@code manifest.json} appears last. A killed writer leaves its whole shards, a closed one all its rows; either is continued with
 * {@link WriteOptions#resuming}. A lock file keeps a second writer out. For one thread at a time.
 */
public final class ActivationStoreWriter implements AutoCloseable {
    private final Path folder;
    private final StoreManifest begun;
    private final ShardSpec spec;
    private final WriteOptions options;
    private final int shardRows;
    private final List<StoreManifest.Shard> shards = new ArrayList<>();
    private final SampleRanges.Builder ranges;
    private final FileChannel lockFile;
    private final FileLock lock;
    private ShardWriter current;
    private long wholeRows;
    private long wholeBytes;
    private long duplicates;
    private boolean broken;
    private boolean closed;

    private ActivationStoreWriter(
            Path folder, StoreManifest begun, WriteOptions options, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.begun = begun;
        this.options = options;
        this.lockFile = lockFile;
        this.lock = lock;
        spec = begun.spec();
        shardRows = (int) Math.max(1, Math.min(Integer.MAX_VALUE - 8, options.shardBytes() / spec.fullRowBytes()));
        ranges = new SampleRanges.Builder("Store " + folder);
    }

    /** Starts a store with {@link WriteOptions#DEFAULT} and this shard size. */
    public static ActivationStoreWriter create(Path folder, StoreManifest.Draft draft, long shardBytes) {
        return create(folder, draft, WriteOptions.DEFAULT.withShardBytes(shardBytes));
    }

    /**
     * Starts a store, or continues one. The folder is made if need be.
     *
     * @throws StoreException if the folder holds a store that the options do not allow to touch, an unfinished store of other
     *     rows, is being written by somebody else, or may not be written
     */
    public static ActivationStoreWriter create(Path folder, StoreManifest.Draft draft, WriteOptions options) {
        FileChannel lockFile = null;
        ActivationStoreWriter writer = null;
        try {
            Files.createDirectories(folder);
            lockFile = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            StoreManifest begun = draft.begin();
            ActivationStoreWriter started =
                    new ActivationStoreWriter(folder, begun, options, lockFile, lock(folder, lockFile));
            started.enter();
            writer = started;
            return started;
        } catch (IOException e) {
            throw Disk.failure("write", folder, e);
        } finally {
            if (writer == null) {
                closeAfterFailure(folder, lockFile);
            }
        }
    }

    private static FileLock lock(Path folder, FileChannel file) throws IOException {
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            throw busy(folder, e);
        }
        if (lock == null) {
            throw busy(folder, null);
        }
        return lock;
    }

    private static StoreException busy(Path folder, Exception cause) {
        return new StoreException(
                "Another run is writing the store " + folder + "; wait for it or give another folder.", cause);
    }

    private static void closeAfterFailure(Path folder, FileChannel file) {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw Disk.failure("write", folder, e);
            }
        }
    }

    private void enter() throws IOException {
        Path finished = folder.resolve(StoreManifest.FILE);
        Path partial = folder.resolve(StoreManifest.PARTIAL);
        if (Files.exists(finished)) {
            if (!options.overwrite()) {
                throw new StoreException("Folder " + folder
                        + " already holds a finished store; give another folder or ask for it to be overwritten.");
            }
            clear(finished);
        }
        if (Files.exists(partial)) {
            if (options.resume()) {
                resume(Json.read(partial, StoreManifest.class));
                return;
            }
            if (!options.overwrite()) {
                throw new StoreException("Folder " + folder + " holds an unfinished store of "
                        + Json.read(partial, StoreManifest.class).rows()
                        + " rows; resume it, overwrite it or give another folder.");
            }
            clear(partial);
        }
        Json.write(partial, begun);
    }

    /** Removes the store that a manifest describes, the manifest first: without it the shards mean nothing. */
    private void clear(Path manifest) throws IOException {
        List<StoreManifest.Shard> old = Json.read(manifest, StoreManifest.class).shards();
        Files.delete(manifest);
        for (StoreManifest.Shard shard : old) {
            Files.deleteIfExists(ActivationStore.within(folder, shard));
        }
    }

    private void resume(StoreManifest partial) {
        if (!partial.spec().equals(spec)
                || !partial.hookPoint().name().equals(begun.hookPoint().name())
                || !String.valueOf(partial.subjectFingerprint()).equals(String.valueOf(begun.subjectFingerprint()))
                || !String.valueOf(partial.samplesFingerprint()).equals(String.valueOf(begun.samplesFingerprint()))) {
            throw new StoreException("The unfinished store " + folder
                    + " was begun with another hook point, type, axes, subject or samples; overwrite it or give another"
                    + " folder.");
        }
        for (StoreManifest.Shard shard : partial.shards()) {
            ActivationStore.requireWhole(folder, shard);
            SafetensorsTable table = SafetensorsTable.shard(ActivationStore.within(folder, shard), spec, shard.rows());
            ActivationStore.addSamples(table, ranges);
            shards.add(shard);
            wholeRows += shard.rows();
            wholeBytes += shard.bytes();
        }
        duplicates = ranges.rows() - ranges.lastStart();
        if (!shards.isEmpty() && shards.get(shards.size() - 1).rows() < shardRows) {
            StoreManifest.Shard open = shards.remove(shards.size() - 1);
            wholeRows -= open.rows();
            wholeBytes -= open.bytes();
            journal();
            current = ShardWriter.reopen(
                    ActivationStore.within(folder, open),
                    spec,
                    begun.hookPoint().name(),
                    shardRows,
                    (int) open.rows());
        }
    }

    private void journal() {
        Json.write(folder.resolve(StoreManifest.PARTIAL), begun.with(shards, samplesInWholeShards()));
    }

    private long samplesInWholeShards() {
        return ranges.count();
    }

    /** Rows in the store by now, those of an earlier writer included. */
    public long rows() {
        return wholeRows + (current == null ? 0 : current.rows());
    }

    /**
     * Where a continued store goes on: feed it from this sample. Rows of this very sample that are there already are recognised
     * and dropped. -1 for a store without rows: feed it from the start.
     */
    public int resumeSample() {
        return ranges.lastSample();
    }

    /** Bytes on the disk by now. */
    public long bytes() {
        return wholeBytes + (current == null ? 0 : spec.fileBytes(current.rows()));
    }

    /**
     * Adds rows. If one of them is refused, the rows before it in this call are kept.
     *
     * @param values {@code [rows, width]} from the buffer's position; the buffer is left as it was
     * @param rows how many
     * @param coordinates {@code [axis][row]}; axis 0 is the sample's number, whose rows must be consecutive
     * @throws StoreException if a value is not finite or does not fit the element type, the budget would be exceeded, or the disk
     *     is full
     */
    public void append(FloatBuffer values, int rows, int[][] coordinates) {
        requireOpen();
        if (coordinates.length != spec.axes().size() || values.remaining() < (long) rows * spec.width()) {
            throw new StoreException(
                    "Hook point " + begun.hookPoint().name() + " gives " + values.remaining() + " values and "
                            + coordinates.length + " axes for " + rows + " rows; the store wants width " + spec.width()
                            + " and axes "
                            + spec.axes() + ".");
        }
        int first = dropDuplicates(rows, coordinates);
        try {
            write(values, first, rows, coordinates);
        } catch (IOException e) {
            broken = true;
            throw new StoreException(
                    "Cannot write the store " + folder + ": " + Disk.reason(e) + ". Its " + shards.size()
                            + " whole shards (" + wholeRows + " rows) are kept; resume it later.",
                    e);
        }
    }

    private int dropDuplicates(int rows, int[][] coordinates) {
        int first = 0;
        while (duplicates > 0 && first < rows) {
            if (coordinates[0][first] != ranges.lastSample()) {
                duplicates = 0;
            } else {
                first++;
                duplicates--;
            }
        }
        return first;
    }

    private void write(FloatBuffer values, int first, int rows, int[][] coordinates) throws IOException {
        int done = first;
        while (done < rows) {
            if (current == null) {
                Path file = folder.resolve(String.format(Locale.ROOT, "shard-%05d.safetensors", shards.size()));
                current = ShardWriter.create(file, spec, begun.hookPoint().name(), shardRows);
            }
            int now = Math.min(rows - done, current.room());
            requireBudget(now);
            ranges.add(coordinates[0], done, now);
            current.append(values, values.position() + done * spec.width(), coordinates, done, now, wholeRows);
            done += now;
            if (current.room() == 0) {
                seal();
            }
        }
    }

    private void requireBudget(int more) {
        long after = wholeBytes + spec.fileBytes((long) current.rows() + more);
        if (after > options.maxBytes()) {
            throw new StoreException(
                    "The store " + folder + " would grow to " + after + " bytes, past its disk budget of "
                            + options.maxBytes() + " bytes, after " + rows()
                            + " rows; raise the budget, take fewer samples or store the activations as BF16.");
        }
    }

    private void seal() throws IOException {
        StoreManifest.Shard whole = current.seal();
        current = null;
        shards.add(whole);
        wholeRows += whole.rows();
        wholeBytes += whole.bytes();
        journal();
    }

    /**
     * Completes the store and opens it.
     *
     * @throws StoreException if the last shard or the manifest cannot be written
     */
    public ActivationStore finish() {
        requireOpen();
        sealRest();
        Json.write(folder.resolve(StoreManifest.FILE), begun.with(shards, ranges.count()));
        try {
            Files.deleteIfExists(folder.resolve(StoreManifest.PARTIAL));
        } catch (IOException e) {
            throw Disk.failure("write", folder, e);
        }
        close();
        return ActivationStore.open(folder);
    }

    private void sealRest() {
        try {
            if (current != null && current.rows() > 0) {
                seal();
            }
        } catch (IOException e) {
            broken = true;
            throw Disk.failure("write", folder, e);
        }
    }

    private void requireOpen() {
        if (closed || broken) {
            throw new StoreException("The writer of the store " + folder + " is closed"
                    + (broken ? " after an error; resume the store with a new one." : "."));
        }
    }

    /** Without {@link #finish}: keeps every row that was added, to be continued later. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (!broken) {
                sealRest();
            }
        } finally {
            if (current != null) {
                current.close();
            }
            release();
        }
    }

    private void release() {
        try {
            Files.deleteIfExists(folder.resolve(".lock"));
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw Disk.failure("write", folder, e);
        }
    }

    /** What a kill leaves: nothing is sealed. For tests. */
    void abandon() {
        broken = true;
        close();
    }
}
