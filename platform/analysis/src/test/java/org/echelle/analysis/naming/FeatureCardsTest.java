package org.echelle.analysis.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

class FeatureCardsTest {
    private static final int SIDE = 300;
    private static final List<Concept> CONCEPTS = List.of(
            concept("shape", "circle"),
            concept("shape", "square"),
            concept("colour", "red"),
            concept("colour", "blue"));

    private final BitSet[] present = bits();
    private final BitSet[] unknown = bits();
    private final double[][] rows = new double[2 * SIDE][4];

    private static Concept concept(String group, String name) {
        return new Concept(group + "/" + name, name, group, Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, "test");
    }

    private static BitSet[] bits() {
        return new BitSet[] {new BitSet(), new BitSet(), new BitSet(), new BitSet()};
    }

    /** Feature 0 fires on circles, 1 on red squares, 2 at random, 3 never; labels at random. */
    private FeatureCards world(long seed) {
        Random numbers = new Random(seed);
        for (int i = 0; i < 2 * SIDE; i++) {
            boolean circle = numbers.nextInt(3) == 0;
            boolean red = numbers.nextInt(3) == 0;
            present[circle ? 0 : 1].set(i);
            present[red ? 2 : 3].set(i);
            rows[i][0] = circle ? 1 + numbers.nextDouble() : 0;
            rows[i][1] = !circle && red ? 1 + numbers.nextDouble() : 0;
            rows[i][2] = numbers.nextBoolean() ? numbers.nextDouble() : 0;
        }
        return new FeatureCards(side(0), side(SIDE), new ConceptTable(CONCEPTS, present, unknown), 3);
    }

    private PooledCodes side(int from) {
        PooledCodes.Builder builder = new PooledCodes.Builder(4, Pooling.MAX);
        for (int i = from; i < from + SIDE; i++) {
            builder.add(i, "g" + i, new SampleCodes(1, new int[] {0, 4}, new int[] {0, 1, 2, 3}, new float[] {
                (float) rows[i][0], (float) rows[i][1], (float) rows[i][2], 0
            }));
        }
        return builder.build();
    }

    @Test
    void aFeatureThatIsAConceptIsNamedWithFullMarks() {
        FeatureCard card = world(1).card(0);
        FeatureCard.Meaning first = card.meanings().get(0);
        assertThat(card.name()).isEqualTo("circle");
        assertThat(first.precision()).isEqualTo(1);
        assertThat(first.recall()).isEqualTo(1);
        int circles = present[0].get(SIDE, 2 * SIDE).cardinality();
        assertThat(first.positives()).isEqualTo(circles);
        assertThat(first.lift()).isCloseTo(SIDE / (double) circles, within(1e-12));
        assertThat(card.confidence().share()).isEqualTo(1);
        assertThat(card.confidence().positives()).isEqualTo(FeatureCards.CASES);
        assertThat(card.confidence().verified()).isTrue();
        assertThat(card.alarms()).isEmpty();
        assertThat(card.misses()).isEmpty();
        assertThat(card.contrasts()).isNotEmpty().allMatch(FeatureCard.Contrast::tells);
    }

    @Test
    void twoConceptsThatMustBothBeThereAreFound() {
        FeatureCard card = world(2).card(1);
        assertThat(card.meanings().get(0).concepts()).containsExactly(1, 2);
        assertThat(card.name()).isEqualTo("square and red");
        assertThat(card.meanings().get(0).f1()).isEqualTo(1);
    }

    @Test
    void precisionAndRecallAreCountedOnTheHeldOutSideOnly() {
        FeatureCard card = world(3).card(2);
        for (FeatureCard.Meaning m : card.meanings()) {
            int hits = 0;
            int fired = 0;
            int positives = 0;
            for (int i = SIDE; i < 2 * SIDE; i++) {
                int sample = i;
                boolean has = m.concepts().stream().allMatch(c -> present[c].get(sample));
                boolean fires = (float) rows[i][2] > m.threshold();
                hits += has && fires ? 1 : 0;
                fired += fires ? 1 : 0;
                positives += has ? 1 : 0;
            }
            assertThat(m.precision()).isCloseTo(hits / (double) fired, within(1e-12));
            assertThat(m.recall()).isCloseTo(hits / (double) positives, within(1e-12));
            assertThat(m.lift()).isBetween(0.7, 1.3);
        }
        assertThat(card.confidence().verified()).isFalse();
    }

    @Test
    void counterExamplesAreWhatTheyAreCalled() {
        FeatureCard card = world(4).card(2);
        List<Integer> meaning = card.meanings().get(0).concepts();
        double threshold = card.meanings().get(0).threshold();
        for (int i : card.alarms()) {
            assertThat(rows[i][2]).isGreaterThan(threshold);
            assertThat(meaning).anyMatch(c -> !present[c].get(i));
        }
        for (int i : card.misses()) {
            assertThat(rows[i][2]).isZero();
            assertThat(meaning).allMatch(c -> present[c].get(i));
        }
        assertThat(card.alarms()).isNotEmpty();
        assertThat(card.misses()).isNotEmpty();
    }

    @Test
    void aContrastIsTheNearestSilentSampleInAllOtherFeatures() {
        FeatureCards cards = world(5);
        for (FeatureCard.Contrast c : cards.card(0).contrasts()) {
            double best = -1;
            for (int i = SIDE; i < 2 * SIDE; i++) {
                if (rows[i][0] == 0) {
                    best = Math.max(best, cosine(rows[c.strong()], rows[i]));
                }
            }
            assertThat(c.cosine()).isCloseTo(best, within(1e-5));
            assertThat(rows[c.silent()][0]).isZero();
        }
    }

    /** Without feature 0. */
    private static double cosine(double[] a, double[] b) {
        double ab = a[1] * b[1] + a[2] * b[2];
        double length = Math.hypot(a[1], a[2]) * Math.hypot(b[1], b[2]);
        return length == 0 ? 0 : ab / length;
    }

    @Test
    void aDeadFeatureAndOneWithoutConceptsHaveACardWithoutAName() {
        FeatureCard dead = world(6).card(3);
        assertThat(dead.name()).isEqualTo("no name");
        assertThat(dead.confidence().verified()).isFalse();
        assertThat(dead.contrasts()).isEmpty();
        FeatureCard nameless = new FeatureCards(
                        side(0), side(SIDE), new ConceptTable(List.of(), new BitSet[0], new BitSet[0]), 0)
                .card(0);
        assertThat(nameless.name()).isEqualTo("no name");
        assertThat(nameless.contrasts()).isNotEmpty();
        assertThat(new PlainDescriber().describe(nameless)).isEqualTo("No concept fits this feature.");
    }

    @Test
    void shuffledLabelsAreSeldomVerified() {
        int verified = 0;
        for (int draw = 0; draw < 30; draw++) {
            for (BitSet b : present) {
                b.clear();
            }
            FeatureCards cards = world(100 + draw);
            verified += cards.card(2).confidence().verified() ? 1 : 0;
        }
        assertThat(verified).isZero();
    }

    @Test
    void aDescriberSpeaksFromTheCard() {
        FeatureCard card = world(7).card(0);
        assertThat(new PlainDescriber().describe(card))
                .startsWith("Fires on circle: 100 % of the samples above its threshold have it");
    }
}
