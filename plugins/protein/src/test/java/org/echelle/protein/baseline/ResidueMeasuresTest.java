package org.echelle.protein.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.echelle.api.SampleSites;
import org.echelle.protein.Protein;
import org.echelle.protein.Told;
import org.junit.jupiter.api.Test;

class ResidueMeasuresTest {
    private final ResidueMeasures measures = new ResidueMeasures();
    private final List<String> names = measures.names();

    private float value(float[] all, int row, String name) {
        return all[row * names.size() + names.indexOf(name)];
    }

    @Test
    void residuesAreMeasuredByTheirPlaceInTheProtein() {
        // a window that begins at the protein's 101st residue: I R X A
        Protein protein = new Protein("p#101-104", "IRXA", 100);
        SampleSites sites = Told.sites(100, 104);
        float[] all = measures.of(protein, sites);
        assertThat(all).hasSize(6 * names.size());
        assertThat(value(all, 1, "I")).isEqualTo(1);
        assertThat(value(all, 1, "R")).isZero();
        assertThat(value(all, 1, "R in 7")).isEqualTo(0.25f);
        assertThat(value(all, 1, "W in 7")).isZero();
        assertThat(value(all, 1, "hydropathy")).isEqualTo(4.5f);
        assertThat(value(all, 2, "hydropathy")).isEqualTo(-4.5f);
        assertThat(value(all, 2, "position")).isCloseTo(1 / 3f, within(1e-6f));
        assertThat(value(all, 3, "hydropathy")).isZero();
        assertThat(value(all, 4, "A")).isEqualTo(1);
        assertThat(value(all, 4, "position")).isEqualTo(1);
        assertThat(value(all, 4, "hydropathy-19")).isCloseTo(1.8f / 4, within(1e-6f));
        // rows without a place measure the whole: one of four is isoleucine
        assertThat(value(all, 0, "I")).isEqualTo(0.25f);
        assertThat(value(all, 5, "R in 7")).isEqualTo(0.25f);
        assertThat(value(all, 0, "position")).isCloseTo(0.5f, within(1e-6f));
    }

    /** Kyte and Doolittle's scale sums to -9.8 over the twenty. */
    @Test
    void theScaleIsThePublishedOne() {
        Protein all = new Protein("p", "ACDEFGHIKLMNPQRSTVWY", 0);
        float[] values = measures.of(all, Told.sites(0, 20));
        double sum = 0;
        for (int row = 1; row <= 20; row++) {
            sum += value(values, row, "hydropathy");
        }
        assertThat(sum).isCloseTo(-9.8, within(1e-5));
        assertThat(names).hasSize(43).doesNotHaveDuplicates();
    }

    @Test
    void membraneWindowsAreMeansOfNineteen() {
        Protein helix = new Protein("p", "K".repeat(20) + "L".repeat(19) + "K".repeat(20), 0);
        float[] values = measures.of(helix, Told.sites(0, 59));
        assertThat(value(values, 1 + 29, "hydropathy-19")).isCloseTo(3.8f, within(1e-5f));
        assertThat(value(values, 1 + 5, "hydropathy-19")).isCloseTo(-3.9f, within(1e-5f));
        // seven residues about the last K before the stretch: four K, three L
        assertThat(value(values, 1 + 19, "K in 7")).isCloseTo(4 / 7f, within(1e-6f));
        assertThat(value(values, 1 + 19, "L in 7")).isCloseTo(3 / 7f, within(1e-6f));
    }
}
