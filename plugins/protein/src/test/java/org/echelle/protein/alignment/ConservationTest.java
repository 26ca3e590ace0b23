package org.echelle.protein.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConservationTest {
    private static Alignment alignment(List<String> rows) {
        List<String> names = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            names.add("r" + r);
        }
        return Alignment.of("test", names, rows);
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }

    private static double background(char letter) {
        return Conservation.BACKGROUND[Conservation.LETTERS.indexOf(letter)] / 1.002;
    }

    /** With all of p on one letter of background q: (log2(2 / (1 + q)) + q log2(2 q / (1 + q)) + (1 - q)) / 2. */
    @Test
    void aColumnOfOneLetterHasTheClosedForm() {
        double[] scores = Conservation.scores(alignment(Collections.nCopies(10, "WLA")), 0.3);
        for (int c = 0; c < 3; c++) {
            double q = background("WLA".charAt(c));
            double expected = (log2(2 / (1 + q)) + q * log2(2 * q / (1 + q)) + (1 - q)) / 2;
            assertThat(scores[c]).isCloseTo(expected, within(1e-9));
        }
        assertThat(scores[0]).as("tryptophan is rarer").isGreaterThan(scores[2]);
        assertThat(scores[2]).isGreaterThan(scores[1]);
    }

    @Test
    void theBackgroundItselfScoresZeroAndDisjointDistributionsOne() {
        double[] q = Conservation.background();
        assertThat(Conservation.divergence(q, q)).isZero();
        assertThat(java.util.Arrays.stream(q).sum()).isCloseTo(1, within(1e-12));
        assertThat(Conservation.divergence(new double[] {1, 0}, new double[] {0, 1}))
                .isCloseTo(1, within(1e-12));
        // Symmetric, as its square root is a distance.
        double[] p = {0.2, 0.8};
        double[] r = {0.7, 0.3};
        assertThat(Conservation.divergence(p, r)).isCloseTo(Conservation.divergence(r, p), within(1e-12));
    }

    @Test
    void gapsTakeTheirShareAndManyOfThemTheScore() {
        // One column beside three without gaps; all rows weigh the same in these, the gaps less in the first.
        List<String> rows = new ArrayList<>(Collections.nCopies(8, "WAAA"));
        rows.addAll(Collections.nCopies(2, "-AAA"));
        double[] scores = Conservation.scores(alignment(rows), 0.3);
        // Weights before the sum of 4: 1/8 + 3/10 and 3/10.
        double letters = 8 * (1 / 8.0 + 3 / 10.0) / 4;
        double full = Conservation.scores(alignment(Collections.nCopies(10, "W")), 0.3)[0];
        assertThat(scores[0]).isCloseTo(letters * full, within(1e-9));
        assertThat(Conservation.scores(alignment(rows), 0.19)[0]).isNaN();
        assertThat(Conservation.scores(alignment(Collections.nCopies(10, "A-")), 1)[1])
                .isNaN();
    }

    /** The definition, cell by cell, with no table. */
    private static double brute(List<String> rows, int column) {
        int n = rows.size();
        int columns = rows.get(0).length();
        double[] weight = new double[n];
        double total = 0;
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < columns; c++) {
                Map<Character, Integer> seen = new HashMap<>();
                for (String other : rows) {
                    if (letter(other.charAt(c)) != '-') {
                        seen.merge(letter(other.charAt(c)), 1, Integer::sum);
                    }
                }
                if (letter(rows.get(r).charAt(c)) != '-') {
                    weight[r] += 1.0 / seen.size() / seen.get(letter(rows.get(r).charAt(c)));
                }
            }
            total += weight[r];
        }
        double gaps = 0;
        Map<Character, Double> p = new HashMap<>();
        for (int r = 0; r < n; r++) {
            char a = letter(rows.get(r).charAt(column));
            if (a == '-') {
                gaps += weight[r] / total;
            } else {
                p.merge(a, weight[r] / total, Double::sum);
            }
        }
        double sum = 0;
        for (char a : "ACDEFGHIKLMNPQRSTVWY".toCharArray()) {
            double pa = p.getOrDefault(a, 0.0) / (1 - gaps);
            double qa = background(a);
            sum += (pa == 0 ? 0 : pa * log2(2 * pa / (pa + qa))) + qa * log2(2 * qa / (pa + qa));
        }
        return (1 - gaps) * sum / 2;
    }

    private static char letter(char c) {
        return switch (c) {
            case 'B' -> 'D';
            case 'Z' -> 'Q';
            case 'U' -> 'C';
            case 'O' -> 'K';
            case 'J' -> 'L';
            case 'X' -> '-';
            default -> c;
        };
    }

    @Test
    void scoresAreThoseOfTheDefinition() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int columns = 1 + random.nextInt(12);
            List<String> rows = new ArrayList<>();
            for (int r = 0; r < 10 + random.nextInt(10); r++) {
                StringBuilder row = new StringBuilder();
                for (int c = 0; c < columns; c++) {
                    String letters = "ACDEFGHIKLMNPQRSTVWYBZUOJX-";
                    int kinds = c % 2 == 0 ? letters.length() : 3;
                    row.append(letters.charAt(random.nextInt(kinds)));
                }
                rows.add(row.toString());
            }
            double[] scores = Conservation.scores(alignment(rows), 1);
            for (int c = 0; c < columns; c++) {
                int column = c;
                boolean empty = rows.stream().allMatch(r -> letter(r.charAt(column)) == '-');
                if (empty) {
                    assertThat(scores[c]).isNaN();
                } else {
                    assertThat(scores[c]).as("seed " + seed).isCloseTo(brute(rows, c), within(1e-9));
                    assertThat(scores[c]).isBetween(-1e-12, 1.0);
                }
            }
        }
    }
}
