package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.echelle.analysis.reconstruction.DarkMatter;
import org.junit.jupiter.api.Test;

/** Intervals of a dictionary's figures beside those of a bootstrap that writes every drawn row down and measures again. */
class FigureIntervalsTest {
    private static final int ROWS = 240;
    private static final int WIDTH = 3;
    private static final int FEATURES = 12;
    private static final GroupBootstrap DRAWS = new GroupBootstrap(120, 0.9, 5);

    private final Random random = new Random(3);
    private final float[] x = new float[ROWS * WIDTH];
    private final float[] y = new float[ROWS * WIDTH];
    private final String[] groups = new String[ROWS];
    private final int[][] active = new int[ROWS][];

    FigureIntervalsTest() {
        for (int r = 0; r < ROWS; r++) {
            int group = r % 5 == 0 ? r % 40 : r / 8; // some of a group's rows lie far from the others
            groups[r] = "group " + group;
            for (int i = 0; i < WIDTH; i++) {
                x[r * WIDTH + i] = (float) (100 + i + random.nextGaussian() + 0.1 * group);
                y[r * WIDTH + i] = (float) (0.9 * x[r * WIDTH + i] + 10 + 0.3 * random.nextGaussian());
            }
            int fires = 1 + random.nextInt(3);
            active[r] = random.ints(0, r < 200 ? FEATURES - 3 : FEATURES - 1)
                    .distinct()
                    .limit(fires)
                    .toArray();
        }
    }

    /** Rows of one replicate, each as often as its group was drawn. */
    private int[] drawn(int replicate) {
        int[] weights = new int[DRAWS.replicates()];
        return java.util.stream.IntStream.range(0, ROWS)
                .flatMap(r -> {
                    PoissonWeights.draw(groups[r], DRAWS.seed(), weights);
                    return java.util.stream.IntStream.generate(() -> r).limit(weights[replicate]);
                })
                .toArray();
    }

