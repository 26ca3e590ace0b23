package org.echelle.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Concept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Concepts with instances: the features that find boxes and domains. */
class InstanceScoresTest {
    private static final int FEATURES = 6;
    private static final int CONCEPTS = 2;

    /** Boxes {sample, concept, first row, last row}; even samples select, odd ones are held out. */
    private record Boxes(float[][][] z, List<int[]> boxes) {
        static Boxes random(long seed, int samples) {
            SplittableRandom random = new SplittableRandom(seed);
            float[][][] z = new float[samples][][];
            List<int[]> boxes = new ArrayList<>();
            for (int s = 0; s < samples; s++) {
                int rows = 3 + random.nextInt(10);
                z[s] = new float[rows][FEATURES];
                for (int b = random.nextInt(4); b > 0; b--) {
                    int first = random.nextInt(rows);
                    boxes.add(new int[] {s, random.nextInt(CONCEPTS), first, first + random.nextInt(rows - first)});
                }
                for (int r = 0; r < rows; r++) {
                    for (int f = 0; f < FEATURES; f++) {
                        z[s][r][f] = random.nextInt(4) == 0 ? random.nextInt(1, 17) / 16f : 0;
                    }
                }
            }
            return new Boxes(z, boxes);
        }

        boolean positive(int s, int r, int c) {
            return boxes.stream().anyMatch(b -> b[0] == s && b[1] == c && b[2] <= r && r <= b[3]);
        }

        /** {true positives, fired, found, instances} of one side, each sample counted so often. */
        long[] counts(int side, int f, int c, float threshold, int[] weight) {
            long[] n = new long[4];
            for (int s = side; s < z.length; s += 2) {
                for (int r = 0; r < z[s].length; r++) {
                    if (z[s][r][f] > threshold) {
                        n[1] += weight[s];
                        n[0] += positive(s, r, c) ? weight[s] : 0;
                    }
                }
            }
            for (int[] box : boxes) {
                if (box[0] % 2 == side && box[1] == c) {
                    boolean hit = false;
                    for (int r = box[2]; r <= box[3]; r++) {
                        hit |= z[box[0]][r][f] > threshold;
                    }
                    n[2] += hit ? weight[box[0]] : 0;
                    n[3] += weight[box[0]];
                }
            }
            return n;
        }

        static double f1(long[] n) {
            double precision = n[1] > 0 ? (double) n[0] / n[1] : 0;
            double recall = n[3] > 0 ? (double) n[2] / n[3] : 0;
            return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        }

        ConceptScores score(ScoreOptions options) {
            List<Concept> concepts = List.of(named("a"), named("b"));
            float[] max = new float[FEATURES];
            java.util.Arrays.fill(max, 1f);
            ConceptScorer scorer = new ConceptScorer(FEATURES, max, concepts, options);
            SampleLabels labels = new SampleLabels(concepts);
            for (int side = 0; side < 2; side++) {
                for (int s = side; s < z.length; s += 2) {
                    labels.clear(z[s].length);
                    for (int b = 0; b < boxes.size(); b++) {
                        int[] box = boxes.get(b);
                        for (int r = box[2]; r <= box[3] && box[0] == s; r++) {
                            labels.site(box[1], r, 1, b + 1);
                        }
                    }
                    if (side == 0) {
                        scorer.select("g" + s, codes(s), labels);
                    } else {
                        scorer.holdOut("g" + s, codes(s), labels);
                    }
                }
                if (side == 0) {
                    scorer.freeze();
                }
            }
            return scorer.finish();
        }

        private SampleCodes codes(int s) {
            int rows = z[s].length;
            int[] start = new int[rows + 1];
            int[] feature = new int[rows * FEATURES];
            float[] value = new float[rows * FEATURES];
            int n = 0;
            for (int r = 0; r < rows; r++) {
                for (int f = 0; f < FEATURES; f++) {
                    feature[n] = f;
                    value[n++] = z[s][r][f];
                }
                start[r + 1] = n;
            }
            return new SampleCodes(rows, start, feature, value);
        }
    }

    private static Concept named(String id) {
        return World.concept(id, Concept.Level.SITE, Concept.Scale.BOOLEAN);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyFigureOfInstancesEqualsBruteForce(long seed) {
        Boxes world = Boxes.random(seed, 60);
        ScoreOptions options =
                ScoreOptions.defaults().withSupport(1, 1).withTop(3, 2).withBootstrap(25, 0.9, 5);
        ConceptScores scores = world.score(options);
        int[] once = new int[60];
        java.util.Arrays.fill(once, 1);
        for (ConceptScores.ConceptResult result : scores.concepts()) {
            int c = result.byInstance().get(0).concept();
            assertThat(result.byInstance()).hasSize(3);
            double best = 0;
            for (int f = 0; f < FEATURES; f++) {
                for (int t = 0; t < 8; t++) {
                    best = Math.max(best, Boxes.f1(world.counts(0, f, c, t * t / 64f, once)));
                }
            }
            assertThat(result.byInstance().get(0).selectionF1()).isCloseTo(best, within(1e-6));
            for (InstanceMatch match : result.byInstance()) {
                long[] n = world.counts(1, match.feature(), c, match.threshold(), once);
                assertThat(new long[] {match.truePositives(), match.fired(), match.found(), match.instances()})
                        .isEqualTo(n);
                assertThat(match.f1()).isCloseTo(Boxes.f1(n), within(1e-12));
            }
            checkInterval(world, result.byInstance().get(0), options);
        }
    }

    private static void checkInterval(Boxes world, InstanceMatch match, ScoreOptions options) {
        int n = options.replicates();
        double[] f1 = new double[n];
        int[][] weights = new int[60][n];
        for (int s = 0; s < 60; s++) {
            PoissonWeights.draw("g" + s, options.seed(), weights[s]);
        }
        for (int b = 0; b < n; b++) {
            int[] weight = new int[60];
            for (int s = 0; s < 60; s++) {
                weight[s] = weights[s][b];
            }
            f1[b] = Boxes.f1(world.counts(1, match.feature(), match.concept(), match.threshold(), weight));
        }
        Interval expected = Interval.percentile(match.f1(), f1, options.confidence());
        assertThat(match.interval().low()).isCloseTo(expected.low(), within(1e-12));
        assertThat(match.interval().high()).isCloseTo(expected.high(), within(1e-12));
    }

    @Test
    void conceptsWithoutInstancesHaveNone() {
        ConceptScores scores =
                World.random(1, 40, 4, 0).score(ScoreOptions.defaults().withSupport(1, 1));
        assertThat(scores.concepts()).allMatch(c -> c.byInstance().isEmpty());
    }
}
