package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.echelle.torch.ElementType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationStoreWriterTest {
    @TempDir
    Path folder;

    private final Rows rows = Rows.random(3, 400, 5);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWriterThatWasStoppedIsContinuedToTheSameStore(boolean killed) throws IOException {
        Path whole = folder.resolve("whole");
        Path resumed = folder.resolve("resumed");
        String expected = rows.store(whole, ElementType.F16, 1000).fingerprint();
        SplittableRandom random = new SplittableRandom(5);
        int fed = 0;
        int stops = 0;
        while (fed < rows.rows()) {
            ActivationStoreWriter writer = ActivationStoreWriter.create(
                    resumed,
                    Rows.draft(5, ElementType.F16),
                    WriteOptions.DEFAULT.withShardBytes(1000).resuming());
            fed = 0;
            while (fed < rows.rows() && rows.coordinates()[0][fed] < writer.resumeSample()) {
                fed++;
            }
            int until = Math.min(rows.rows(), fed + random.nextInt(60, 120));
            while (fed < until) {
                int to = Math.min(until, fed + random.nextInt(1, 30));
                rows.append(writer, fed, to);
                fed = to;
            }
            if (fed == rows.rows()) {
                writer.finish();
            } else if (killed) {
                writer.abandon();
            } else {
                writer.close();
            }
            stops++;
        }
        assertThat(stops).isGreaterThan(3);
        ActivationStore store = ActivationStore.open(resumed);
        assertThat(store.fingerprint()).isEqualTo(expected);
        assertThat(Rows.all(store, ReadOrder.sequential()).values()).isDeepEqualTo(rows.values());
        try (Stream<Path> files = Files.list(resumed)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .noneMatch(n -> n.endsWith(".part") || n.equals(".lock") || n.equals(StoreManifest.PARTIAL));
        }
    }

    @Test
    void anUnfinishedStoreCannotBeOpenedNorOverwrittenUnasked() {
        ActivationStoreWriter writer = ActivationStoreWriter.create(folder, Rows.draft(5, ElementType.F32), 1000);
        rows.append(writer, 0, 100);
        writer.close();
        assertThat(ActivationStore.unfinished(folder)).isTrue();
        assertThatThrownBy(() -> ActivationStore.open(folder)).hasMessageContaining("unfinished");
        assertThatThrownBy(() -> ActivationStoreWriter.create(folder, Rows.draft(5, ElementType.F32), 1000))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("unfinished store of 100 rows");
        assertThatThrownBy(() -> ActivationStoreWriter.create(
                        folder, Rows.draft(5, ElementType.BF16), WriteOptions.DEFAULT.resuming()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another");
    }

    @Test
    void aFinishedStoreIsReplacedOnlyWhenTold() {
        rows.store(folder, ElementType.F32, 1000);
        assertThatThrownBy(() -> ActivationStoreWriter.create(folder, Rows.draft(5, ElementType.F32), 1000))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("already holds");
        try (ActivationStoreWriter writer = ActivationStoreWriter.create(
                folder, Rows.draft(5, ElementType.F32), WriteOptions.DEFAULT.overwriting())) {
            rows.append(writer, 0, 10);
            assertThat(writer.finish().rows()).isEqualTo(10);
        }
        assertThat(folder.resolve("shard-00003.safetensors")).doesNotExist();
    }

    @Test
    void theDiskBudgetIsNeverExceeded() {
        long budget = 5000;
        try (ActivationStoreWriter writer = ActivationStoreWriter.create(
                folder,
                Rows.draft(5, ElementType.F32),
                WriteOptions.DEFAULT.withShardBytes(1000).withMaxBytes(budget))) {
            assertThatThrownBy(() -> {
                        for (int r = 0; r < 400; r += 10) {
                            rows.append(writer, r, r + 10);
                        }
                    })
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("disk budget of 5000 bytes");
            assertThat(writer.bytes()).isBetween(1L, budget);
            ActivationStore kept = writer.finish();
            assertThat(kept.manifest().bytes()).isBetween(3000L, budget);
        }
    }

    @Test
    void twoWritersDoNotShareAFolder() {
        try (ActivationStoreWriter writer =
                ActivationStoreWriter.create(folder, Rows.draft(5, ElementType.F32), 1000)) {
            rows.append(writer, 0, 1);
            assertThatThrownBy(() -> ActivationStoreWriter.create(
                            folder, Rows.draft(5, ElementType.F32), WriteOptions.DEFAULT.overwriting()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Another run");
        }
    }

    @Test
    void aFolderThatMayNotBeWrittenIsOneSentence() throws IOException {
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        Assumptions.assumeFalse(Files.isWritable(locked), "this user may write anywhere");
        assertThatThrownBy(() -> ActivationStoreWriter.create(locked, Rows.draft(5, ElementType.F32), 1000))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("permission");
    }

    @Test
    void aFileInPlaceOfTheFolderIsOneSentence() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "x");
        assertThatThrownBy(() -> ActivationStoreWriter.create(file, Rows.draft(5, ElementType.F32), 1000))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("Cannot write");
    }

    @Test
    void rowsOfASampleMustBeConsecutive() {
        try (ActivationStoreWriter writer =
                ActivationStoreWriter.create(folder, Rows.draft(1, ElementType.F32), 1000)) {
            assertThatThrownBy(() -> writer.append(
                            FloatBuffer.wrap(new float[3]), 3, new int[][] {{4, 2, 4}, new int[3], new int[3]}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("sample 4");
        }
    }
}
