package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.echelle.api.Progress;
import org.echelle.torch.ElementType;
import org.echelle.torch.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationStoreTest {
    @TempDir
    Path folder;

    private final Rows rows = Rows.random(1, 500, 7);

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void everyTypeGivesBackValuesThatItCanHold(ElementType type) {
        ActivationStore store = rows.store(folder, type, 2000);
        assertThat(store.manifest().shards()).hasSizeGreaterThan(4);
        Rows back = Rows.all(store, ReadOrder.sequential());
        assertThat(back.values()).isDeepEqualTo(rows.values());
        assertThat(back.coordinates()).isDeepEqualTo(rows.coordinates());
        assertThat(store.manifest().samples())
                .isEqualTo(Arrays.stream(rows.coordinates()[0]).distinct().count());
        store.verify(Progress.SILENT);
    }

    @Test
    void aShardIsAPlainSafetensorsFileWithAlignedCoordinates() {
        Rows odd = Rows.random(2, 5, 7);
        ActivationStore store = odd.store(folder, ElementType.F16, 1 << 20);
        try (Safetensors in =
                Safetensors.open(folder.resolve(store.manifest().shards().get(0).file()))) {
            assertThat(in.entry("activations").shape()).containsExactly(5, 7);
            assertThat(in.entry("sample").begin() % 4).isZero();
            assertThat(in.tensor("y").toLongs())
                    .containsExactly(
                            Arrays.stream(odd.coordinates()[1]).asLongStream().toArray());
            float[] flat = in.tensor("activations").toFloats();
            assertThat(Arrays.copyOfRange(flat, 28, 35)).isEqualTo(odd.values()[4]);
        }
    }

    @Test
    void anyRangeOfRowsAndTheRowsOfASampleAreReached() {
        ActivationStore store = rows.store(folder, ElementType.F32, 1500);
        RowBlock block = RowBlock.allocate(500, store);
        store.rows(123, 300, block);
        for (int r = 0; r < 300; r++) {
            assertThat(block.row(r)).isEqualTo(rows.values()[123 + r]);
        }
        assertThat(store.coordinates(123, 300)[2]).isEqualTo(Arrays.copyOfRange(rows.coordinates()[2], 123, 423));
        SampleRanges ranges = store.ranges();
        long next = 0;
        for (int i = 0; i < ranges.count(); i++) {
            assertThat(ranges.firstRow(i)).isEqualTo(next);
            assertThat(ranges.find(ranges.sample(i))).isEqualTo(i);
            for (int r = 0; r < ranges.rows(i); r++) {
                assertThat(rows.coordinates()[0][(int) next++]).isEqualTo(ranges.sample(i));
            }
        }
        assertThat(next).isEqualTo(500);
        assertThat(ranges.find(1_000_000)).isEqualTo(-1);
        assertThatThrownBy(() -> store.rows(400, 101, block)).isInstanceOf(StoreException.class);
    }

    @Test
    void aShardThatIsMissingShortOrChangedIsNamed() throws IOException {
        ActivationStore store = rows.store(folder, ElementType.F32, 4000);
        Path second = folder.resolve("shard-00001.safetensors");
        byte[] whole = Files.readAllBytes(second);

        byte[] changed = whole.clone();
        changed[changed.length - 5] ^= 1;
        Files.write(second, changed);
        assertThatThrownBy(() -> store.verify(Progress.SILENT))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("shard-00001.safetensors")
                .hasMessageContaining("changed");

        Files.write(second, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> ActivationStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("shard-00001.safetensors")
                .hasMessageContaining("bytes where the manifest says");

        Files.delete(second);
        assertThatThrownBy(() -> ActivationStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("shard-00001.safetensors")
                .hasMessageContaining("missing");
    }

    @Test
    void aManifestThatPointsOutsideItsFolderIsRefused() throws IOException {
        rows.store(folder, ElementType.F32, 1 << 20);
        Path manifest = folder.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("shard-00000.safetensors", "../elsewhere"));
        assertThatThrownBy(() -> ActivationStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no plain file name");
        Files.writeString(manifest, "{\"format\": 7");
        assertThatThrownBy(() -> ActivationStore.open(folder)).isInstanceOf(StoreException.class);
    }

    @Test
    void aManifestWithSomethingBehindItIsRefused() throws IOException {
        rows.store(folder, ElementType.F32, 1 << 20);
        Path manifest = folder.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).strip() + " []");

        assertThatThrownBy(() -> ActivationStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(
                        "manifest.json is no manifest that this version understands: something follows the"
                                + " end of its JSON (line ");
    }

    @Test
    void theFingerprintIsOfTheContent(@TempDir Path other, @TempDir Path third) {
        String one = rows.store(folder.resolve("a"), ElementType.F32, 4000).fingerprint();
        assertThat(rows.store(other, ElementType.F32, 4000).fingerprint()).isEqualTo(one);
        Rows changed = Rows.random(1, 500, 7);
        changed.values()[499][6] += 1;
        assertThat(changed.store(third, ElementType.F32, 4000).fingerprint()).isNotEqualTo(one);
    }

    /** A sparse file takes no room on the disk but is as long as it says. */
    @Test
    void rowsBehindTwoGibibytesAreRead() throws IOException {
        int width = 1 << 16;
        int count = 9000;
        ShardSpec spec = new ShardSpec(width, ElementType.F32, java.util.List.of("sample"));
        Path file = folder.resolve("large.safetensors");
        float[] last = new float[width];
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            out.write(java.nio.ByteBuffer.wrap(spec.header(count)));
            java.nio.ByteBuffer row = java.nio.ByteBuffer.allocate(4 * width).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < width; i++) {
                last[i] = i;
                row.putFloat(i);
            }
            out.write(row.flip(), spec.headerBytes() + (count - 1) * spec.rowBytes());
            java.nio.ByteBuffer sample =
                    java.nio.ByteBuffer.allocate(4 * count).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (int r = 0; r < count; r++) {
                sample.putInt(r);
            }
            out.write(sample.flip(), spec.headerBytes() + count * spec.rowBytes());
        }
        assertThat(Files.size(file)).isGreaterThan(2L << 30);
        RowSource source = RowSource.open(file);
        RowBlock block = RowBlock.allocate(3, source);
        try (RowReader reader = source.read(ReadOrder.sequential(), count - 2)) {
            assertThat(reader.read(block)).isEqualTo(2);
        }
        assertThat(block.row(0)).containsOnly(0f);
        assertThat(block.row(1)).isEqualTo(last);
        assertThat(block.coordinates()[0]).startsWith(count - 2, count - 1);
    }

    @Test
    void valuesThatAreNotFiniteNameHookPointSampleAndRow() {
        try (ActivationStoreWriter writer =
                ActivationStoreWriter.create(folder, Rows.draft(3, ElementType.F32), 1 << 20)) {
            float[] values = {1, 2, 3, 4, Float.NaN, 6};
            assertThatThrownBy(() -> writer.append(FloatBuffer.wrap(values), 2, new int[][] {{8, 9}, {0, 0}, {0, 0}}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("blocks.3")
                    .hasMessageContaining("sample 9")
                    .hasMessageContaining("row 1")
                    .hasMessageContaining("NaN");
        }
    }

    @Test
    void valuesTooLargeForHalfPrecisionAreRefusedWithAnAlternative() {
        try (ActivationStoreWriter writer =
                ActivationStoreWriter.create(folder, Rows.draft(1, ElementType.F16), 1 << 20)) {
            writer.append(FloatBuffer.wrap(new float[] {65504}), 1, new int[][] {{0}, {0}, {0}});
            assertThatThrownBy(
                            () -> writer.append(FloatBuffer.wrap(new float[] {65520}), 1, new int[][] {{1}, {0}, {0}}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("BF16");
        }
    }
}
