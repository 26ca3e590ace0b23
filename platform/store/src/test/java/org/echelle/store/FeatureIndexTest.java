package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.echelle.api.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureIndexTest {
    @TempDir
    Path folder;

    private static float[][] random(long seed, int rows, int features) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] dense = new float[rows][features];
        for (float[] row : dense) {
            for (int j = 0; j < features; j++) {
                // Feature 0 is dense, feature 1 never active, the others now and then.
                boolean active = j == 0 || (j > 1 && random.nextInt(4) == 0);
                row[j] = active ? random.nextInt(1, 50) / 4f : 0;
            }
        }
        return dense;
    }

    private static FeatureIndex write(Path to, float[][] dense, int features, int entriesInMemory) throws IOException {
        Files.createDirectories(to);
        try (FeatureIndexWriter writer =
                new FeatureIndexWriter(to, features, List.of("sample", "x"), Map.of(), entriesInMemory)) {
            for (int r = 0; r < dense.length; r += 13) {
                float[][] part = Arrays.copyOfRange(dense, r, Math.min(dense.length, r + 13));
                int first = r;
                writer.append(SparseRows.of(part), new int[][] {
                    IntStream.range(0, part.length).map(i -> (first + i) / 3).toArray(),
                    IntStream.range(0, part.length).map(i -> (first + i) % 3).toArray()
                });
            }
            return writer.finish();
        }
    }

    @Property(tries = 12)
    void bothDirectionsEqualTheDenseMatrix(
            @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 120) int rows,
            @ForAll @IntRange(min = 2, max = 30) int features,
            @ForAll @IntRange(min = 1, max = 400) int entriesInMemory)
            throws IOException {
        Path to = Files.createTempDirectory("index");
        float[][] dense = random(seed, rows, features);
        try (FeatureIndex index = write(to, dense, features, entriesInMemory)) {
            requireEqual(index, dense, features);
        } finally {
            try (var files = Files.list(to)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(to);
        }
    }

    private static void requireEqual(FeatureIndex index, float[][] dense, int features) {
        assertThat(index.rows()).isEqualTo(dense.length);
        float[][] byRow = new float[dense.length][features];
        SparseRows sparse = index.rows(0, dense.length);
        for (int r = 0; r < dense.length; r++) {
            for (int e = sparse.rowStart()[r]; e < sparse.rowStart()[r + 1]; e++) {
                byRow[r][sparse.feature()[e]] = sparse.value()[e];
            }
        }
        assertThat(byRow).isDeepEqualTo(dense);
        for (int j = 0; j < features; j++) {
            Postings postings = index.feature(j);
            int f = j;
            int[] active = IntStream.range(0, dense.length)
                    .filter(r -> dense[r][f] != 0)
                    .toArray();
            assertThat(postings.row()).isEqualTo(active);
            double sum = 0;
            double squares = 0;
            float max = 0;
            for (int i = 0; i < active.length; i++) {
                float v = dense[active[i]][j];
                assertThat(postings.value()[i]).isEqualTo(v);
                sum += v;
                squares += v * v;
                max = Math.max(max, v);
            }
            assertThat(index.count(j)).isEqualTo(active.length);
            assertThat(index.sum(j)).isEqualTo(sum);
            assertThat(index.sumOfSquares(j)).isEqualTo(squares);
            assertThat(index.max(j)).isEqualTo(max);
        }
        assertThat(index.coordinates(0, dense.length)[1])
                .isEqualTo(IntStream.range(0, dense.length).map(i -> i % 3).toArray());
    }

    @Test
    void aRangeOfRowsStartsAtItsOwnZero() throws IOException {
        float[][] dense = random(4, 50, 9);
        FeatureIndex index = write(folder, dense, 9, 1000);
        SparseRows part = index.rows(20, 5);
        SparseRows expected = SparseRows.of(Arrays.copyOfRange(dense, 20, 25));
        assertThat(part.rowStart()).isEqualTo(expected.rowStart());
        assertThat(part.feature()).isEqualTo(expected.feature());
        assertThat(part.value()).isEqualTo(expected.value());
        assertThat(index.ranges().count()).isEqualTo(17);
        assertThatThrownBy(() -> index.rows(46, 5)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> index.feature(9)).isInstanceOf(StoreException.class);
    }

    @Test
    void postingsGiveTheStrongestRowsAndQuantiles() {
        Postings postings = new Postings(3, new int[] {2, 5, 7, 9, 11}, new float[] {1, 4, 3, 4, -2});
        assertThat(postings.top(3).row()).containsExactly(5, 9, 7);
        assertThat(postings.top(9).size()).isEqualTo(5);
        assertThat(postings.quantiles(3).value()).containsExactly(-2, 3, 4);
        assertThat(postings.quantiles(5).row()).containsExactly(11, 2, 7, 9, 5);
        assertThat(new Postings(0, new int[0], new float[0]).quantiles(4).size())
                .isZero();
    }

    @Test
    void damagedAndUnfinishedIndexesAreRefused() throws IOException {
        float[][] dense = random(5, 40, 6);
        FeatureIndex index = write(folder, dense, 6, 1000);
        index.verify(Progress.SILENT);
        Path values = folder.resolve(IndexManifest.FEATURE_VALUE);
        byte[] bytes = Files.readAllBytes(values);
        bytes[bytes.length - 1] ^= 1;
        Files.write(values, bytes);
        assertThatThrownBy(() -> index.verify(Progress.SILENT))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(IndexManifest.FEATURE_VALUE);
        Files.write(values, Arrays.copyOf(bytes, bytes.length - 4));
        assertThatThrownBy(() -> FeatureIndex.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(IndexManifest.FEATURE_VALUE);
        assertThatThrownBy(() -> FeatureIndexWriter.create(folder, 6, List.of("sample")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> FeatureIndex.open(folder.resolve("none"))).isInstanceOf(StoreException.class);
    }

    @Test
    void aFeatureThatDoesNotExistOrAnActivationThatIsNotFiniteIsNamed() {
        try (FeatureIndexWriter writer = FeatureIndexWriter.create(folder, 3, List.of("sample"))) {
            assertThatThrownBy(() -> writer.append(
                            new SparseRows(1, new int[] {0, 1}, new int[] {3}, new float[] {1}), new int[][] {{0}}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("feature 3");
            assertThatThrownBy(() -> writer.append(
                            new SparseRows(1, new int[] {0, 1}, new int[] {2}, new float[] {Float.NaN}),
                            new int[][] {{0}}))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("NaN");
        }
        assertThat(FeatureIndex.exists(folder)).isFalse();
    }
}
