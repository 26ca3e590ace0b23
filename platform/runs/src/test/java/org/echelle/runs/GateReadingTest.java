package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.echelle.steering.Gate;
import org.echelle.store.SparseRows;
import org.junit.jupiter.api.Test;

class GateReadingTest {
    @Test
    void aGateTellsOnHowManySamplesItOpens() {
        GateReading reading = new GateReading("change=2", new Gate.Change(2));
        for (double size : new double[] {3, 1, 2}) {
            reading.add(true, size);
        }
        reading.add(false, 0.5);
        assertThat(reading.sentence("ill"))
                .isEqualTo(
                        "The gate opens on 2 of 3 selection samples with ill and 0 of 1 others (the change runs there from"
                                + " 1.00 to 3.00, median 2.00, elsewhere from 0.500 to 0.500, median 0.500)");
    }

    @Test
    void aGateThatNeverOpensIsRefusedWithTheSizesThatThereAre() {
        GateReading reading = new GateReading("firing=0.75", new Gate.FiringShare(new int[] {2}, 0.75));
        // feature 2 fires on two of four rows, once beside another; a share has to exceed the bound
        SparseRows rows = SparseRows.of(new float[][] {{0, 0, 1}, {3, 0, 1}, {3, 0, 0}, {0, 0, 0}});
        reading.add(true, GateReading.share(rows, new int[] {2}));
        reading.add(false, 0.75);
        assertThatThrownBy(() -> reading.sentence("ill"))
                .isInstanceOf(RunException.class)
                .hasMessage(
                        "--when firing=0.75 opens on no sample of the selection side, so that nothing would be edited: on"
                                + " samples with ill the share of rows that fire runs from 0.500 to 0.500, median 0.500, elsewhere"
                                + " from 0.750 to 0.750, median 0.750. Name a bound within.");
    }
}
