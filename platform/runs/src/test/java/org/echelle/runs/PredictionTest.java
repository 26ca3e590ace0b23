package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.echelle.analysis.AnalysisException;
import org.echelle.analysis.naming.PlainDescriber;
import org.echelle.analysis.prediction.FewLabels;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.analysis.prediction.Ridge;
import org.echelle.api.Progress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets of the toy world's strips, predicted from few labels. */
class PredictionTest {
    private static final int SAMPLES = 160;
    private static final FewLabels.Request REQUEST =
            new FewLabels.Request(new int[] {8, 60, 5000}, 10, new double[] {0.1, 1, 10, 100}, 0.25, 1);

    @TempDir
    static Path shared;

    private static Path stored;

    @BeforeAll
    static void runOnce() {
        stored = run("stored");
    }

    private static Path run(String name, String... more) {
        List<String> all = new java.util.ArrayList<>(List.of(
                "domain=toy",
                "samples.count=" + SAMPLES,
                "concepts=[{kind: symbols}]",
                "hooks=[embed]",
                "dictionary={features: 12, k: 1, batch: 64, steps: 200}",
                "score.bootstrap=20",
                "score.baselines=[]",
                "out=" + shared.resolve(name)));
        all.addAll(List.of(more));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT).go(Run.Step.SCORE, false);
            RunCards.write(opened, folder, List.of(new PlainDescriber()), Progress.SILENT);
        }
        return shared.resolve(name);
    }

    private static FinishedRun open(Path folder) {
        return FinishedRun.open(folder, name -> new ToyDomain(), Progress.SILENT);
    }

    private static int[] symbols(FinishedRun run, int sample) {
        return ((ToyDomain.Strip) run.samples().load(sample)).symbols();
    }

    private static TargetTable target(IntToDoubleFunction of) {
        double[] values = IntStream.range(0, SAMPLES).mapToDouble(of).toArray();
        return new TargetTable(
                "fitness",
                values,
                (int) Arrays.stream(values).filter(v -> !Double.isNaN(v)).count(),
                0);
    }

    /** Twice the cells with symbol 2 less those with symbol 4: linear in what the dictionary should find. */
    private static double planted(FinishedRun run, int sample) {
        return Arrays.stream(symbols(run, sample))
                .map(s -> s == 2 ? 2 : s == 4 ? -1 : 0)
                .sum();
    }

    private static Prediction predict(FinishedRun run, TargetTable table, boolean unseen, int suggest) {
        return Prediction.of(
                run, run.results(""), table, Optional.of(table), false, unseen, suggest, REQUEST, Progress.SILENT);
    }

    @Test
    void aPlantedTargetIsPredictedAndItsFeaturesAreNamed() {
        try (FinishedRun run = open(stored)) {
            Prediction found = predict(run, target(s -> s < 130 ? planted(run, s) : Double.NaN), false, 5);
            List<FewLabels.Curve> curves = found.curves().curves();
            assertThat(curves)
                    .extracting(FewLabels.Curve::name)
                    .containsExactly(
                            PredictionData.FEATURES,
                            PredictionData.NEURONS,
                            PredictionData.PCA,
                            PlainMeans.MEANS,
                            PlainMeans.BY_SITE,
                            "score without labels",
                            FewLabels.MEAN);
            assertThat(found.curves().tooLarge()).containsExactly(5000);
            assertThat(curves.get(0).points().get(1).median()).isGreaterThan(0.9);
            // six directions and a little noise: the neurons hold the count of each symbol exactly
            assertThat(curves.get(1).points().get(1).median()).isGreaterThan(0.9);
            // the mean of the symbols' numbers does not tell which symbols there are
            assertThat(curves.get(3).points().get(1).median())
                    .isLessThan(curves.get(0).points().get(1).median());
            assertThat(curves.get(5).points().get(0).median()).isCloseTo(1, within(1e-12));
            assertThat(found.weights().get(0).name()).contains("symbol 2");
            assertThat(found.weights().get(0).mean()).isPositive();
            assertThat(found.unlabelled()).isEqualTo(30);
            assertThat(found.suggestions()).hasSize(5);
            double best = IntStream.range(130, SAMPLES)
                    .mapToDouble(s -> planted(run, s))
                    .max()
                    .orElseThrow();
            assertThat(planted(run, found.suggestions().get(0).number())).isGreaterThanOrEqualTo(best - 2);
        }
    }

    @Test
    void samplesThatTheDictionaryHasSeenCanBeLeftOut() {
        try (FinishedRun run = open(stored)) {
            PredictionData data =
                    PredictionData.of(run, run.results(""), target(s -> planted(run, s)), true, Progress.SILENT);
            assertThat(data.seen()).isZero();
            assertThat(data.numbers())
                    .containsExactly(
                            IntStream.range(0, SAMPLES).filter(run::heldOut).toArray());
            assertThat(PredictionData.of(run, run.results(""), target(s -> planted(run, s)), false, Progress.SILENT)
                            .seen())
                    .isEqualTo(SAMPLES - data.numbers().length);
        }
    }

    /** The number of each cell side by side: a target that only asks for cell 3 is linear in it. */
    @Test
    void plainFeaturesBySiteAreThoseOfEachSite() {
        try (FinishedRun run = open(stored)) {
            PredictionData data =
                    PredictionData.of(run, run.results(""), target(s -> symbols(run, s)[3]), false, Progress.SILENT);
            Inputs bySite = data.inputs().get(4);
            assertThat(bySite.columns()).isEqualTo(ToyDomain.CELLS);
            Ridge.Fit fit = Ridge.of(bySite, IntStream.range(0, 100).toArray(), data.target(), new double[] {1e-6});
            for (int s = 100; s < SAMPLES; s++) {
                assertThat(fit.predict(bySite, s)).isCloseTo(symbols(run, s)[3], within(1e-4));
            }
        }
    }

    @Test
    void neuronsThroughTheSubjectAreThoseThatWereStored() {
        Path live = run("live", "extract.store=false");
        TargetTable table = target(s -> s);
        int[] some = IntStream.range(0, 40).toArray();
        try (FinishedRun a = open(stored);
                FinishedRun b = open(live)) {
            float[][] one = means(a).of(some);
            float[][] two = means(b).of(some);
            for (int s : some) {
                assertThat(two[s]).containsExactly(one[s], within(1e-4f));
            }
            assertThat(table.matched()).isEqualTo(SAMPLES);
        }
    }

    private static NeuronMeans means(FinishedRun run) {
        try (Activations rows = run.activations(run.results(""))) {
            return NeuronMeans.of(rows.rows(), s -> s < 40, Progress.SILENT);
        }
    }

    @Test
    void principalAxesHoldTheSharesOfVarianceWhicheverMatrixTheyComeFrom() {
        Random numbers = new Random(3);
        for (int[] shape : new int[][] {{40, 6}, {6, 40}}) {
            double[][] rows = new double[shape[0]][shape[1]];
            double[] middle = new double[shape[1]];
            for (double[] row : rows) {
                double along = numbers.nextGaussian();
                for (int i = 0; i < row.length; i++) {
                    // one direction with a thousand times the variance of the rest
                    row[i] = along * (i % 2 == 0 ? 1 : -1) + 0.01 * numbers.nextGaussian();
                    middle[i] += row[i] / rows.length;
                }
            }
            for (double[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    row[i] -= middle[i];
                }
            }
            double[][] axes = NeuronMeans.axes(rows, shape[1]);
            assertThat(axes).hasDimensions(1, shape[1]);
            double dot = 0;
            for (int i = 0; i < shape[1]; i++) {
                dot += axes[0][i] * (i % 2 == 0 ? 1 : -1) / Math.sqrt(shape[1]);
            }
            assertThat(Math.abs(dot)).isGreaterThan(0.999);
        }
    }

    @Test
    void rowsThatStandForNoPlaceAreLeftOutUnlessThereAreNoOthers() {
        assertThat(SitePlaces.of(new int[][] {{-1, 0, 1}, {-1, 0, -1}}, 3)).containsExactly(1, 2);
        assertThat(SitePlaces.of(new int[][] {{-1}}, 1)).containsExactly(0);
        assertThat(SitePlaces.of(new int[0][], 2)).containsExactly(0, 1);
    }

    @Test
    void constantTargetsAndTooFewSamplesAreToldInASentence() {
        try (FinishedRun run = open(stored)) {
            assertThatThrownBy(() -> predict(run, target(s -> 1), false, 0))
                    .isInstanceOf(AnalysisException.class)
                    .hasMessageContaining("constant");
            assertThatThrownBy(() -> predict(run, target(s -> s < 12 ? s : Double.NaN), false, 0))
                    .isInstanceOf(AnalysisException.class)
                    .hasMessageContaining("known for 12 samples");
        }
    }
}
