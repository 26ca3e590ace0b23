package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.runs.probing.HookReading;
import org.echelle.runs.probing.ProbeAnswer;
import org.echelle.runs.probing.ProbeRequest;
import org.echelle.runs.probing.Probed;
import org.echelle.runs.probing.Probing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunProbingTest {
    private static final ProbeRequest ALL = new ProbeRequest(List.of(), List.of(), 50);

    @TempDir
    Path temp;

    private RunConfig config(String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "domain=toy",
                "samples.count=240",
                "concepts=[{kind: symbols}]",
                "hooks=[embed]",
                "out=" + temp.resolve("run")));
        all.addAll(List.of(assignments));
        return RunConfig.of("toy", all);
    }

    private Probed probe(ProbeRequest request, String... assignments) {
        RunConfig config = config(assignments);
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT).go(Run.Step.EXTRACT, true);
            return RunProbing.go(opened, folder, request, Map.of("echelle", "test"), Progress.SILENT);
        }
    }

    @Test
    void symbolsAreReadFromTheMeanOfTheirStripsRows() {
        Probed probed = probe(ALL);
        assertThat(probed.classes()).hasSize(ToyDomain.SYMBOLS);
        assertThat(probed.steps()).isEmpty();
        assertThat(probed.hooks()).containsExactly("embed");
        // whether a symbol is there is whether its count is above 0, which is linear in the mean row
        assertThat(probed.answers()).allSatisfy(a -> {
            assertThat(a.timestep()).isEmpty();
            assertThat(a.trial().auroc().value()).isGreaterThan(0.95);
            assertThat(a.trial().accuracy().value())
                    .isGreaterThan(a.trial().majority().value());
            assertThat(a.fitted() + a.measured()).isEqualTo(240);
        });
        assertThat(probed.json().toString()).contains("auroc", "low").doesNotContain("NaN");
    }

    @Test
    void hookPointsThatTheRunDidNotStoreAreReadInOnePassAndAnswerAlike() {
        Probed stored = probe(ALL);
        Probed both = probe(new ProbeRequest(List.of("embed", "channels"), List.of(), 50));
        assertThat(both.hooks()).containsExactly("embed", "channels");
        for (ProbeAnswer a : stored.answers()) {
            assertThat(both.at(a.question(), "embed", OptionalInt.empty())
                            .orElseThrow()
                            .trial()
                            .accuracy()
                            .value())
                    .isEqualTo(a.trial().accuracy().value());
        }
        String question = stored.answers().get(0).question();
        assertThat(probe(new ProbeRequest(List.of(), List.of(question), 50)).classes())
                .containsOnlyKeys(question);
    }

    @Test
    void whatCannotBeProbedIsSaid() {
        assertThatThrownBy(() -> probe(new ProbeRequest(List.of(), List.of("nothing-of-that-name"), 50)))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("no concept called nothing-of-that-name");
        assertThatThrownBy(() -> probe(new ProbeRequest(List.of("elsewhere"), List.of(), 50)))
                .hasMessageContaining("no hook point 'elsewhere'");
        assertThatThrownBy(() -> probe(ALL, "concepts=[]")).hasMessageContaining("no concepts");
        assertThatThrownBy(() -> probe(ALL, "samples.count=12")).hasMessageContaining("nothing to probe");
    }

    /** Rows that say of the first cell's symbol at timestep 10 what they do not say at 90. */
    @Test
    void whatIsReadAtOneTimestepIsNotReadAtAnother() {
        RunConfig config = config();
        HookPoint hook = new HookPoint(
                "late",
                4,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("timestep", 100), new Axis("cell", ToyDomain.CELLS)),
                "made rows");
        try (OpenedDomain opened = OpenedDomain.whole(config, new ToyDomain(), Progress.SILENT)) {
            SampleGroups groups = SampleGroups.of(opened.samples(), 240, config.score(), Progress.SILENT);
            SplitSides sides = SplitSides.of(groups, config.score(), 0);
            HookReading reading = new HookReading(hook, opened);
            SplittableRandom random = new SplittableRandom(2);
            for (int s = 0; s < 240; s++) {
                int[] symbols = ((ToyDomain.Strip) opened.samples().load(s)).symbols();
                boolean there = java.util.Arrays.stream(symbols).anyMatch(c -> c == 0);
                for (int step : new int[] {90, 10}) {
                    float[] values = new float[4 * ToyDomain.CELLS];
                    int[][] where = new int[3][ToyDomain.CELLS];
                    for (int r = 0; r < ToyDomain.CELLS; r++) {
                        where[0][r] = s;
                        where[1][r] = step;
                        where[2][r] = r;
                        for (int i = 0; i < 4; i++) {
                            values[4 * r + i] =
                                    (float) random.nextGaussian() + (step == 10 && there && i == 1 ? 20 : 0);
                        }
                    }
                    reading.add(FloatBuffer.wrap(values), ToyDomain.CELLS, where);
                }
            }
            String name = opened.concepts().get(0).id();
            Probed probed = new Probing(
                            new ProbeRequest(List.of(), List.of(name), 50),
                            sides.selection(),
                            sides.heldOut(),
                            groups::of,
                            new GroupBootstrap(50, 0.95, 1))
                    .of(List.of(reading), Map.of(), Progress.SILENT);
            assertThat(probed.steps()).containsExactly(90, 10);
            String question = probed.classes().keySet().iterator().next();
            ProbeAnswer late = probed.at(question, "late", OptionalInt.of(10)).orElseThrow();
            ProbeAnswer early = probed.at(question, "late", OptionalInt.of(90)).orElseThrow();
            assertThat(late.trial().accuracy().value()).isEqualTo(1);
            // nothing to read: below what would need a probability of one in a million
            assertThat(early.trial().auroc().value()).isBetween(0.15, 0.85);
            assertThat(probed.best(question).orElseThrow()).isEqualTo(late);
        }
    }
}
