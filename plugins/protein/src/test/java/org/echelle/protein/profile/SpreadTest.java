package org.echelle.protein.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpreadTest {
    private static final float NAN = Float.NaN;

    /** Residues every 3.8 Å on a straight line. */
    private static float[][] line(int length) {
        float[][] places = new float[length][];
        for (int i = 0; i < length; i++) {
            places[i] = new float[] {3.8f * i, 0, 0};
        }
        return places;
    }

    /** An ideal alpha helix: radius 2.3 Å, 100 degrees and 1.5 Å a residue. */
    private static float[][] helix(int length) {
        float[][] places = new float[length][];
        for (int i = 0; i < length; i++) {
            double turn = Math.toRadians(100.0 * i);
            places[i] = new float[] {(float) (2.3 * Math.cos(turn)), (float) (2.3 * Math.sin(turn)), 1.5f * i};
        }
        return places;
    }

    /** A hairpin: two straight strands side by side, 4.8 Å apart. */
    private static float[][] hairpin(int half) {
        float[][] places = new float[2 * half][];
        for (int i = 0; i < half; i++) {
            places[i] = new float[] {3.8f * i, 0, 0};
            places[2 * half - 1 - i] = new float[] {3.8f * i, 4.8f, 0};
        }
        return places;
    }

    private static float[] active(int length, int... residues) {
        float[] values = new float[length];
        for (int residue : residues) {
            values[residue] = 1;
        }
        return values;
    }

    private static Spread spread(float[][] places, float[] values) {
        return Spread.of(values, 0, new ChainDistances(places)).orElseThrow();
    }

    @Test
    void onALineEverySetOfResiduesIsAsFarApartInSpaceAsItsSequenceMakesIt() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            float[] values = new float[40];
            for (int i = 0; i < 6; i++) {
                values[random.nextInt(40)] = 1;
            }
            values[0] = values[17] = values[39] = 1;
            Spread spread = spread(line(40), values);
            assertThat(spread.inSpace()).isCloseTo(1, within(1e-6));
            assertThat(spread.distance()).isCloseTo(3.8 * spread.separation(), within(1e-4));
        }
    }

    @Test
    void onAHelixARunIsAsNearAsRunsAre() {
        Spread run = spread(helix(60), active(60, 20, 21, 22, 23, 24));
        assertThat(run.inSpace()).isCloseTo(1, within(1e-6));
        // |i - j| over the pairs of five neighbours: 4 * 1 + 3 * 2 + 2 * 3 + 1 * 4 = 20 over 10 pairs
        assertThat(run.separation()).isEqualTo(2);
        // residues 100 degrees and 1.5 Å apart: the chord 2 * 2.3 sin(50°) and the rise
        double next = Math.hypot(2 * 2.3 * Math.sin(Math.toRadians(50)), 1.5);
        assertThat(new ChainDistances(helix(60)).usual(1)).isCloseTo(next, within(1e-5));
    }

    @Test
    void theEndsOfAHairpinAreNearInSpaceAndFarInSequence() {
        // The strands' two ends: 0 and 39, 1 and 38, 2 and 37.
        Spread ends = spread(hairpin(20), active(40, 0, 39, 1, 38, 2, 37));
        assertThat(ends.inSequence()).isGreaterThan(1);
        assertThat(ends.inSpace()).isLessThan(0.95);
        // Six residues in a row at the open end of one strand are as near as any straight run.
        Spread run = spread(hairpin(20), active(40, 0, 1, 2, 3, 4, 5));
        assertThat(run.inSequence()).isLessThan(0.3);
        assertThat(run.inSpace()).isBetween(1.0, 1.1);
    }

    @Test
    void theSeparationAtRandomIsTheMeanOverAllPairs() {
        Random random = new Random(2);
        for (int round = 0; round < 20; round++) {
            int length = 12 + random.nextInt(20);
            float[][] places = helix(length);
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = random.nextInt(4) == 0 ? NAN : 1 + random.nextInt(3);
                places[i] = random.nextInt(5) == 0 ? new float[0] : places[i];
            }
            for (int i = 0; i < 3; i++) {
                values[i] = 4;
                places[i] = new float[] {i, 1, 2};
            }
            double sum = 0;
            int pairs = 0;
            for (int i = 0; i < length; i++) {
                for (int j = i + 1; j < length; j++) {
                    if (!Float.isNaN(values[i] + values[j]) && places[i].length + places[j].length == 6) {
                        sum += j - i;
                        pairs++;
                    }
                }
            }
            assertThat(spread(places, values).randomSeparation()).isCloseTo(sum / pairs, within(1e-9));
        }
    }

    /** Each pair is slid along the whole chain, by hand. */
    @Test
    void theUsualDistanceIsThatOfEachPairSlidAlongTheChain() {
        Random random = new Random(3);
        float[][] places = new float[15][];
        for (int i = 0; i < 15; i++) {
            places[i] = i == 4 || i == 11
                    ? new float[0]
                    : new float[] {random.nextFloat() * 9, random.nextFloat() * 9, random.nextFloat() * 9};
        }
        int[] chosen = {1, 2, 6, 13};
        double usual = 0;
        double observed = 0;
        int pairs = 0;
        for (int a = 0; a < chosen.length; a++) {
            for (int b = a + 1; b < chosen.length; b++) {
                List<Double> slid = new ArrayList<>();
                for (int shift = -15; shift <= 15; shift++) {
                    int i = chosen[a] + shift;
                    int j = chosen[b] + shift;
                    if (i >= 0 && j < 15 && places[i].length > 0 && places[j].length > 0) {
                        slid.add(distance(places[i], places[j]));
                    }
                }
                usual += slid.stream().mapToDouble(d -> d).average().orElseThrow();
                observed += distance(places[chosen[a]], places[chosen[b]]);
                pairs++;
            }
        }
        Spread spread = spread(places, active(15, chosen));
        assertThat(spread.usualDistance()).isCloseTo(usual / pairs, within(1e-9));
        assertThat(spread.distance()).isCloseTo(observed / pairs, within(1e-9));
    }

    private static double distance(float[] a, float[] b) {
        return Math.sqrt(Math.pow((double) a[0] - b[0], 2)
                + Math.pow((double) a[1] - b[1], 2)
                + Math.pow((double) a[2] - b[2], 2));
    }

    @Test
    void residuesAtRandomHaveARatioOfOneOnAverage() {
        // All subsets of three of nine residues: the mean of the ratio in sequence is 1 exactly.
        float[][] places = helix(9);
        double sum = 0;
        int sets = 0;
        for (int a = 0; a < 9; a++) {
            for (int b = a + 1; b < 9; b++) {
                for (int c = b + 1; c < 9; c++) {
                    sum += spread(places, active(9, a, b, c)).inSequence();
                    sets++;
                }
            }
        }
        assertThat(sum / sets).isCloseTo(1, within(1e-9));
    }

    @Test
    void residuesBelowHalfThePeakOrWithoutCoordinatesOrActivationsAreNotAskedFor() {
        float[] values = {0, 10, 5, 4.9f, NAN, 6, 9, 0};
        float[][] places = line(8);
        places[6] = new float[0];
        Spread spread = Spread.of(values, 0, new ChainDistances(places)).orElseThrow();
        assertThat(spread.residues()).isEqualTo(3); // 1, 2 and 5
        assertThat(spread.separation()).isCloseTo((1 + 3 + 4) / 3.0, within(1e-9));
        assertThat(Spread.of(new float[] {10, 5, 0, 0}, 0, new ChainDistances(line(4))))
                .isEmpty();
        assertThat(Spread.of(new float[4], 0, new ChainDistances(line(4)))).isEmpty();
        float[][] one = new float[5][3]; // all at the origin
        assertThat(Spread.of(active(5, 0, 1, 2), 0, new ChainDistances(one))).isEmpty();
    }

    @Test
    void aWindowIsFoundOnItsChain() {
        float[] values = active(10, 0, 4, 9);
        float[] whole = new float[40];
        Arrays.fill(whole, NAN);
        System.arraycopy(values, 0, whole, 25, 10);
        assertThat(Spread.of(values, 25, new ChainDistances(hairpin(20))))
                .isEqualTo(Spread.of(whole, 0, new ChainDistances(hairpin(20))));
    }

    @Test
    void ofManyTheStrongestThirtyAreTaken() {
        float[] values = new float[50];
        for (int i = 0; i < 50; i++) {
            values[i] = 100 + i;
        }
        Spread spread = spread(line(50), values);
        assertThat(spread.residues()).isEqualTo(30);
        assertThat(spread.separation()).isCloseTo(31 / 3.0, within(1e-9)); // (n + 1) / 3 of n neighbours
    }
}
