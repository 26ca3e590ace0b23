package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.store.FeatureIndex;
import org.echelle.store.FeatureIndexWriter;
import org.echelle.store.SparseRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against plain loops over the rows that were written. */
class IndexedActivationsTest {
    private static final int FEATURES = 9;

    private record Entry(int sample, int position, int feature, float value) {}

    @TempDir
    Path folder;

    private static HookPoint hook(Axis... axes) {
        return new HookPoint("h", 4, HookPoint.Layout.WIDTH_LAST, List.of(axes), "a hook point");
    }

    /** Samples in the given order, sample s with 1 + s % 4 rows; a third of all codes are active, feature 8 never is. */
    private List<Entry> write(Path to, int... order) {
        Random random = new Random(3);
        List<Entry> entries = new ArrayList<>();
        try (FeatureIndexWriter writer = FeatureIndexWriter.create(to, FEATURES, List.of("sample", "x"))) {
            for (int sample : order) {
                int rows = 1 + sample % 4;
                int[] start = new int[rows + 1];
                List<Entry> here = new ArrayList<>();
                for (int r = 0; r < rows; r++) {
                    for (int f = 0; f < FEATURES - 1; f++) {
                        if (random.nextInt(3) == 0) {
                            here.add(new Entry(sample, r, f, 0.1f + random.nextFloat()));
                        }
                    }
                    start[r + 1] = here.size();
                }
                int[] feature = here.stream().mapToInt(Entry::feature).toArray();
                float[] value = new float[feature.length];
                for (int i = 0; i < value.length; i++) {
                    value[i] = here.get(i).value();
                }
                int[][] coordinates = new int[2][rows];
                for (int r = 0; r < rows; r++) {
                    coordinates[0][r] = sample;
                    coordinates[1][r] = 10 * sample + r;
                }
                writer.append(new SparseRows(rows, start, feature, value), coordinates);
                entries.addAll(here);
            }
            writer.finish().close();
        }
        return entries;
    }

    @Test
    void everyFeatureIsActiveWhereItsRowsSaySampleBySample() {
        int[][] orders = {{0, 1, 2, 3, 5, 8, 13}, {13, 2, 0, 8, 1, 5, 3}};
        for (int[] order : orders) {
            Path path = folder.resolve("index-" + order[0]);
            List<Entry> entries = write(path, order);
            try (FeatureIndex index = FeatureIndex.open(path)) {
                IndexedActivations activations = new IndexedActivations(index, hook(new Axis("x", 4)));
                assertThat(activations.samples()).containsExactly(0, 1, 2, 3, 5, 8, 13);
                assertThat(activations.features()).isEqualTo(FEATURES);
                for (int f = 0; f < FEATURES; f++) {
                    int feature = f;
                    List<Entry> expected = entries.stream()
                            .filter(e -> e.feature() == feature)
                            .sorted((a, b) -> a.sample() != b.sample()
                                    ? Integer.compare(a.sample(), b.sample())
                                    : Integer.compare(a.position(), b.position()))
                            .toList();
                    List<Entry> found = new ArrayList<>();
                    FeatureActivations.ActiveRows active = activations.active(f);
                    for (int i = 0; i < active.sample().length; i++) {
                        found.add(new Entry(active.sample()[i], active.position()[i], f, active.value()[i]));
                    }
                    assertThat(found).isEqualTo(expected);
                    assertThat(activations.count(f)).isEqualTo(expected.size());
                    assertThat((double) activations.max(f))
                            .isEqualTo(expected.stream()
                                    .mapToDouble(Entry::value)
                                    .max()
                                    .orElse(0));
                }
                SampleSites sites = activations.sites(5);
                assertThat(sites.rows()).isEqualTo(2);
                assertThat(sites.along("x")).containsExactly(50, 51);
                assertThatThrownBy(() -> activations.sites(4))
                        .isInstanceOf(ReportException.class)
                        .hasMessageContaining("Sample 4");
            }
        }
    }

    @Test
    void anIndexWithOtherAxesIsRefused() {
        Path path = folder.resolve("index");
        write(path, 0, 1);
        try (FeatureIndex index = FeatureIndex.open(path)) {
            HookPoint other = hook(new Axis("y", 2), new Axis("x", 2));
            assertThatThrownBy(() -> new IndexedActivations(index, other))
                    .isInstanceOf(ReportException.class)
                    .hasMessageContaining("2 axes");
        }
    }
}
