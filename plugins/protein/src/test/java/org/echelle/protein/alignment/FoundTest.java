package org.echelle.protein.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoundTest {
    private static final double NAN = Double.NaN;

    private static String random(Random random, int length) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < length; i++) {
            s.append("ACDEFGHIKLMNPQRSTVWY".charAt(random.nextInt(20)));
        }
        return s.toString();
    }

    private static double[] count(int columns) {
        double[] scores = new double[columns];
        Arrays.setAll(scores, c -> c);
        return scores;
    }

    @Test
    void aDomainIsFoundWhereverItLiesAndAFragmentInItsWhole() {
        Random random = new Random(5);
        String domain = random(random, 25);
        String tail = random(random, 30);
        String twice = "MK" + domain + "GG" + domain + tail;
        String fragment = tail.substring(3, 27);
        Alignment alignment = Alignment.of(
                "a",
                List.of("domain", "tail"),
                List.of("--" + domain.substring(0, 10) + "-" + domain.substring(10) + "--", tail));
        Found found = new Found(List.of(twice, fragment, "MKTAYI", random(random, 60)));
        found.add(alignment, count(alignment.columns()));
        double[] scores = found.scores(0);
        assertThat(scores[0]).isNaN();
        assertThat(scores[2]).isEqualTo(2);
        assertThat(scores[2 + 9]).isEqualTo(11);
        assertThat(scores[2 + 10]).isEqualTo(13);
        assertThat(scores[27]).isNaN();
        assertThat(scores[29]).isEqualTo(2);
        assertThat(scores[29 + 25]).as("the tail").isZero();
        assertThat(found.scores(1)[0]).as("a stretch of the tail").isEqualTo(3);
        assertThat(found.scores(2)).containsOnly(NAN);
        assertThat(found.scores(3)).containsOnly(NAN);
    }

    @Test
    void shortSequencesAreFoundWholeOnly() {
        Alignment alignment = Alignment.of("a", List.of("p", "q"), List.of("MKTAYI", "M-TA-I"));
        Found found = new Found(List.of("MKTAYI", "MKTAY", "MTAI", "MKTAYIA"));
        found.add(alignment, count(6));
        assertThat(found.scores(0)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(found.scores(1)).containsOnly(NAN);
        assertThat(found.scores(2)).containsExactly(0, 2, 3, 5);
        assertThat(found.scores(3)).containsOnly(NAN);
    }

    @Test
    void insertionsAreUnknownAndTheFirstAlignmentCounts() {
        String s = "MKTAYIAKQRQISFVKSHFSRQ";
        Alignment first = Alignment.of("a", List.of("p"), List.of(s.substring(0, 10) + "qis" + s.substring(13)));
        Found found = new Found(List.of(s));
        found.add(first, count(first.columns()));
        double[] scores = found.scores(0);
        assertThat(Arrays.copyOfRange(scores, 9, 14)).containsExactly(9, NAN, NAN, NAN, 10);
        Alignment second = Alignment.of("b", List.of("p"), List.of(s));
        found.add(second, count(22));
        assertThat(Arrays.copyOfRange(found.scores(0), 9, 14)).containsExactly(9, 10, 11, 12, 10);
    }

    /** Against a search for every row at every place. */
    @Test
    void nothingIsOverlookedAndNothingInvented() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            String pool = random(random, 120);
            List<String> proteins = new ArrayList<>();
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int from = random.nextInt(60);
                proteins.add(pool.substring(from, from + 1 + random.nextInt(60)) + random(random, random.nextInt(10)));
                int start = random.nextInt(60);
                String row = pool.substring(start, start + 1 + random.nextInt(60));
                rows.add(row + "-".repeat(60 - row.length()));
            }
            double[] columns = count(60);
            Alignment alignment = Alignment.of("a", rows.stream().map(r -> "r").toList(), rows);
            Found found = new Found(proteins);
            found.add(alignment, columns);
            for (int p = 0; p < proteins.size(); p++) {
                boolean[] known = new boolean[proteins.get(p).length()];
                for (String padded : rows) {
                    String row = padded.replace("-", "");
                    String protein = proteins.get(p);
                    for (int at = 0; at + row.length() <= protein.length(); at++) {
                        if (protein.startsWith(row, at) && (row.length() >= 20 || row.equals(protein))) {
                            Arrays.fill(known, at, at + row.length(), true);
                        }
                    }
                    if (row.contains(protein) && protein.length() >= 20) {
                        Arrays.fill(known, true);
                    }
                }
                for (int i = 0; i < known.length; i++) {
                    assertThat(!Double.isNaN(found.scores(p)[i]))
                            .as("seed " + seed)
                            .isEqualTo(known[i]);
                }
            }
        }
    }
}
