package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.analysis.hypotheses.Hypotheses;
import org.echelle.analysis.naming.Describer;
import org.echelle.analysis.naming.FeatureCard;
import org.echelle.analysis.naming.PlainDescriber;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.api.Progress;
import org.echelle.store.FeatureIndex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cards, comparisons and targets on runs of the toy world. */
class FindingTest {
    private static final RunComparison.Request PLAIN = new RunComparison.Request(RunComparison.By.AUTO, 0.7, 50);

    @TempDir
    static Path shared;

    @TempDir
    Path temp;

    private static Path one;
    private static Path two;
    private static Path other;

    @BeforeAll
    static void runThree() {
        one = run("one", Run.Step.SCORE, "seed=0");
        two = run("two", Run.Step.SCORE, "dictionary.features=10", "score.held-out=0.4");
        other = run("other", Run.Step.EXTRACT, "samples.count=70");
    }

    private static Path run(String name, Run.Step until, String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy",
                "samples.count=120",
                "concepts=[{kind: symbols}]",
                "hooks=[embed]",
                "dictionary={features: 12, k: 1, batch: 64, steps: 200}",
                "score.bootstrap=20",
                "score.baselines=[]",
                "out=" + shared.resolve(name)));
        all.addAll(List.of(assignments));
        RunConfig config = RunConfig.of("toy", all);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT).go(until, false);
            RunCards.write(
                    opened, folder, List.of(new PlainDescriber(), new Broken(), new Shouting()), Progress.SILENT);
        }
        return shared.resolve(name);
    }

    private static final class Shouting implements Describer {
        @Override
        public String name() {
            return "shout";
        }

        @Override
        public String describe(FeatureCard card) {
            return card.name().toUpperCase(java.util.Locale.ROOT);
        }
    }

    private static final class Broken implements Describer {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String describe(FeatureCard card) {
            throw new IllegalStateException("no network");
        }
    }

    private static FinishedRun open(Path folder) {
        return FinishedRun.open(folder, name -> new ToyDomain(), Progress.SILENT);
    }

    @Test
    void pooledCodesAreTheIndexsLargestActivations() {
        try (FinishedRun run = open(one)) {
            HookResults hook = run.results("");
            PooledCodes codes = run.pooled(hook);
            try (FeatureIndex index = FeatureIndex.open(hook.index())) {
                float[][] expected = new float[120][index.features()];
                int[][] where = index.coordinates(0, (int) index.rows());
                var rows = index.rows(0, (int) index.rows());
                for (int r = 0; r < rows.rows(); r++) {
                    for (int e = rows.rowStart()[r]; e < rows.rowStart()[r + 1]; e++) {
                        float[] of = expected[where[0][r]];
                        of[rows.feature()[e]] = Math.max(of[rows.feature()[e]], rows.value()[e]);
                    }
                }
                for (int s = 0; s < 120; s++) {
                    for (int j = 0; j < index.features(); j++) {
                        assertThat(codes.value(s, j)).isEqualTo(expected[s][j]);
                    }
                }
            }
        }
    }

    @Test
    void everyLivingFeatureHasACardAndABrokenDescriberIsPassedOver() {
        try (FinishedRun run = open(one)) {
            List<FeatureCard> cards = run.results("").cards();
            assertThat(cards).isNotEmpty().isSortedAccordingTo(java.util.Comparator.comparing(FeatureCard::feature));
            for (FeatureCard card : cards) {
                assertThat(card.texts()).extracting(FeatureCard.Text::by).containsExactly("concepts", "shout");
            }
            assertThat(cards).anyMatch(c -> c.confidence().verified());
        }
    }

    @Test
    void aRunBesideItselfIsMatchedWhollyWithoutAShift() {
        for (RunComparison.By by : RunComparison.By.values()) {
            try (FinishedRun a = open(one);
                    FinishedRun b = open(one)) {
                Comparison found = RunComparison.of(
                        a,
                        a.results(""),
                        b,
                        b.results("embed"),
                        new RunComparison.Request(by, 0.7, 20),
                        Progress.SILENT);
                assertThat(found.kind()).isEqualTo(Comparison.FEATURES);
                assertThat(found.matched()).isEqualTo(found.first().living());
                assertThat(found.pairs())
                        .allMatch(p -> p.shift().first() == p.shift().second());
                assertThat(found.pairs()).allMatch(p -> p.shift().difference() == 0);
                assertThat(found.shifted()).isZero();
                assertThat(found.onlyFirst()).isEmpty();
            }
        }
    }

    @Test
    void twoDictionariesOfUnequalSizeArePairedOnSamplesThatBothHoldOut() {
        try (FinishedRun a = open(one);
                FinishedRun b = open(two)) {
            Comparison found = RunComparison.of(a, a.results(""), b, b.results(""), PLAIN, Progress.SILENT);
            PooledCodes codes = a.pooled(a.results(""));
            long both = java.util.stream.IntStream.range(0, codes.size())
                    .filter(i -> a.heldOut(codes.number(i)) && b.heldOut(codes.number(i)))
                    .count();
            assertThat((long) found.first().samples())
                    .isEqualTo(both)
                    .isEqualTo(found.second().samples());
            assertThat(found.matched()).isGreaterThan(3);
            assertThat(found.matched() + found.onlySecond().size())
                    .isEqualTo(found.second().living());
        }
    }

    @Test
    void otherSamplesGoThroughTheFirstDictionary() {
        try (FinishedRun a = open(one);
                FinishedRun b = open(other)) {
            Comparison found = RunComparison.of(a, a.results(""), b, b.results(""), PLAIN, Progress.SILENT);
            assertThat(found.kind()).isEqualTo(Comparison.SAMPLES);
            assertThat(found.second().samples()).isEqualTo(70);
            assertThat(found.pairs())
                    .allMatch(p -> p.shift().first() == p.shift().second());
            for (Comparison.Pair p : found.pairs()) {
                assertThat(p.shift().delta()).isBetween(0.0, 1.0);
                assertThat(Double.isFinite(p.shift().q())).isTrue();
            }
        }
    }

    @Test
    void theClearestPairsShowTheirStrongestMeasuredSamples() {
        try (FinishedRun a = open(one);
                FinishedRun b = open(two)) {
            Comparison found = RunComparison.of(a, a.results(""), b, b.results(""), PLAIN, Progress.SILENT);
            PooledCodes codes = b.pooled(b.results(""));
            assertThat(found.shown()).hasSize(2 * Math.min(4, found.pairs().size()));
            Comparison.Shown second = found.shown().get(1);
            assertThat(second.side()).isEqualTo(1);
            assertThat(second.feature()).isEqualTo(found.pairs().get(0).shift().second());
            double most = java.util.stream.IntStream.range(0, codes.size())
                    .filter(i -> a.heldOut(codes.number(i)) && b.heldOut(codes.number(i)))
                    .mapToDouble(i -> codes.value(i, second.feature()))
                    .max()
                    .orElseThrow();
            assertThat(second.samples().get(0).activation()).isEqualTo(most);
            assertThat(second.samples()).allMatch(s -> a.heldOut(s.number()) && b.heldOut(s.number()));
        }
    }

    @Test
    void twoHookPointsArePairedByWhatFiresTogether() {
        Path both = run("both", Run.Step.SCORE, "hooks=[embed,channels]");
        try (FinishedRun a = open(both);
                FinishedRun b = open(both)) {
            Comparison found =
                    RunComparison.of(a, a.results("embed"), b, b.results("channels"), PLAIN, Progress.SILENT);
            assertThat(found.likeness()).contains("correlation of activations");
            assertThat(found.matched()).isGreaterThan(3);
        }
    }

    @Test
    void aRunWithoutADictionaryCannotComeFirst() {
        try (FinishedRun a = open(other);
                FinishedRun b = open(one)) {
            assertThatThrownBy(() -> RunComparison.of(a, a.results(""), b, b.results(""), PLAIN, Progress.SILENT))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("has no trained dictionary at hook point embed")
                    .hasMessageContaining("first");
        }
    }

    private static Hypotheses.Outcome hypotheses(FinishedRun run, PooledCodes codes, double[] target) {
        return Hypotheses.of(
                codes.where(run::selection),
                codes.where(run::heldOut),
                sample -> target[sample],
                new Hypotheses.Request(5, 0.05, 0, 0, 0.95, 1));
    }

    /** Whether the third symbol is on a strip, told wrongly for one strip in ten. */
    @Test
    void aPlantedTargetLeadsToTheFeatureOfItsSymbol() {
        try (FinishedRun run = open(one)) {
            PooledCodes codes = run.pooled(run.results(""));
            java.util.Random numbers = new java.util.Random(3);
            double[] target = new double[120];
            for (int s = 0; s < target.length; s++) {
                int[] symbols = ((ToyDomain.Strip) run.samples().load(s)).symbols();
                boolean there = java.util.Arrays.stream(symbols).anyMatch(x -> x == 2);
                target[s] = there != numbers.nextInt(10) < 1 ? 1 : 0;
            }
            Hypotheses.Outcome found = hypotheses(run, codes, target);
            Hypotheses.Finding best = found.findings().get(0);
            assertThat(best.confirmed()).isTrue();
            assertThat(best.heldOut()).isPositive();
            assertThat(RunComparison.names(run.results("")).get(best.feature())).contains("symbol 2");
        }
    }

    /** Of 400 tables of noise at most the nominal share (and three standard deviations) may choose anything; confirmed is hardly any. */
    @Test
    void noiseIsChosenAtTheNominalRateAndHardlyEverConfirmed() {
        try (FinishedRun run = open(one)) {
            PooledCodes codes = run.pooled(run.results(""));
            java.util.Random numbers = new java.util.Random(4);
            int chosen = 0;
            int confirmed = 0;
            int tables = 400;
            for (int t = 0; t < tables; t++) {
                Hypotheses.Outcome found =
                        hypotheses(run, codes, numbers.doubles(120).toArray());
                chosen += found.findings().isEmpty() ? 0 : 1;
                confirmed += found.confirmed() > 0 ? 1 : 0;
            }
            assertThat(chosen).isLessThan((int) (tables * 0.05 + 3 * Math.sqrt(tables * 0.05 * 0.95)));
            assertThat(confirmed).isLessThan(6);
        }
    }

    @Test
    void aTargetIsReadByColumnAndCounted() throws IOException {
        Path file = Files.writeString(
                temp.resolve("t.csv"),
                "sample,age,\"grade, final\"\nstrip-3,4.5,1\n\"strip-7\",,2\nstrip-9,NA,0\nnobody,7,1\n");
        try (FinishedRun run = open(one)) {
            TargetTable age = TargetTable.read(file.toString(), run.samples());
            assertThat(age.name()).isEqualTo("age");
            assertThat(age.matched()).isEqualTo(1);
            assertThat(age.strangers()).isEqualTo(1);
            assertThat(age.values()[3]).isEqualTo(4.5);
            assertThat(age.values()[7]).isNaN();
            TargetTable grade = TargetTable.read(file + ":grade, final", run.samples());
            assertThat(grade.matched()).isEqualTo(3);
        }
    }

    @Test
    void badTargetsAreToldInASentence() throws IOException {
        Path strangers = Files.writeString(temp.resolve("s.csv"), "id,y\nnobody,1\n");
        Path words = Files.writeString(temp.resolve("w.csv"), "id,y\nstrip-1,high\n");
        Path twice = Files.writeString(temp.resolve("d.csv"), "id,y\nstrip-1,1\nstrip-1,2\n");
        try (FinishedRun run = open(one)) {
            assertThatThrownBy(() -> TargetTable.read(strangers.toString(), run.samples()))
                    .hasMessageContaining("No line of the target")
                    .hasMessageContaining("strip-0")
                    .hasMessageContaining("nobody");
            assertThatThrownBy(() -> TargetTable.read(words.toString(), run.samples()))
                    .hasMessageContaining("Line 2")
                    .hasMessageContaining("no finite number");
            assertThatThrownBy(() -> TargetTable.read(twice.toString(), run.samples()))
                    .hasMessageContaining("a second time");
            assertThatThrownBy(() -> TargetTable.read(words + ":z", run.samples()))
                    .hasMessageContaining("no column z");
            assertThatThrownBy(() -> TargetTable.read(temp.resolve("none.csv").toString(), run.samples()))
                    .hasMessageContaining("There is no file");
        }
    }

    @Test
    void samplesAreNamedByIdOrNumber() {
        try (FinishedRun run = open(one)) {
            assertThat(run.sample("strip-17")).isEqualTo(17);
            assertThat(run.sample("17")).isEqualTo(17);
            assertThatThrownBy(() -> run.sample("zebra")).hasMessageContaining("called like strip-0");
            assertThatThrownBy(() -> run.results("nowhere")).hasMessageContaining("it has embed");
        }
    }

    private static SampleList list(FinishedRun run, Path folder, String text) throws IOException {
        return SampleList.read(Files.writeString(folder.resolve("wanted.csv"), text), run);
    }

    @Test
    void aListOfSamplesIsReadWithOrWithoutAHead() throws IOException {
        try (FinishedRun run = open(one)) {
            SampleList plain = list(run, temp, "strip-3\n\n7\nstrip-11\n");
            assertThat(plain.samples()).containsExactly(3, 7, 11);
            assertThat(plain.head()).isEmpty();
            SampleList headed = list(run, temp, "\uFEFFwho\nstrip-3\n7\n");
            assertThat(headed.samples()).containsExactly(3, 7);
            assertThat(headed.head()).contains("who");
        }
    }

    @Test
    void samplesOfATableAreInTheColumnThatNamesThem() throws IOException {
        try (FinishedRun run = open(one)) {
            SampleList table = list(run, temp, "weight;sample\n1;strip-30\n2;\"strip-40\"\n");
            assertThat(table.samples()).containsExactly(30, 40);
            assertThat(table.head()).contains("weight;sample");
            assertThat(list(run, temp, "strip-5,0.4\nstrip-6,0.5\n").samples()).containsExactly(5, 6);
            assertThat(list(run, temp, "number,weight\n8,40\n9,50\n").samples()).containsExactly(8, 9);
        }
    }

    @Test
    void aLineBehindTheHeadThatNamesNobodyIsTold() {
        try (FinishedRun run = open(one)) {
            assertThatThrownBy(() -> list(run, temp, "sample,grade\nstrip-3,1\nstripe-4,2\n"))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("Line 3 of ")
                    .hasMessageContaining("no sample \"stripe-4\"");
            assertThatThrownBy(() -> list(run, temp, "sample,grade\nnobody,1\n"))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("Line 1 of ");
            assertThatThrownBy(() -> list(run, temp, "\n")).hasMessageContaining("names no sample");
        }
    }
}
