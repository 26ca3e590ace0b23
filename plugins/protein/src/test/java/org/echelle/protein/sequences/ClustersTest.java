package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.biojava.nbio.alignment.Alignments;
import org.biojava.nbio.alignment.SimpleGapPenalty;
import org.biojava.nbio.alignment.template.PairwiseSequenceAligner;
import org.biojava.nbio.core.alignment.matrices.SubstitutionMatrixHelper;
import org.biojava.nbio.core.sequence.ProteinSequence;
import org.biojava.nbio.core.sequence.compound.AminoAcidCompound;
import org.echelle.api.Progress;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

class ClustersTest {
    private static final String LETTERS = "ACDEFGHIKLMNPQRSTVWY";

    private static String random(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(20)));
        }
        return text.toString();
    }

    /** Keeps about a share of the residues, and takes away or puts in one of fifty. */
    private static String mutated(Random random, String from, double kept) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < from.length(); i++) {
            int lot = random.nextInt(100);
            if (lot == 0) {
                text.append(LETTERS.charAt(random.nextInt(20)));
            }
            if (lot != 1) {
                text.append(random.nextDouble() < kept ? from.charAt(i) : LETTERS.charAt(random.nextInt(20)));
            }
        }
        return text.toString();
    }

    private static List<Entry> entries(List<String> sequences) {
        List<Entry> entries = new ArrayList<>();
        for (String sequence : sequences) {
            entries.add(Entry.bare("p" + entries.size(), sequence));
        }
        return entries;
    }

    @Test
    void scoresAreThoseOfBioJava() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            String first = random(random, 20 + random.nextInt(60));
            String second = i % 2 == 0 ? random(random, 20 + random.nextInt(60)) : mutated(random, first, 0.6);
            PairwiseSequenceAligner<ProteinSequence, AminoAcidCompound> theirs = Alignments.getPairwiseAligner(
                    new ProteinSequence(first),
                    new ProteinSequence(second),
                    Alignments.PairwiseSequenceAlignerType.LOCAL,
                    new SimpleGapPenalty(11, 1),
                    SubstitutionMatrixHelper.getBlosum62());
            LocalAlignment ours = LocalAlignment.of(first, second);
            assertThat(ours.score()).isEqualTo((int) theirs.getScore());
            // of several best alignments BioJava reports one, ours the one with most identities
            assertThat(ours.identical())
                    .isBetween(
                            theirs.getPair().getNumIdenticals(),
                            theirs.getPair().getNumIdenticals() + 3);
        }
    }

    @Test
    void gapsAndUnusualResiduesCountAsTheyShould() {
        // AW..: 7 identical; one gap of two residues costs 13, and skipping it pays: 4+11+9+... by hand from BLOSUM62
        assertThat(LocalAlignment.of("WWWWW", "WWWWW")).isEqualTo(new LocalAlignment(55, 5));
        assertThat(LocalAlignment.of("WWWWWWCCCC", "WWWWWWAGCCCC")).isEqualTo(new LocalAlignment(66 + 36 - 13, 10));
        assertThat(LocalAlignment.of("XXXX", "XXXX").identical()).isZero();
        assertThat(LocalAlignment.of("UU", "UU")).isEqualTo(new LocalAlignment(18, 2));
    }

    @Test
    void familiesAreFoundAndStrangersStayApart() {
        Random random = new Random(2);
        List<String> sequences = new ArrayList<>();
        for (int family = 0; family < 8; family++) {
            String ancestor = random(random, 120 + 40 * family);
            for (int member = 0; member < 4; member++) {
                sequences.add(mutated(random, ancestor, 0.75));
            }
        }
        List<Entry> entries = entries(sequences);
        Clusters clusters = IdentityClusters.of(entries, 0.4, Progress.SILENT);
        for (int i = 0; i < entries.size(); i++) {
            assertThat(clusters.first(i)).isEqualTo(i / 4 * 4);
        }
        assertThat(clusters.count()).isEqualTo(8);
        assertThat(clusters.relatedPairs()).isEqualTo(8 * 6);
        assertThat(clusters.expectedCrossings(0.5)).isCloseTo(24, within(1e-9));
        assertThat(clusters.sentence())
                .contains("32 proteins fall into 8 clusters at 40 %")
                .contains("48 pairs");
    }

    @Test
    void relativesOfRelativesAreOneCluster() {
        Random random = new Random(3);
        String left = random(random, 80);
        String middle = random(random, 80);
        String right = random(random, 80);
        // the first and the last have nothing in common but the one between them
        Clusters clusters = IdentityClusters.of(
                entries(List.of(left + middle, middle + right, right + random(random, 80))), 0.4, Progress.SILENT);
        assertThat(clusters.count()).isEqualTo(1);
    }

    @Test
    void ofRealRelativesNearlyAllAreFoundAmongAllPairs() {
        List<Entry> entries =
                UniProtFile.read(Shared.file("assets/protein/swissprot_emboss_100.dat"), new Oddities()).stream()
                        .filter(e -> e.length() < 320)
                        .toList();
        Clusters clusters = IdentityClusters.of(entries, 0.3, Progress.SILENT);
        int related = 0;
        int missed = 0;
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (IdentityClusters.identity(
                                entries.get(i).sequence(), entries.get(j).sequence())
                        >= 0.3) {
                    related++;
                    missed += clusters.first(i) == clusters.first(j) ? 0 : 1;
                }
            }
        }
        assertThat(related).isPositive();
        assertThat(missed).isLessThanOrEqualTo(related / 20);
    }

    @Test
    void withoutAThresholdEachProteinIsAGroup() {
        Clusters none = IdentityClusters.of(entries(List.of("MKV", "MKV")), 0, Progress.SILENT);
        assertThat(none.count()).isEqualTo(2);
        assertThat(none.relatedPairs()).isZero();
        assertThatThrownBy(() -> IdentityClusters.of(entries(List.of("MKV")), 30, Progress.SILENT))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("0.3");
    }
}