    private static float[] pick(float[] from, int[] rows) {
        float[] to = new float[rows.length * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from, rows[i] * WIDTH, to, i * WIDTH, WIDTH);
        }
        return to;
    }

    private SampleCodes codes(int[] rows) {
        int[] start = new int[rows.length + 1];
        for (int i = 0; i < rows.length; i++) {
            start[i + 1] = start[i] + active[rows[i]].length;
        }
        int[] features =
                Arrays.stream(rows).flatMap(r -> Arrays.stream(active[r])).toArray();
        float[] values = new float[features.length];
        Arrays.fill(values, 1);
        return new SampleCodes(rows.length, start, features, values);
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        double at = share * (sorted.length - 1);
        int below = (int) at;
        return below + 1 == sorted.length
                ? sorted[below]
                : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }

    private void same(Interval interval, Function<int[], Double> measured) {
        double[] values = new double[DRAWS.replicates()];
        Arrays.setAll(values, b -> measured.apply(drawn(b)));
        assertThat(interval.replicates()).isEqualTo(DRAWS.replicates());
        assertThat(interval.low()).isCloseTo(quantile(values, 0.05), within(1e-7));
        assertThat(interval.high()).isCloseTo(quantile(values, 0.95), within(1e-7));
    }

    @Test
    void ofAReconstructionTheyAreThoseOfMeasuringEveryDrawnRowAgain() {
        Reconstruction all = new Reconstruction(WIDTH, DRAWS);
        all.add(x, y, ROWS, r -> groups[r]);
        Reconstruction.Intervals found = all.intervals();
        check(found.fvu(), Reconstruction.Summary::fvu);
        check(found.explainedVariance(), Reconstruction.Summary::explainedVariance);
        check(found.meanSquaredError(), Reconstruction.Summary::meanSquaredError);
        check(found.cosine(), Reconstruction.Summary::cosine);
        check(found.l2Ratio(), Reconstruction.Summary::l2Ratio);
        check(found.shrinkage(), Reconstruction.Summary::shrinkage);
        Reconstruction plain = new Reconstruction(WIDTH);
        plain.add(x, y, ROWS);
        assertThat(all.summary()).isEqualTo(plain.summary());
    }

    private void check(Interval interval, ToDoubleFunction<Reconstruction.Summary> figure) {
        same(interval, rows -> {
            Reconstruction again = new Reconstruction(WIDTH);
            again.add(pick(x, rows), pick(y, rows), rows.length);
            return figure.applyAsDouble(again.summary());
        });
    }

    @Test
    void ofACodeTheyAreThoseOfCountingEveryDrawnRowAgain() {
        Density all = new Density(FEATURES, DRAWS);
        int[] rows = java.util.stream.IntStream.range(0, ROWS).toArray();
        all.add(codes(rows), r -> groups[r]);
        Density.Intervals found = all.intervals();
        Density.Summary summary = all.summary();
        assertThat(summary.deadShare()).as("one feature never fires").isEqualTo(1.0 / FEATURES);
        same(found.l0(), d -> again(d).l0());
        same(found.above1Percent(), d -> again(d).above1Percent());
        same(found.above10Percent(), d -> again(d).above10Percent());
        same(found.firingsOfDense(), d -> again(d).firingsOfDense());
        double[] dead = new double[DRAWS.replicates()];
        Arrays.setAll(dead, b -> again(drawn(b)).deadShare());
        double off = summary.deadShare() - Arrays.stream(dead).average().orElseThrow();
        assertThat(found.deadShare().low())
                .as("replicates are moved to have the share itself as their mean")
                .isCloseTo(Math.min(summary.deadShare(), quantile(dead, 0.05) + off), within(1e-9));
        assertThat(found.deadShare().high())
                .isCloseTo(Math.max(summary.deadShare(), quantile(dead, 0.95) + off), within(1e-9));
    }

    private Density.Summary again(int[] rows) {
        Density density = new Density(FEATURES);
        density.add(codes(rows));
        return density.summary();
    }

    @Test
    void ofDarkMatterTheyAreThoseOfMeasuringEveryDrawnRowAgain() {
        DarkMatter all = dark(DRAWS);
        all.measure(x, y, ROWS, r -> groups[r]);
        same(all.fvu().interval(), rows -> again(rows, DarkMatter::fvu));
        same(all.fvuLinear().interval(), rows -> again(rows, DarkMatter::fvuLinear));
        same(all.fvuNonLinear().interval(), rows -> again(rows, DarkMatter::fvuNonLinear));
        same(all.vectorR2().interval(), rows -> again(rows, DarkMatter::vectorR2));
        same(all.normR2().interval(), rows -> again(rows, DarkMatter::normR2));
    }

    private DarkMatter dark(GroupBootstrap draws) {
        DarkMatter dark = new DarkMatter(WIDTH, draws);
        dark.fit(x, y, ROWS / 2);
        return dark;
    }

    private double again(int[] rows, Function<DarkMatter, Measure> figure) {
        DarkMatter dark = dark(GroupBootstrap.NONE);
        dark.measure(pick(x, rows), pick(y, rows), rows.length);
        return figure.apply(dark).value();
    }

    @Test
    void ofAMeanOfIndependentRowsTheyAreAsWideAsTheNormalOnes() {
        int n = 4000;
        GroupedSums sums = new GroupedSums(2, new GroupBootstrap(2000, 0.95, 1));
        for (int i = 0; i < n; i++) {
            sums.add("row " + i, 7 + 2 * random.nextGaussian(), 1);
        }
        double mean = sums.total()[0] / n;
        Interval found = sums.interval(mean, s -> s[0] / s[1]);
        double closed = 1.96 * 2 / Math.sqrt(n);
        assertThat(mean - found.low()).isCloseTo(closed, within(0.1 * closed));
        assertThat(found.high() - mean).isCloseTo(closed, within(0.1 * closed));
    }

    @Test
    void oneGroupAloneAndNoDrawsHaveNone() {
        Reconstruction one = new Reconstruction(WIDTH, DRAWS);
        one.add(x, y, ROWS, r -> "the only patient");
        assertThat(one.intervals().fvu().known()).isFalse();
        Density none = new Density(FEATURES, DRAWS);
        assertThat(none.intervals()).isEqualTo(Density.Intervals.none(none.summary()));
        Reconstruction nothing = new Reconstruction(WIDTH, DRAWS);
        assertThat(nothing.intervals()).isEqualTo(Reconstruction.Intervals.none(nothing.summary()));
        assertThatThrownBy(() -> one.merge(nothing)).hasMessageContaining("not merged");
    }
}
