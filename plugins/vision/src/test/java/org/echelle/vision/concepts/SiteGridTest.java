package org.echelle.vision.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Optional;
import org.echelle.api.PictureReader;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.pictures.PictureGrid;
import org.echelle.pictures.SiteGrid;
import org.echelle.vision.FakeSubject;
import org.echelle.vision.VisionException;
import org.junit.jupiter.api.Test;

class SiteGridTest {
    private static Subject foreign(Optional<PictureReader> reader) {
        return (Subject) Proxy.newProxyInstance(
                Subject.class.getClassLoader(), new Class<?>[] {Subject.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readsPictures")) {
                        return reader;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void aSubjectOfAnotherPluginHasItsCellsWhereItSaysThatItLooks() {
        FakeSubject own = new FakeSubject(32, 2, 4); // shorter side to 32, centre crop
        PictureGrid grid = Grids.of(foreign(Optional.of(new PictureReader() {
            @Override
            public Sample picture(String id, int width, int height, int channels, byte[] pixels) {
                return () -> id;
            }

            @Override
            public double[] seen(int width, int height) {
                return SiteGrid.window(own, width, height);
            }
        })));
        SiteGrid theirs = SiteGrid.of(grid, own.sites(), 200, 100);
        SiteGrid ours = SiteGrid.of(own, own.sites(), 200, 100);
        // the middle 100 columns in four, the rows in two
        assertThat(theirs.cell(1 + 5)).containsExactly(75, 50, 100, 100);
        for (int row = 1; row < ours.rows(); row++) {
            assertThat(theirs.cell(row)).containsExactly(ours.cell(row));
        }
        assertThat(theirs.placed(0)).as("the class token").isFalse();
    }

    @Test
    void whoLooksAtNoPicturesIsRefusedInASentence() {
        assertThatThrownBy(() -> Grids.of(foreign(Optional.empty())))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("need a subject that looks at pictures");
    }
}
