package org.echelle.protein.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.echelle.protein.profile.Common.Finding;
import org.echelle.protein.profile.Tally.Bin;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    private static final float NAN = Float.NaN;

    private static float[][] places(Random random, int length) {
        float[][] places = new float[length][];
        for (int i = 0; i < length; i++) {
            places[i] = random.nextInt(6) == 0
                    ? new float[0]
                    : new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()};
        }
        return places;
    }

    @Test
    void whatIsWrittenIsRead() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int length = 1 + random.nextInt(60);
            StringBuilder sequence = new StringBuilder();
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                sequence.append((char) ('A' + random.nextInt(26)));
                values[i] = random.nextInt(5) == 0 ? NAN : random.nextInt(3) == 0 ? random.nextFloat() : 0;
            }
            Excerpt excerpt = Excerpt.of(
                    "---MKT---",
                    sequence.toString(),
                    values,
                    7,
                    100,
                    random.nextBoolean()
                            ? Optional.of(new ChainDistances(places(random, 7 + length)))
                            : Optional.empty(),
                    random.nextBoolean() ? "P0\t1;2,3" : "");
            assertThat(Excerpt.parse(excerpt.text())).as("seed " + seed).isEqualTo(excerpt);
            assertThat(excerpt.text()).doesNotContain("\n");
        }
    }

    @Test
    void lettersAndTenthsCountMeasuredResiduesOnly() {
        Excerpt excerpt = Excerpt.of("K", "KKXKA", new float[] {1, NAN, 5, 0, 2}, 10, 20, Optional.empty(), "P1");
        assertThat(excerpt.letters().bins().get(Tally.AMINO_ACIDS.indexOf('K'))).isEqualTo(new Bin(2, 1, 1));
        assertThat(excerpt.letters().bins().get(Tally.AMINO_ACIDS.indexOf('A'))).isEqualTo(new Bin(1, 1, 2));
        assertThat(excerpt.letters().bins().get(Tally.AMINO_ACIDS.indexOf('W'))).isEqualTo(Bin.EMPTY);
        // Residues 10 to 14 of 20: tenths of two residues each, the sixth to the eighth.
        assertThat(excerpt.tenths().bins().get(5)).isEqualTo(new Bin(1, 1, 1));
        assertThat(excerpt.tenths().bins().get(6)).isEqualTo(new Bin(2, 1, 5));
        assertThat(excerpt.tenths().bins().get(7)).isEqualTo(new Bin(1, 1, 2));
    }

    private static Excerpt spread(String family, double inSequence, double inSpace) {
        Bin bin = new Bin(1, 1, 1);
        return new Excerpt(
                "K",
                new Tally(List.of(bin)),
                new Tally(List.of(bin)),
                true,
                Optional.of(new Spread(5, 10 * inSequence, 10, 20 * inSpace, 20)),
                family);
    }

    private static Finding finding(Excerpt... excerpts) {
        return Common.of(List.of(excerpts)).spread().orElseThrow().finding();
    }

    @Test
    void theFindingSaysWhatTheTwoIntervalsSay() {
        assertThat(finding(spread("a", 1, 0.5), spread("b", 1.1, 0.52), spread("c", 0.9, 0.48)))
                .isEqualTo(Finding.SPACE);
        assertThat(finding(spread("a", 0.2, 0.5), spread("b", 0.21, 0.52), spread("c", 0.19, 0.48)))
                .isEqualTo(Finding.BOTH);
        assertThat(finding(spread("a", 0.2, 1), spread("b", 0.21, 1.02), spread("c", 0.19, 0.98)))
                .isEqualTo(Finding.SEQUENCE);
        assertThat(finding(spread("a", 0.2, 1.5), spread("b", 0.21, 1.52), spread("c", 0.19, 1.48)))
                .isEqualTo(Finding.STRETCHED);
        assertThat(finding(spread("a", 1, 1.5), spread("b", 1.1, 1.52), spread("c", 0.9, 1.48)))
                .isEqualTo(Finding.APART);
        assertThat(finding(spread("a", 0.5, 1), spread("b", 1.5, 1.02), spread("c", 1, 0.98)))
                .isEqualTo(Finding.NEITHER);
    }

    @Test
    void relativesCountAsOneFamily() {
        Common common = Common.of(
                List.of(spread("a", 0.2, 0.5), spread("a", 0.4, 0.7), spread("b", 0.3, 0.6), spread("b", 0.3, 0.6)));
        assertThat(common.samples()).isEqualTo(4);
        assertThat(common.families()).isEqualTo(2);
        assertThat(common.structures()).isEqualTo(4);
        assertThat(common.spread().orElseThrow().inSpace().families()).isEqualTo(2);
        assertThat(common.spread().orElseThrow().finding()).isEqualTo(Finding.UNKNOWN);
    }
}
