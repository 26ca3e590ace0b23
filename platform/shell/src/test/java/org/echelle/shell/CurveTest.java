package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CurveTest {
    private static final double[] ENDS = {0, 1};

    @Test
    void aFallingLineIsADiagonalInAscii() {
        assertThat(new Curve(4, 4, false).draw(ENDS, new double[] {1, 0}, 1))
                .containsExactly("*   ", " *  ", "  * ", "   *");
    }

    @Test
    void aFallingLineIsADiagonalOfDotsInBraille() {
        // Four dots across, four down: (0, top), (1, second), (2, third), (3, bottom).
        assertThat(new Curve(2, 1, true).draw(ENDS, new double[] {1, 0}, 1))
                .containsExactly(new String(new char[] {0x2800 + 0x01 + 0x10, 0x2800 + 0x04 + 0x80}));
    }

    @Test
    void allEightDotsOfACharacterAreUsed() {
        double[] x = {0, 0, 1, 1};
        assertThat(new Curve(1, 1, true).draw(x, new double[] {0, 1, 0, 1}, 1)).containsExactly("\u28FF");
    }

    @Test
    void aColumnShowsItsWholeRange() {
        double[] x = {0, 0.001, 0.002, 1};
        assertThat(new Curve(2, 3, false).draw(x, new double[] {0, 1, 0, 0}, 1)).containsExactly("* ", "* ", "**");
    }

    @Test
    void whatIsNotFiniteIsLeftOutAndWhatIsTooHighStaysAtTheEdge() {
        double[] x = {0, 0.5, 1};
        assertThat(new Curve(3, 2, false).draw(x, new double[] {9, Double.NaN, 9}, 1))
                .containsExactly("***", "   ");
        assertThat(new Curve(3, 2, false).draw(x, new double[] {Double.NaN, Double.NaN, Double.NaN}, 1))
                .containsExactly("   ", "   ");
    }
}
