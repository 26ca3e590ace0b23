package org.echelle.medical.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.view.FilmShades;
import org.echelle.medical.view.FilmView;
import org.echelle.pictures.AreaMask;
import org.junit.jupiter.api.Test;

/** Films of 64 x 32 under a subject of another plugin that sees their middle square and has a class token before 2 x 2 places. */
class ForeignSubjectAreasTest {
    private static final HookPoint HOOK = hook(2, 2);

    private static HookPoint hook(int rows, int columns) {
        return new HookPoint(
                "blocks.0",
                8,
                HookPoint.Layout.WIDTH_LAST,
                List.of(new Axis("y", rows), new Axis("x", columns)),
                "block 0");
    }

    private static Subject subject(Optional<PictureReader> reader) {
        return (Subject) Proxy.newProxyInstance(
                Subject.class.getClassLoader(), new Class<?>[] {Subject.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readsPictures")) {
                        return reader;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Subject looking() {
        return subject(Optional.of(new PictureReader() {
            @Override
            public Sample picture(String id, int width, int height, int channels, byte[] pixels) {
                return () -> id;
            }

            @Override
            public double[] seen(int width, int height) {
                double left = (width - height) / 2.0;
                return new double[] {left, 0, left + height, height};
            }
        }));
    }

    private static AreaConcepts areas(Subject subject) {
        return new AreaConcepts(
                List.of(AreaConcepts.concept("mass", "test")),
                subject,
                0.5,
                0.5,
                sample -> Optional.of(List.of(
                        new Area(0, AreaMask.box(64, 32, new double[] {32, 0, 48, 16})),
                        new Area(0, AreaMask.box(64, 32, new double[] {0, 0, 16, 32})))));
    }

    @Test
    void boxesLieOnTheCellsOfThePartThatTheSubjectSees() {
        List<Integer> rows = new ArrayList<>();
        areas(looking()).annotate(0, new SampleSites(HOOK, Sites.grid(1, 2, 2)), new LabelSink() {
            @Override
            public void sample(int concept, float value) {
                throw new AssertionError("no label of the whole film");
            }

            @Override
            public void site(int concept, int row, float value, int instance) {
                rows.add(row);
            }

            @Override
            public void unknownSample(int concept) {
                throw new AssertionError("no label of the whole film");
            }

            @Override
            public void unknownSite(int concept, int row) {}
        });
        // behind the class token: cell (0, 1); the second box lies where the subject does not look
        assertThat(rows).containsExactly(2);
    }

    @Test
    void theHeatMapLiesOverThatPartAndAClassTokenIsToldBeside() {
        String html = new FilmView(looking())
                .draw(
                        Film.of("f", 64, 32, 1, new byte[64 * 32]),
                        new SiteActivations(
                                new SampleSites(HOOK, Sites.grid(1, 2, 2)), new float[] {4, 0, 2.5f, 0, 0}, 5),
                        (extension, content) -> "a." + extension);
        assertThat(html)
                .contains("peak 2.50 of 5.00, row 1, column 2 of 2 x 2; whole film 4.00")
                .contains("class=\"em-heat\" alt=\"\" style=\"left:25%;top:0%;width:50%;height:100%\"")
                .contains("title=\"2.50\" style=\"left:50%;top:0%;width:25%;height:50%\"");
    }

    @Test
    void aClassTokenIsMeasuredByAllThatTheSubjectSees() {
        byte[] pixels = new byte[64 * 32];
        for (int y = 0; y < 16; y++) {
            java.util.Arrays.fill(pixels, y * 64 + 32, y * 64 + 48, (byte) 255);
        }
        float[] found = new FilmShades(looking())
                .of(Film.of("f", 64, 32, 1, pixels), new SampleSites(HOOK, Sites.grid(1, 2, 2)));
        // a quarter of the square is white: mean 1/4, deviation sqrt(1/4 - 1/16)
        assertThat(found).startsWith(0.25f, 0.75f, (float) Math.sqrt(0.1875), 0, 1, 0, 1, 0, 0);
    }

    @Test
    void aGridOfUnknownSizeAndASubjectThatLooksAtNothingAreRefusedInASentence() {
        assertThatThrownBy(() -> areas(looking()).annotate(0, new SampleSites(hook(-1, -1), Sites.grid(1, 2, 2)), null))
                .isInstanceOf(MedicalException.class)
                .hasMessageContaining("does not say how many rows and columns");
        assertThatThrownBy(() -> areas(subject(Optional.empty())))
                .isInstanceOf(MedicalException.class)
                .hasMessageContaining("need a subject that looks at pictures");
    }
}
