package org.echelle.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AreaMaskTest {
    @Test
    void coverageOfAMaskEqualsCountingFinePoints() {
        Random random = new Random(1);
        boolean[] on = new boolean[9 * 7];
        for (int i = 0; i < on.length; i++) {
            on[i] = random.nextBoolean();
        }
        AreaMask mask = AreaMask.of(9, 7, (x, y) -> on[y * 9 + x] ? 1 : 0);
        for (int round = 0; round < 50; round++) {
            double x0 = random.nextInt(120) / 10.0 - 1.5;
            double y0 = random.nextInt(90) / 10.0 - 1.5;
            double[] cell = {x0, y0, x0 + 0.1 + random.nextInt(60) / 10.0, y0 + 0.1 + random.nextInt(60) / 10.0};
            long hits = 0;
            long all = 0;
            for (double y = cell[1] + 0.05; y < cell[3]; y += 0.1) { // edges are multiples of 0.1: exact
                for (double x = cell[0] + 0.05; x < cell[2]; x += 0.1) {
                    all++;
                    hits += x >= 0 && y >= 0 && x < 9 && y < 7 && on[((int) y) * 9 + (int) x] ? 1 : 0;
                }
            }
            assertThat(mask.coverage(cell)).isCloseTo(hits / (double) all, within(1e-9));
        }
    }

    @Test
    void aBoxIsCutAtThePicturesEdges() {
        AreaMask box = AreaMask.box(10, 6, new double[] {-2, 1.5, 3.25, 20});

        assertThat(box.area()).isCloseTo(3.25 * 4.5, within(1e-12));
        assertThat(box.coverage(new double[] {3, 1, 4, 2})).isCloseTo(0.25 * 0.5, within(1e-12));
        assertThat(box.coverage(new double[] {3, 3, 3, 5}))
                .as("nothing to cover")
                .isZero();
    }
}
