package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.store.ReadOrder;
import org.echelle.store.RowBlock;
import org.echelle.store.RowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ExtractionTest {
    private final ToyDomain domain = new ToyDomain();

    private OpenedDomain open(String... assignments) {
        List<String> all = new ArrayList<>(List.of("domain=toy", "samples.count=50", "extract.batch=7"));
        all.addAll(List.of(assignments));
        return OpenedDomain.subjectAndSamples(RunConfig.of("test", all), domain, Progress.SILENT);
    }

    /** Rows of every hook point as lists, with their coordinates before the values. */
    private List<List<float[]>> extract(OpenedDomain opened, String... hooks) {
        List<HookPoint> points = Extraction.find(opened.subject(), List.of(hooks));
        Extraction extraction =
                new Extraction(opened.subject(), points, opened.config().extract(), 0);
        List<List<float[]>> rows = new ArrayList<>();
        points.forEach(p -> rows.add(new ArrayList<>()));
        Batches batches = new SampleBatches(opened.samples(), opened.subject(), 0, new SkippedSamples(Progress.SILENT));
        extraction.run(
                batches,
                IntStream.range(0, batches.size()).toArray(),
                (hook, values, n, coordinates) -> {
                    int width = points.get(hook).width();
                    for (int r = 0; r < n; r++) {
                        float[] row = new float[coordinates.length + width];
                        for (int axis = 0; axis < coordinates.length; axis++) {
                            row[axis] = coordinates[axis][r];
                        }
                        values.get(values.position() + r * width, row, coordinates.length, width);
                        rows.get(hook).add(row);
                    }
                },
                opened.manager(),
                Progress.SILENT);
        return rows;
    }

    @Test
    void everyRowCarriesTheDirectionOfTheSymbolAtItsCoordinates() {
        try (OpenedDomain opened = open()) {
            List<float[]> rows = extract(opened, "embed").get(0);
            assertThat(rows).hasSize(50 * ToyDomain.CELLS);
            Map<Integer, float[]> direction = new HashMap<>();
            for (int i = 0; i < rows.size(); i++) {
                float[] row = rows.get(i);
                assertThat((int) row[0]).isEqualTo(i / ToyDomain.CELLS);
                assertThat((int) row[1]).isEqualTo(i % ToyDomain.CELLS);
                int symbol = new ToyDomain.Strips(new ToyDomain.StripOptions(50, 0))
                        .load((int) row[0])
                        .symbols()[(int) row[1]];
                float[] values = Arrays.copyOfRange(row, 2, row.length);
                assertThat(direction.computeIfAbsent(symbol, s -> values)).containsExactly(values);
            }
            assertThat(direction).hasSize(ToyDomain.SYMBOLS);
        }
    }

    @Test
    void widthSecondIsTheSameRowsAsWidthLast() {
        try (OpenedDomain opened = open()) {
            List<List<float[]>> rows = extract(opened, "embed", "channels");
            assertThat(rows.get(1)).usingRecursiveComparison().isEqualTo(rows.get(0));
        }
    }

    @Test
    void aHookPointWithoutAxesGivesOneRowASample() {
        try (OpenedDomain opened = open()) {
            List<List<float[]>> rows = extract(opened, "embed", "pooled");
            assertThat(rows.get(1)).hasSize(50);
            for (int s = 0; s < 50; s++) {
                double mean = 0;
                for (int c = 0; c < ToyDomain.CELLS; c++) {
                    mean += rows.get(0).get(s * ToyDomain.CELLS + c)[2] / ToyDomain.CELLS;
                }
                assertThat((double) rows.get(1).get(s)[1]).isCloseTo(mean, org.assertj.core.data.Offset.offset(1e-5));
            }
        }
    }

    @Test
    void theForwardPassEndsAfterTheLastWantedHookPoint() {
        try (OpenedDomain opened = open()) {
            extract(opened, "embed", "channels");
            assertThat(domain.wholePasses).hasValue(0);
        }
    }

    @Test
    void anUnknownHookPointIsAnsweredWithThoseThatExist() {
        try (OpenedDomain opened = open()) {
            assertThatThrownBy(() -> extract(opened, "embeds"))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("did you mean 'embed'?")
                    .hasMessageContaining("embed, channels, pooled");
        }
    }

    @Test
    void brokenSamplesAreLeftOutCountedAndNamed() {
        try (OpenedDomain opened = open("samples.broken-every=10")) {
            SkippedSamples skipped = new SkippedSamples(Progress.SILENT);
            Batches batches = new SampleBatches(opened.samples(), opened.subject(), 0, skipped);
            List<Integer> seen = new ArrayList<>();
            new Extraction(
                            opened.subject(),
                            Extraction.find(opened.subject(), List.of("pooled")),
                            opened.config().extract(),
                            0)
                    .run(
                            batches,
                            IntStream.range(0, 50).toArray(),
                            (hook, values, n, coordinates) ->
                                    Arrays.stream(coordinates[0]).forEach(seen::add),
                            opened.manager(),
                            Progress.SILENT);
            assertThat(seen).hasSize(45).doesNotContain(9, 19, 29, 39, 49);
            assertThat(skipped.count()).isEqualTo(5);
            assertThat(skipped.named()).containsEntry("strip-9", "strip 9 is torn");
        }
    }

    @Test
    void rowsPerSampleDrawsTheSameRowsWhateverTheBatch() {
        List<List<float[]>> one;
        try (OpenedDomain opened = open("extract.rows-per-sample=3")) {
            one = extract(opened, "embed");
        }
        try (OpenedDomain opened = open("extract.rows-per-sample=3", "extract.batch=16")) {
            assertThat(one.get(0)).hasSize(150);
            assertThat(extract(opened, "embed")).usingRecursiveComparison().isEqualTo(one);
        }
    }

    @Test
    void liveRowsAreTheExtractedRowsInAnotherOrder() throws Exception {
        try (OpenedDomain opened = open()) {
            List<float[]> expected = extract(opened, "embed").get(0);
            LiveRows live = new LiveRows(
                    opened.subject(),
                    Extraction.find(opened.subject(), List.of("embed")).get(0),
                    new SampleBatches(opened.samples(), opened.subject(), 0, new SkippedSamples(Progress.SILENT)),
                    IntStream.range(0, 50).toArray(),
                    opened.config().extract(),
                    0,
                    opened.manager());
            assertThat(read(live.read(ReadOrder.sequential()), live))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
            List<float[]> shuffled = read(live.read(ReadOrder.shuffled(3, 128)), live);
            assertThat(sorted(shuffled)).usingRecursiveComparison().isEqualTo(sorted(expected));
            assertThat(shuffled.get(0)[0] + shuffled.get(1)[0] + shuffled.get(2)[0])
                    .isNotZero();
            List<float[]> rest = read(live.read(ReadOrder.shuffled(3, 128), 137), live);
            assertThat(rest).usingRecursiveComparison().isEqualTo(shuffled.subList(137, shuffled.size()));
        }
    }

    @Test
    @Timeout(60)
    void anErrorOfThePluginReachesWhoeverReadsLiveRows() {
        try (OpenedDomain opened = open()) {
            LiveRows live = new LiveRows(
                    opened.subject(),
                    Extraction.find(opened.subject(), List.of("embed")).get(0),
                    new Batches() {
                        @Override
                        public int size() {
                            return 50;
                        }

                        @Override
                        public String fingerprint() {
                            return "broken";
                        }

                        @Override
                        public Optional<Batch> load(int[] samples, NDManager parent) {
                            throw new NoClassDefFoundError("of a plugin");
                        }
                    },
                    IntStream.range(0, 50).toArray(),
                    opened.config().extract(),
                    0,
                    opened.manager());
            assertThatThrownBy(() -> read(live.read(ReadOrder.sequential()), live))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessage("of a plugin");
        }
    }

    @Test
    void extractionLeavesNoArraysBehind() {
        try (OpenedDomain opened = open()) {
            extract(opened, "embed", "pooled");
            int before = arrays(opened.manager());
            for (int i = 0; i < 3; i++) {
                extract(opened, "embed", "pooled");
            }
            assertThat(arrays(opened.manager())).isEqualTo(before);
        }
    }

    private static int arrays(NDManager manager) {
        return manager.getManagedArrays().size();
    }

    private static List<float[]> read(RowReader reader, LiveRows source) {
        List<float[]> rows = new ArrayList<>();
        RowBlock block = RowBlock.allocate(11, source);
        try (reader) {
            while (reader.read(block) > 0) {
                for (int r = 0; r < block.rows(); r++) {
                    float[] row = new float[2 + ToyDomain.WIDTH];
                    row[0] = block.coordinates()[0][r];
                    row[1] = block.coordinates()[1][r];
                    System.arraycopy(block.row(r), 0, row, 2, ToyDomain.WIDTH);
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static List<float[]> sorted(List<float[]> rows) {
        List<float[]> copy = new ArrayList<>(rows);
        copy.sort((a, b) -> a[0] != b[0] ? Float.compare(a[0], b[0]) : Float.compare(a[1], b[1]));
        return copy;
    }
}
