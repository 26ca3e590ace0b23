package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;

/** What groups prevent, against every split there is. */
class CrossingsTest {
    private static final String[] GROUP = {"a", "a", "a", "b", "c", "c", "d"};
    private static final SampleGroups GROUPS = new SampleGroups(
            IntStream.range(0, GROUP.length).mapToObj(i -> "s" + i).toArray(String[]::new), GROUP, "patient");
    private static final List<Concept> CONCEPTS = List.of(
            new Concept("x", "x", "", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, ""),
            new Concept("y", "y", "", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN, ""));

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        Arrays.stream(set).forEach(bits::set);
        return bits;
    }

    /** Mean number of related pairs among some samples that a split by sample parts: all splits, each with its probability. */
    private static double partedByAllSplits(BitSet samples, double heldOut) {
        double sum = 0;
        for (int split = 0; split < 1 << GROUP.length; split++) {
            double probability = 1;
            for (int i = 0; i < GROUP.length; i++) {
                probability *= (split >> i & 1) == 1 ? heldOut : 1 - heldOut;
            }
            int parted = 0;
            for (int i = 0; i < GROUP.length; i++) {
                for (int j = 0; j < i; j++) {
                    boolean related = GROUP[i].equals(GROUP[j]) && samples.get(i) && samples.get(j);
                    parted += related && (split >> i & 1) != (split >> j & 1) ? 1 : 0;
                }
            }
            sum += probability * parted;
        }
        return sum;
    }

    @Test
    void countsWhatEverySplitWouldPart() {
        BitSet all = bits(0, 1, 2, 3, 4, 5, 6);
        List<BitSet> present = List.of(bits(0, 2, 3, 4, 5), bits(1, 2));
        for (double heldOut : new double[] {0.5, 0.2, 0.85}) {
            Crossings found = Crossings.of(GROUPS, CONCEPTS, present, all, heldOut);
            assertThat(found.parted(found.pairs())).isCloseTo(partedByAllSplits(all, heldOut), within(1e-12));
            assertThat(found.parted(found.conceptPairs()))
                    .isCloseTo(
                            partedByAllSplits(present.get(0), heldOut) + partedByAllSplits(present.get(1), heldOut),
                            within(1e-12));
            assertThat(found.byConcept()).containsExactly(Map.entry("x", 2L), Map.entry("y", 1L));
        }
    }

    @Test
    void samplesThatTakeNoPartDoNotCount() {
        Crossings found = Crossings.of(GROUPS, CONCEPTS, List.of(bits(0, 1, 2), bits()), bits(0, 1, 3, 6), 0.5);
        assertThat(found.pairs()).isEqualTo(1);
        assertThat(found.conceptPairs()).isEqualTo(1);
        assertThat(found.byConcept()).containsOnlyKeys("x");
        assertThat(found.sentence()).contains("patient", "1 pair of related samples");
    }

    @Test
    void wherePairsShareNoConceptNoneAreCounted() {
        Crossings none = Crossings.of(GROUPS, CONCEPTS, List.of(bits(0, 3), bits(1, 4)), bits(0, 1, 2, 3, 4), 0.5);
        assertThat(none.pairs()).isEqualTo(3);
        assertThat(none.sentence()).contains("parted 2 of them.").doesNotContain("share");
        Crossings one = Crossings.of(GROUPS, CONCEPTS, List.of(bits(0, 1, 2), bits()), bits(0, 1, 3, 6), 0.5);
        assertThat(one.sentence()).contains("of 1 pair that shares a concept (most: x 1).");
    }

    @Test
    void groupsOfOneSampleEachPreventNothing() {
        assertThat(Crossings.of(GROUPS, CONCEPTS, List.of(bits(), bits()), bits(0, 3, 4, 6), 0.5)
                        .any())
                .isFalse();
    }
}
