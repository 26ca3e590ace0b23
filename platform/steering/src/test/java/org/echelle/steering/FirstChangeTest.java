package org.echelle.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.OpenContext;
import org.echelle.api.Sample;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.api.TensorSpec;
import org.echelle.sae.Dictionary;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

/** A gate that is decided where a pass first comes by rows to edit, on a subject that comes by its hook point again and again. */
class FirstChangeTest {
    private static final int BATCH = 4;
    private static final int POSITIONS = 3;
    private static final int[] TIMES = {30, 20, 10};

    /** At each of three timesteps, in both branches: {@code row + time / 10 + branch}; what comes of them is joined. */
    private static final class Steps implements Subject {
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
            return List.of(new HookPoint(
                    "block",
                    TinySubject.WIDTH,
                    HookPoint.Layout.WIDTH_LAST,
                    List.of(new Axis("timestep", 100), new Axis("branch", 2), new Axis("token", POSITIONS)),
                    ""));
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
            NDList all = new NDList();
            for (int time : TIMES) {
                for (int branch = 0; branch < 2; branch++) {
                    NDArray x = inputs.get(0).add(shift(time, branch));
                    all.add(tap.with("timestep", time).with("branch", branch).at("block", x));
                }
            }
            return all;
        }

        static float shift(int time, int branch) {
            return time / 10f + branch;
        }

        @Override
        public Sites sites(HookPoint hook, NDList inputs) {
            int n = (int) inputs.get(0).getShape().get(0);
            return Sites.repeated(n, new int[][] {new int[POSITIONS], new int[POSITIONS], {0, 1, 2}});
        }

        @Override
        public Subject randomTwin(long seed, OpenContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private final PlainDictionary plain = new PlainDictionary(10);
    private final float[] x = TinySubject.random(BATCH * POSITIONS * TinySubject.WIDTH, 5);
    private final Where second = Where.along("branch", 1, 1).and(Where.along("token", 1, 2));
    private final Intervention edit = Intervention.of("block", new Operation.Scale(-8), 0, 3)
            .withError(ErrorTerm.DROPPED)
            .withWhere(second);

    private double[] row(int sample, int position, int time, int branch) {
        double[] row = new double[TinySubject.WIDTH];
        for (int i = 0; i < row.length; i++) {
            row[i] = x[(sample * POSITIONS + position) * row.length + i] + Steps.shift(time, branch);
        }
        return row;
    }

    private double[] edited(double[] row) {
        double[] z = plain.encode(row);
        z[0] *= -8;
        z[3] *= -8;
        return plain.decode(z);
    }

    /** {@code mean (decode(z') - x)^2} over the tokens that may be edited, at the first timestep with the condition. */
    private double[] expected() {
        double[] m = new double[BATCH];
        for (int s = 0; s < BATCH; s++) {
            for (int p = 1; p < POSITIONS; p++) {
                double[] before = row(s, p, TIMES[0], 1);
                double[] after = edited(before);
                for (int i = 0; i < before.length; i++) {
                    m[s] += (after[i] - before[i]) * (after[i] - before[i]) / (2 * before.length);
                }
            }
        }
        return m;
    }

    @Test
    void whatIsMeasuredIsTheMeanOverRowsToEditWhereThePassFirstMeetsThem() {
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            double[] found = Steering.of(new Steps())
                    .with(dictionary, edit.withGate(new Gate.FirstChange(0)))
                    .change(inputs(manager));
            double[] expected = expected();
            for (int s = 0; s < BATCH; s++) {
                assertThat(found[s]).isCloseTo(expected[s], within(1e-4 * expected[s]));
            }
        }
    }

    @Test
    void rowsOnWhichNothingChangesCountWithTheirReconstructionAndNothingOfAnotherRows() {
        float gate = 2;
        double[] expected = new double[BATCH];
        int still = 0;
        for (int s = 0; s < BATCH; s++) {
            for (int p = 1; p < POSITIONS; p++) {
                double[] before = row(s, p, TIMES[0], 1);
                double[] z = plain.encode(before);
                still += z[0] <= gate && z[3] <= gate ? 1 : 0;
                z[0] = z[0] > gate ? -8 * z[0] : z[0];
                z[3] = z[3] > gate ? -8 * z[3] : z[3];
                double[] after = plain.decode(z);
                for (int i = 0; i < before.length; i++) {
                    expected[s] += (after[i] - before[i]) * (after[i] - before[i]) / (2 * before.length);
                }
            }
        }
        assertThat(still).as("rows on which nothing changes").isBetween(1, 2 * BATCH - 1);
        Intervention kept = Intervention.of("block", new Operation.ScaleAbove(-8, 1, gate), 0, 3)
                .withWhere(second);

        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            double[] found = Steering.of(new Steps())
                    .with(dictionary, kept.withGate(new Gate.FirstChange(0)))
                    .change(inputs(manager));

            for (int s = 0; s < BATCH; s++) {
                assertThat(found[s]).isCloseTo(expected[s], within(1e-4 * expected[s]));
            }
        }
    }

    @Test
    void theDecisionOfASampleHoldsForAllLaterStepsAndItsOtherRowsStay() {
        double[] sizes = expected();
        double[] sorted = sizes.clone();
        Arrays.sort(sorted);
        double between = (sorted[1] + sorted[2]) / 2;
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            NDList out = Steering.of(new Steps())
                    .with(dictionary, edit.withGate(new Gate.FirstChange(between)))
                    .forward(inputs(manager));
            for (int step = 0; step < out.size(); step++) {
                float[] values = out.get(step).toFloatArray();
                int time = TIMES[step / 2];
                int branch = step % 2;
                for (int s = 0; s < BATCH; s++) {
                    for (int p = 0; p < POSITIONS; p++) {
                        double[] row = row(s, p, time, branch);
                        boolean changes = branch == 1 && p > 0 && sizes[s] >= between;
                        double[] after = changes ? edited(row) : row;
                        for (int i = 0; i < row.length; i++) {
                            assertThat((double) values[(s * POSITIONS + p) * row.length + i])
                                    .isCloseTo(after[i], within(1e-4 * Math.max(1, Math.abs(after[i]))));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aPassWithoutRowsToEditIsSaidSo() {
        try (NDManager manager = Torch.newManager(Torch.device("cpu"));
                Dictionary dictionary = plain.open(manager)) {
            Steering steering = Steering.of(new Steps())
                    .with(
                            dictionary,
                            edit.withWhere(Where.along("timestep", 5, 6)).withGate(new Gate.FirstChange(0)));
            assertThatThrownBy(() -> steering.change(inputs(manager)))
                    .isInstanceOf(SteeringException.class)
                    .hasMessageContaining("never met rows to edit at hook point block");
        }
    }

    private NDList inputs(NDManager manager) {
        return new NDList(manager.create(x, new Shape(BATCH, POSITIONS, TinySubject.WIDTH)));
    }
}
