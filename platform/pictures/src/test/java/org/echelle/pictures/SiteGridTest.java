package org.echelle.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.junit.jupiter.api.Test;

class SiteGridTest {
    private static final HookPoint CELLS = new HookPoint(
            "cells", 1, HookPoint.Layout.WIDTH_LAST, List.of(new Axis("y", 2), new Axis("x", 4)), "a token and cells");

    /** Sees the middle square of a picture. */
    private static final PictureReader MIDDLE = new PictureReader() {
        @Override
        public Sample picture(String id, int width, int height, int channels, byte[] pixels) {
            return () -> id;
        }

        @Override
        public double[] seen(int width, int height) {
            double edge = Math.min(width, height);
            double left = (width - edge) / 2;
            double top = (height - edge) / 2;
            return new double[] {left, top, left + edge, top + edge};
        }
    };

    private static Subject looking(Optional<PictureReader> reader) {
        return (Subject) Proxy.newProxyInstance(
                Subject.class.getClassLoader(), new Class<?>[] {Subject.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readsPictures")) {
                        return reader;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static SampleSites rows() {
        return new SampleSites(CELLS, Sites.grid(1, 2, 4));
    }

    @Test
    void cellsLieEvenlyOverThePartThatASubjectSaysItSees() {
        PictureGrid subject = PictureGrid.of(looking(Optional.of(MIDDLE))).orElseThrow();

        SiteGrid grid = SiteGrid.of(subject, rows(), 200, 100);

        assertThat(SiteGrid.window(subject, 200, 100)).containsExactly(50, 0, 150, 100);
        assertThat(grid.rows()).isEqualTo(9);
        assertThat(grid.placed(0)).as("a token for the whole picture").isFalse();
        assertThat(grid.cell(1)).containsExactly(50, 0, 75, 50);
        assertThat(grid.cell(8)).containsExactly(125, 50, 150, 100);
    }

    @Test
    void aHookPointThatDoesNotTellItsSizeHasNoCells() {
        PictureGrid subject = PictureGrid.of(looking(Optional.of(MIDDLE))).orElseThrow();
        List<Axis> axes = List.of(new Axis("y", -1), new Axis("x", 4));

        assertThat(subject.gridSize(new HookPoint("open", 1, HookPoint.Layout.WIDTH_LAST, axes, "")))
                .containsExactly(0, 0);
        assertThat(PictureGrid.of(looking(Optional.empty()))).isEmpty();
    }

    @Test
    void aPlacementAndItsInverseUndoEachOther() {
        Placement p = new Placement(0.5, 2, -3, 7);

        assertThat(p.toInputX(10)).isEqualTo(2);
        assertThat(p.toImageX(2)).isEqualTo(10);
        assertThat(p.toImageY(p.toInputY(1.25))).isEqualTo(1.25);
    }

    @Test
    void aHeatMapKnowsItsStrongestCellAndWhatHasNoPlace() {
        float[] values = {9, 0, 1, 2, 0, 0, 0, 5, 0};

        HeatMap heat = new HeatMap(new int[] {2, 4}, new SiteActivations(rows(), values, 10));

        assertThat(heat.active()).isTrue();
        assertThat(heat.strongest()).containsExactly(1, 2);
        assertThat(heat.strongestValue()).isEqualTo(5);
        assertThat(heat.whole()).isEqualTo(9);
        assertThat(heat.at(0, 1)).isEqualTo(1);
        assertThat(heat.dataUri(255)).startsWith("data:image/png;base64,");
    }

    @Test
    void aPictureIsEncodedOnceWhileItIsKept() {
        List<String> encoded = new ArrayList<>();
        Lately<String> lately = new Lately<>(2, s -> {
            encoded.add(s);
            return new byte[] {(byte) encoded.size()};
        });

        lately.png("a");
        lately.png("a");
        lately.png("b");
        lately.png("c"); // a goes
        lately.png("a");

        assertThat(encoded).containsExactly("a", "b", "c", "a");
    }

    @Test
    void placesAreToldInPercentAndTextIsMadeHarmless() {
        assertThat(ViewText.place(new double[] {10, 5, 20, 10}, 40, 20))
                .isEqualTo("left:25%;top:25%;width:25%;height:25%");
        assertThat(ViewText.escape("<a title=\"x\">&")).isEqualTo("&lt;a title=&quot;x&quot;&gt;&amp;");
        assertThat(ViewText.number(0.12345f)).isEqualTo("0.123");
        assertThat(ViewText.frames("e", 2.5, 3, 4, List.of("p")))
                .isEqualTo("<div class=\"e-panes\"><div class=\"e-frame\" style=\"max-width:2.5rem;aspect-ratio:3/4\">"
                        + "p</div></div>");
    }
}
