package org.echelle.medical.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShownTest {
    private static Volume grey(Photometric photometric, float... values) {
        return new Volume(
                List.of(values),
                1,
                values.length,
                1,
                1,
                Spacing.UNKNOWN,
                photometric,
                List.of(),
                Optional.empty(),
                "",
                new TreeMap<>(),
                Identity.NOBODY);
    }

    @Test
    void theLinearWindowCountsWholeValuesAsTheStandardsNotesDo() {
        // PS3.3, C.11.2.1.2, note 4: centre 0, width 100 shows all of -50 to 49; width 1 is a threshold at the centre
        // less a half
        Window window = new Window(0, 100);
        assertThat(window.shade(-50)).isZero();
        assertThat(window.shade(49)).isEqualTo(1);
        assertThat(window.shade(-0.5)).isEqualTo(0.5);
        Window threshold = new Window(10, 1);
        assertThat(threshold.shade(9.5)).isZero();
        assertThat(threshold.shade(9.6)).isEqualTo(1);
        // pydicom 2.3.1: apply_voi_lut of MR_small.dcm (600, 1600) takes 905 to 12520.41463415 of -32768 to 32767
        assertThat(new Window(600, 1600).shade(905) * 65535 - 32768).isCloseTo(12520.41463415, within(1e-6));
    }

    @Test
    void theExactAndTheSigmoidWindowFollowTheirFormulas() {
        Window exact = new Window(0, 100, Window.Shape.LINEAR_EXACT, "");
        assertThat(exact.shade(-50)).isZero();
        assertThat(exact.shade(25)).isEqualTo(0.75);
        assertThat(exact.shade(50)).isEqualTo(1);
        Window sigmoid = new Window(0, 100, Window.Shape.SIGMOID, "");
        assertThat(sigmoid.shade(0)).isEqualTo(0.5);
        assertThat(sigmoid.shade(25)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
        assertThatThrownBy(() -> new Window(0, 0.5))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("1 or more");
    }

    @Test
    void theLowestOfMonochromeOneIsWhite() {
        Voi all = Window.from(0, 255);
        assertThat(Display.eightBit(grey(Photometric.MONOCHROME2, 0, 51, 255), 0, all))
                .containsExactly(0, 51, 255);
        assertThat(Display.eightBit(grey(Photometric.MONOCHROME1, 0, 51, 255), 0, all))
                .containsExactly(255, 204, 0);
        assertThat(Display.eightBit(
                        grey(Photometric.MONOCHROME2, Float.NaN, 1, 3),
                        0,
                        grey(Photometric.MONOCHROME2, Float.NaN, 1, 3).defaultVoi()))
                .containsExactly(0, 0, 255);
    }

    @Test
    void anAffineLeadsThereAndBack() {
        Affine affine = new Affine(new double[] {0, 0, 2.5, -10, -1.5, 0, 0, 20, 0.1, 2, 0, 5});
        double[] mm = affine.apply(3, 1, 7);
        assertThat(mm).containsExactly(new double[] {7.5, 15.5, 7.3}, within(1e-12));
        assertThat(affine.invert(mm[0], mm[1], mm[2])).containsExactly(new double[] {3, 1, 7}, within(1e-12));
        assertThat(affine.axisCodes()).isEqualTo("PSR");
    }

    @Test
    void aPatientsKeyGoesBeforeTheStudysAndTheSeries() {
        Optional<String> none = Optional.empty();
        assertThat(new Identity(Optional.of("p"), Optional.of("s"), none, none).group())
                .contains("p");
        assertThat(new Identity(none, Optional.of("s"), Optional.of("r"), none).group())
                .contains("s");
        assertThat(Identity.NOBODY.group()).isEmpty();
    }
}
