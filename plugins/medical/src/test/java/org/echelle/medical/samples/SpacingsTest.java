package org.echelle.medical.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.echelle.medical.images.Spacing;
import org.junit.jupiter.api.Test;

class SpacingsTest {
    @Test
    void filesThatAreAlikeNeedNoWord() {
        Spacings spacings = new Spacings();
        spacings.add("a", new Spacing(0.5, 0.5, 3), Optional.of("s"));
        spacings.add("b", new Spacing(0.5, 0.5, 5), Optional.of("s"));
        assertThat(spacings.notes()).isEmpty();
    }

    @Test
    void everySpacingIsNamedWithItsFilesAndASeriesOfSeveralIsToldApart() {
        Spacings spacings = new Spacings();
        spacings.add("a", new Spacing(0.5, 0.25, 3), Optional.of("one"));
        spacings.add("b", new Spacing(0.5, 0.25, 3), Optional.of("two"));
        spacings.add("c", new Spacing(1, 1, 3), Optional.of("two"));
        spacings.add("d", Spacing.UNKNOWN, Optional.empty());
        assertThat(spacings.notes()).hasSize(2);
        assertThat(spacings.notes().get(0))
                .startsWith("The files have 3 different pixel spacings")
                .contains(
                        ": 0.5000 x 0.2500 mm in 2 files (the first a); 1.000 x 1.000 mm in 1 file (c); unknown in 1 file (d).");
        assertThat(spacings.notes().get(1))
                .startsWith("1 series has files of different pixel spacing")
                .contains(": b 0.5000 x 0.2500 mm, c 1.000 x 1.000 mm.");
    }
}
