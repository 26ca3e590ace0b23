package org.echelle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.api.Progress;
import org.echelle.runs.brush.BrushOutcome;
import org.echelle.runs.brush.Stroke;
import org.echelle.runs.pictures.Picture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrushPageTest {
    private static final List<Picture> PICTURES = Collections.nCopies(2, new Picture(1, new int[] {0x808080}));

    @TempDir
    Path folder;

    private static Stroke stroke(String name, Interval interval) {
        return new Stroke(
                name,
                2,
                Measure.of(0.25, 2, interval),
                Measure.undefined("everything is painted"),
                Measure.undefined("this run names no judge"),
                PICTURES,
                Optional.empty());
    }

    private String page(int seeds, Interval interval) throws IOException {
        BrushOutcome outcome = new BrushOutcome(
                Map.of(),
                "block",
                List.of(3),
                List.of(1.5),
                "all",
                "the whole sample",
                List.of("ant, seed 7", "ant, seed 8"),
                seeds,
                PICTURES,
                Optional.empty(),
                List.of(stroke("strength 2", interval), stroke("random direction", interval)),
                List.of());
        return Files.readString(BrushPage.of(outcome).write(folder, List.of(), Map.of(), Progress.SILENT));
    }

    /** All painted rows are changed along one direction, by as much as the features would change them. */
    @Test
    void theGlossaryExplainsTheBrushsOwnControlAndIntervals() throws IOException {
        String page = page(2, new Interval(0.125, 0.375, 2));
        assertThat(page)
                .contains(Term.RANDOM_DIRECTIONS.definition(), "x′ = x + ‖Δ‖ u")
                .contains(Term.PIXEL_CHANGE.definition())
                .contains("Range that holds the mean of all possible seeds", "intervals over seeds, by Student")
                .doesNotContain("attack", "bootstrap");
    }

    @Test
    void oneSeedSaysWhyItHasNoRange() throws IOException {
        assertThat(page(1, Interval.none(0.25)))
                .contains("2 samples of 1 seed; one seed says nothing of how others differ")
                .doesNotContain("Student");
    }
}
