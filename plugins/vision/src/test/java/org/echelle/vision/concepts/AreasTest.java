package org.echelle.vision.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.echelle.pictures.AreaMask;
import org.echelle.pictures.SiteGrid;
import org.echelle.vision.FakeSubject;
import org.echelle.vision.VisionException;
import org.junit.jupiter.api.Test;

class AreasTest {
    @Test
    void runLengthsGoDownTheColumns() {
        // 3 high, 2 wide, counts [1, 2, 3]: column 0 is 0, 1, 1; column 1 is 0, 0, 0
        AreaMask mask = CocoRle.mask(new int[] {1, 2, 3}, 2, 3, "test");
        assertThat(mask.area(0, 0, 1, 1)).isZero();
        assertThat(mask.area(0, 1, 1, 2)).isEqualTo(1);
        assertThat(mask.area(0, 2, 1, 3)).isEqualTo(1);
        assertThat(mask.area(1, 0, 2, 3)).isZero();
    }

    @Test
    void compressedRunsAreReadAsWritten() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            int[] runs = random.ints(1 + random.nextInt(30), 0, round < 100 ? 40 : 100_000)
                    .toArray();
            assertThat(CocoRle.runs(compress(runs), "test")).isEqualTo(runs);
        }
    }

    /** The encoder of cocoapi's maskApi.c, rleToString. */
    private static String compress(int[] runs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < runs.length; i++) {
            long x = i > 2 ? (long) runs[i] - runs[i - 2] : runs[i];
            boolean more = true;
            while (more) {
                int c = (int) (x & 0x1f);
                x >>= 5;
                more = (c & 0x10) != 0 ? x != -1 : x != 0;
                text.append((char) ((more ? c | 0x20 : c) + 48));
            }
        }
        return text.toString();
    }

    @Test
    void brokenRunsAreRefused() {
        assertThatThrownBy(() -> CocoRle.mask(new int[] {1, 2}, 2, 3, "annotation 7"))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining("annotation 7")
                .hasMessageContaining("3 of 6");
        assertThatThrownBy(() -> CocoRle.mask(new int[] {9}, 2, 3, "x")).hasMessageContaining("longer");
        assertThatThrownBy(() -> CocoRle.runs("\u007f", "x")).hasMessageContaining("range");
        assertThatThrownBy(() -> CocoRle.runs("PP", "x")).hasMessageContaining("does not end");
    }

    @Test
    void theUnionOfBoxesEqualsCountingPixels() {
        Random random = new Random(2);
        for (int round = 0; round < 100; round++) {
            List<double[]> boxes = new ArrayList<>();
            for (int b = 0; b < random.nextInt(6); b++) {
                int x = random.nextInt(10);
                int y = random.nextInt(10);
                boxes.add(new double[] {x, y, x + random.nextInt(8), y + random.nextInt(8)});
            }
            int count = 0;
            for (int y = 2; y < 12; y++) {
                for (int x = 3; x < 14; x++) {
                    double px = x + 0.5;
                    double py = y + 0.5;
                    count += boxes.stream().anyMatch(b -> b[0] < px && px < b[2] && b[1] < py && py < b[3]) ? 1 : 0;
                }
            }
            assertThat(new Boxes(boxes).area(3, 2, 14, 12)).isCloseTo(count, within(1e-9));
        }
    }

    @Test
    void polygonsCoverPixelsWhoseCentresTheyHold() {
        AreaMask mask = Polygons.mask(new double[][] {{1, 1, 4, 1, 4, 3, 1, 3}, {0, 0, 1, 0, 1, 1, 0, 1}}, 6, 5);
        assertThat(mask.area(0, 0, 6, 5)).isEqualTo(7);
        assertThat(mask.area(1, 1, 4, 3)).isEqualTo(6);
    }

    @Test
    void cellsOfAGridThatDoesNotDivideTheInputMeetWithoutGaps() {
        // 100 x 60 picture, shorter side to 30: scale 0.5, ten input pixels cut on either side; 4 x 7 grid
        FakeSubject subject = new FakeSubject(30, 4, 7);
        SiteGrid grid = SiteGrid.of(subject, subject.sites(), 100, 60);
        assertThat(grid.placed(0)).isFalse();
        double area = 0;
        for (int row = 1; row < grid.rows(); row++) {
            double[] cell = grid.cell(row);
            area += (cell[2] - cell[0]) * (cell[3] - cell[1]);
        }
        assertThat(area).isCloseTo(60 * 60, within(1e-6));
        assertThat(grid.cell(1)).containsExactly(new double[] {20, 0, 20 + 60 / 7.0, 15}, within(1e-9));
        assertThat(grid.cell(28)).containsExactly(new double[] {80 - 60 / 7.0, 45, 80, 60}, within(1e-9));
    }
}
