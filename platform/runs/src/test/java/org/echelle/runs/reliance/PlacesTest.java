package org.echelle.runs.reliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.store.SparseRows;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final Concept LUNG =
            new Concept("area/lung", "lung", "area/lung", Concept.Level.SITE, Concept.Scale.BOOLEAN, "made");

    /** Four places in a row, the first two annotated; feature 1 fires on them, feature 0 beside them; channel 0 everywhere. */
    private static Read read(int sample) {
        SparseRows codes =
                new SparseRows(4, new int[] {0, 1, 2, 3, 4}, new int[] {1, 1, 0, 0}, new float[] {3, 2, 5, 5});
        byte[][] truth = {{1, 1, 0, 0}};
        int[][] coordinates = {{0, 0, 0, 0}, {0, 1, 2, 3}};
        Read.Map map = new Read.Map(coordinates, new float[] {1, 1, 1, 1}, codes, truth, new float[] {0, 0, 1, 2});
        return new Read(
                sample,
                "film " + sample,
                new float[2],
                new float[2],
                new float[2],
                new float[2],
                new float[] {Float.NaN},
                Optional.of(map));
    }

    @Test
    void theFeatureOnTheAnnotationIsFoundFromOtherFilmsAndStandsBesideItsBaselines() {
        Places places = new Places(2, 1);
        List<Read> selection = List.of(read(0), read(1));
        List<Read> heldOut = List.of(read(2), read(3));
        places.ask(0, LUNG, selection, heldOut);
        List<Findings.Located> located = new ArrayList<>(places.located());
        assertThat(located.stream().map(Findings.Located::method))
                .containsExactly("best feature", "best raw channel", "Grad-CAM", "whole sample");
        Findings.Located ours = located.get(0);
        assertThat(ours.unit()).isEqualTo(1);
        assertThat(ours.iou().value()).isEqualTo(1);
        assertThat(ours.iou().n()).isEqualTo(4); // so few films that each is told by the others
        assertThat(ours.iou().interval().low()).isLessThan(0.6);
        assertThat(located.get(1).iou().value()).isCloseTo(0.5, within(1e-6));
        assertThat(located.get(2).pointing().value()).isZero();
        assertThat(located.get(3).pointing().value()).isCloseTo(0.5, within(1e-6));
        assertThat(places.notes().toString()).contains("chosen on all other groups");
        assertThat(places.ahead().get(0).difference().value()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void oneFilmAloneIsToldNothingOf() {
        Places places = new Places(2, 1);
        places.ask(0, LUNG, List.of(read(0)), List.of());
        assertThat(places.located()).isEmpty();
        assertThat(places.notes())
                .containsExactly(
                        "All annotations of area/lung (in 1 sample) are of one group: nothing can be chosen on one and"
                                + " told on another.");
    }

    @Test
    void whereNothingIsAnnotatedThatIsSaid() {
        Places places = new Places(2, 1);
        places.ask(0, LUNG, List.of(), List.of());
        assertThat(places.notes()).containsExactly("No sample is annotated with area/lung.");
    }
}
