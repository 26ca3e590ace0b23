package org.echelle.runs.brush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.echelle.api.Progress;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.Reopened;
import org.echelle.runs.Run;
import org.echelle.runs.RunConfig;
import org.echelle.runs.RunException;
import org.echelle.runs.RunFolder;
import org.echelle.runs.ToyPictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Painting where every class has a direction of its own and one row of two decides the picture. */
class BrushJobTest {
    private static final int FEATURES = 12;

    @TempDir
    static Path temp;

    @BeforeAll
    static void run() {
        RunConfig config = config();
        try (RunFolder folder = RunFolder.open(config.out());
                OpenedDomain opened = OpenedDomain.whole(config, new ToyPictures(), Progress.SILENT)) {
            new Run(opened, folder, Map.of("echelle", "test"), Progress.SILENT).go(Run.Step.SCORE, false);
        }
    }

    private static RunConfig config() {
        return RunConfig.of(
                "toy",
                new ArrayList<>(List.of(
                        "domain=toy-pictures",
                        "subject={kind: world}",
                        "samples={each: 24}",
                        "judge={domain: toy-pictures, kind: eye}",
                        "hooks=[block]",
                        "extract={where: [branch=1]}",
                        "dictionary={features: " + FEATURES + ", k: 1, batch: 64, steps: 400}",
                        "score={bootstrap: 0, baselines: []}",
                        "out=" + temp.resolve("run"))));
    }

    private static BrushOutcome paint(int feature, List<Double> strengths, String where) {
        BrushOptions options =
                new BrushOptions("block", List.of(feature), strengths, where, List.of("ant"), List.of(7L, 8L), 3, "");
        try (RunFolder folder = RunFolder.open(temp.resolve("run"));
                OpenedDomain opened = OpenedDomain.whole(
                        RunConfig.reopen(temp.resolve("run"), List.of()), new ToyPictures(), Progress.SILENT)) {
            return BrushJob.go(new Reopened(opened, folder, Map.of("echelle", "test"), Progress.SILENT), options)
                    .getValue();
        }
    }

    @Test
    void everyOtherClassCanBePaintedOverWhatWasAskedFor() {
        Set<String> seen = new TreeSet<>();
        for (int feature = 0; feature < FEATURES; feature++) {
            BrushOutcome outcome;
            try {
                outcome = paint(feature, List.of(0.0, 3.0), "branch=1");
            } catch (RunException e) {
                assertThat(e).hasMessageContaining("never fired");
                continue;
            }
            assertThat(outcome.seen().orElseThrow()).containsOnly("ant");
            Stroke nothing = outcome.strokes().get(0);
            assertThat(nothing.inside().value()).isZero();
            assertThat(nothing.inside().interval().known()).isFalse();
            assertThat(nothing.pictures().get(1).rgb())
                    .isEqualTo(outcome.before().get(1).rgb());
            Stroke stroke = outcome.strokes().get(1);
            assertThat(stroke.changed().value()).isIn(0.0, 1.0);
            assertThat(stroke.outside().defined()).isFalse(); // rows here are tokens without a place
            assertThat(outcome.strokes().get(2).name()).isEqualTo("random direction");
            seen.addAll(stroke.seen().orElseThrow());
        }
        assertThat(seen).contains("bee", "cat", "dog");
    }

    @Test
    void rowsThatDecideNothingLeavePicturesAsTheyAre() {
        int feature = firing();
        assertThat(paint(feature, List.of(5.0), "token=1")
                        .strokes()
                        .get(0)
                        .inside()
                        .value())
                .isZero();
    }

    @Test
    void aPlaceThatNeverComesIsSaidSo() {
        assertThatThrownBy(() -> paint(firing(), List.of(5.0), "timestep=900..999"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("timestep=900..999")
                .hasMessageContaining("nothing would be painted");
    }

    @Test
    void aFeatureThatIsNotThereAndNonsenseAreRefused() {
        assertThatThrownBy(() -> paint(FEATURES, List.of(1.0), ""))
                .hasMessageContaining("There is no feature 12")
                .hasMessageContaining("0 to 11");
        assertThatThrownBy(() -> paint(0, List.of(Double.NaN), "")).hasMessageContaining("finite");
        assertThatThrownBy(() -> paint(0, List.of(), "")).hasMessageContaining("one strength or more");
    }

    private static int firing() {
        for (int feature = 0; feature < FEATURES; feature++) {
            try {
                paint(feature, List.of(1.0), "");
                return feature;
            } catch (RunException e) {
                assertThat(e).hasMessageContaining("never fired");
            }
        }
        throw new AssertionError("no feature fires");
    }
}
