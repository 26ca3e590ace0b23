package org.echelle.runs.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RankFindingsTest {
    @Test
    void siblingsOutsideTheLeastAndTheMostOfTheDrawsAreCounted() {
        double[][] draws = {{-0.1, 0.0, 0.2, 0.1}, {0.1, 0.3, -0.2, 0.1}, {0.0, 0.1, 0.0, 0.1}};
        // within, on the edge, above, below a band without width
        assertThat(RankFindings.outside(new double[] {0.05, 0.3, 0.21, 0.09}, draws))
                .isEqualTo(2);
        assertThat(RankFindings.outside(new double[] {-0.11, -0.01, -0.21, 0.11}, draws))
                .isEqualTo(4);
        assertThat(RankFindings.outside(new double[0], draws)).isZero();
    }

    @Test
    void fewerThanTwoDrawsMakeNoBand() {
        assertThat(RankFindings.outside(new double[] {1}, new double[][] {{0}})).isEqualTo(-1);
        assertThat(RankFindings.outside(new double[] {1}, new double[0][])).isEqualTo(-1);
    }
}
