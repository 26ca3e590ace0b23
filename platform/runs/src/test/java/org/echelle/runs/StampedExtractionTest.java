package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** What comes of a pass that meets its hook point again and again, as a sampler's does. */
class StampedExtractionTest {
    private static final int[] TIMES = {30, 20, 10};
    private static final int PLACES = 2;

    /** Two branches at each of three timesteps; a row's value tells sample, timestep, branch and place by its digits. */
    private static final class Sampler implements Subject {
        private static final HookPoint HOOK = new HookPoint(
                "block",
                1,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("timestep", 100), new Axis("branch", 2), new Axis("token", PLACES)),
                "a block");

        @Override
        public String fingerprint() {
            return "0".repeat(64);
        }

        @Override
        public Map<String, String> facts() {
            return Map.of();
        }

        @Override
        public List<HookPoint> hookPoints() {
            return List.of(HOOK);
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of();
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of();
        }

        @Override
        public NDList prepare(List<Sample> batch, NDManager manager) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NDList forward(NDList inputs, Tap tap) {
            NDArray samples = inputs.get(0);
            int n = (int) samples.getShape().get(0);
            for (int time : TIMES) {
                for (int branch = 0; branch < 2; branch++) {
                    float[] values = new float[n * PLACES];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = 1000 * (i / PLACES) + 10 * time + 2 * branch + i % PLACES;
                    }
                    NDArray x = samples.getManager().create(values, new Shape(n, PLACES, 1));
                    tap.with("timestep", time).with("branch", branch).at("block", x);
                }
            }
            return new NDList();
        }

        @Override
        public Sites sites(HookPoint hook, NDList inputs) {
            int n = (int) inputs.get(0).getShape().get(0);
            return Sites.repeated(n, new int[][] {new int[PLACES], new int[PLACES], {0, 1}});
        }

        @Override
        public Subject randomTwin(long seed, OpenContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private static List<int[]> rows(String... assignments) {
        List<String> all = new ArrayList<>(List.of("domain=toy"));
        all.addAll(List.of(assignments));
        ExtractOptions options = RunConfig.of("test", all).extract();
        Subject subject = new Sampler();
        List<int[]> rows = new ArrayList<>();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDList inputs = new NDList(manager.zeros(new Shape(3, 1)));
            new Extraction(subject, subject.hookPoints(), options, 5)
                    .pass(new Batch(new int[] {7, 8, 9}, inputs, manager), (hook, values, n, coordinates) -> {
                        for (int r = 0; r < n; r++) {
                            rows.add(new int[] {
                                coordinates[0][r],
                                coordinates[1][r],
                                coordinates[2][r],
                                coordinates[3][r],
                                (int) values.get(r)
                            });
                        }
                    });
        }
        return rows;
    }

    @Test
    void theRowsOfASampleFollowEachOtherFromNoiseToPicture() {
        List<int[]> rows = rows();
        assertThat(rows).hasSize(3 * 3 * 2 * PLACES);
        int at = 0;
        for (int sample = 0; sample < 3; sample++) {
            for (int time : TIMES) {
                for (int branch = 0; branch < 2; branch++) {
                    for (int token = 0; token < PLACES; token++) {
                        int value = 1000 * sample + 10 * time + 2 * branch + token;
                        assertThat(rows.get(at++)).containsExactly(7 + sample, time, branch, token, value);
                    }
                }
            }
        }
    }

    @Test
    void onlyWantedTimestepsAndBranchesAreKeptEachWithItsOwnValues() {
        List<int[]> rows = rows("extract.where=[timestep=10, timestep=25..40, branch=1]");
        assertThat(rows).hasSize(3 * 2 * PLACES);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row[1]).isIn(10, 30);
            assertThat(row[2]).isEqualTo(1);
            assertThat(row[4]).isEqualTo(1000 * (row[0] - 7) + 10 * row[1] + 2 + row[3]);
        });
    }

    @Test
    void axesOfThePlaceAreFilteredToo() {
        assertThat(rows("extract.where=[token=1, timestep=20]")).hasSize(6).allSatisfy(row -> assertThat(row[3])
                .isEqualTo(1));
    }

    @Test
    void rowsAreDrawnFromAllTimestepsOfASample() {
        List<int[]> rows = rows("extract.rows-per-sample=5");
        assertThat(rows).hasSize(15);
        for (int sample = 7; sample < 10; sample++) {
            int mine = sample;
            List<int[]> drawn = rows.stream().filter(r -> r[0] == mine).toList();
            assertThat(drawn).hasSize(5).doesNotHaveDuplicates();
            assertThat(drawn)
                    .allSatisfy(r -> assertThat(r[4]).isEqualTo(1000 * (r[0] - 7) + 10 * r[1] + 2 * r[2] + r[3]));
        }
    }

    @Test
    void aTimestepThatNobodyVisitsIsToldAfterTheFirstBatch() {
        Subject subject = new Sampler();
        for (String[] asked :
                new String[][] {{"extract.where=[timestep=25]", "block"}, {"domain=toy", "block@timestep=25"}}) {
            ExtractOptions options = RunConfig.of("test", List.of("domain=toy", "extract.batch=1", asked[0]))
                    .extract();
            List<HookPoint> hooks = Extraction.find(subject, List.of(asked[1]));
            List<Integer> loaded = new ArrayList<>();
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                Batches batches = new Batches() {
                    @Override
                    public int size() {
                        return 3;
                    }

                    @Override
                    public String fingerprint() {
                        return "";
                    }

                    @Override
                    public Optional<Batch> load(int[] samples, NDManager parent) {
                        loaded.add(samples[0]);
                        NDManager own = parent.newSubManager();
                        return Optional.of(new Batch(samples, new NDList(own.zeros(new Shape(1, 1))), own));
                    }
                };
                Extraction extraction = new Extraction(subject, hooks, options, 5);
                assertThatThrownBy(() -> ExtractionPlan.estimate(extraction, batches, hooks, options, manager))
                        .isInstanceOf(RunException.class)
                        .hasMessageContaining(
                                "'timestep=25' holds no row; along timestep the subject's rows lie at 30, 20, 10");
            }
            assertThat(loaded).containsOnly(0);
        }
    }

    @Test
    void aViewOfAHookPointIsReadInTheSamePassAndHoldsItsOwnRowsOnly() {
        Subject subject = new Sampler();
        List<HookPoint> hooks =
                Extraction.find(subject, List.of("block@timestep=20..30", "block", "block@timestep=10@branch=0"));
        assertThat(hooks)
                .extracting(HookPoint::name)
                .containsExactly("block@timestep=20..30", "block", "block@timestep=10@branch=0");
        ExtractOptions options = RunConfig.of("test", List.of("domain=toy", "extract.where=[token=1]"))
                .extract();
        List<List<Integer>> values = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDList inputs = new NDList(manager.zeros(new Shape(1, 1)));
            new Extraction(subject, hooks, options, 5)
                    .pass(new Batch(new int[] {7}, inputs, manager), (hook, rows, n, coordinates) -> {
                        for (int r = 0; r < n; r++) {
                            values.get(hook).add((int) rows.get(r));
                        }
                    });
        }
        // 10 * timestep + 2 * branch + token
        assertThat(values.get(0)).containsExactly(301, 303, 201, 203);
        assertThat(values.get(1)).containsExactly(301, 303, 201, 203, 101, 103);
        assertThat(values.get(2)).containsExactly(101);
    }

    @Test
    void aViewThatSaysNothingOrOfNoHookPointIsAnsweredInASentence() {
        Subject subject = new Sampler();
        assertThatThrownBy(() -> Extraction.find(subject, List.of("block@depth=1")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining(
                        "hooks: no hook point of this run has an axis 'depth'; block@depth=1 has timestep");
        assertThatThrownBy(() -> Extraction.find(subject, List.of("block@")))
                .hasMessageContaining("does not say which rows");
        assertThatThrownBy(() -> Extraction.find(subject, List.of("blok@timestep=1")))
                .hasMessageContaining("did you mean 'block'");
    }

    @Test
    void aWishThatNoRowFulfilsIsNamedWithWhatThereIs() {
        Subject subject = new Sampler();
        RowFilter filter = new RowFilter(List.of("timestep=11"), subject.hookPoints());
        filter.holds(Map.of("timestep", 30));
        filter.holds(Map.of("timestep", 10));
        assertThatThrownBy(filter::verify)
                .isInstanceOf(RunException.class)
                .hasMessageContaining("'timestep=11' holds no row; along timestep the subject's rows lie at 30, 10");
        assertThatThrownBy(() -> new RowFilter(List.of("depth=1"), subject.hookPoints()))
                .hasMessageContaining("has an axis 'depth'; block has timestep, branch, token");
        assertThatThrownBy(() -> new RowFilter(List.of("timestep"), subject.hookPoints()))
                .hasMessageContaining("does not say which rows");
        assertThatThrownBy(() -> new RowFilter(List.of("timestep=5..2"), subject.hookPoints()))
                .hasMessageContaining("its end lies before its beginning");
    }
}
