package org.echelle.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.echelle.api.Concept;

/** A small random world: dense activations and labels by sample, kept so that brute force can look at everything. */
final class World {
    final int features;
    final List<Concept> concepts;
    /** [sample][row][feature]. */
    final float[][][] z;
    /** [sample][row][concept]: degree, -1 unknown; for concepts of samples only row 0. */
    final float[][][] y;

    final int[] group;

    World(int samples, int features, List<Concept> concepts) {
        this.features = features;
        this.concepts = concepts;
        this.z = new float[samples][][];
        this.y = new float[samples][][];
        this.group = new int[samples];
        for (int s = 0; s < samples; s++) {
            group[s] = s;
        }
    }

    static Concept concept(String id, Concept.Level level, Concept.Scale scale) {
        return new Concept(id, id, id, level, scale, "test");
    }

    static List<Concept> mixed() {
        return List.of(
                concept("site/a", Concept.Level.SITE, Concept.Scale.BOOLEAN),
                concept("sample/a", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN),
                concept("site/graded", Concept.Level.SITE, Concept.Scale.GRADED),
                concept("sample/b", Concept.Level.SAMPLE, Concept.Scale.BOOLEAN));
    }

    /** Values on a coarse grid so that ties and bin edges occur; feature f leans towards concept f. */
    static World random(long seed, int samples, int features, double unknown) {
        World w = new World(samples, features, mixed());
        SplittableRandom random = new SplittableRandom(seed);
        for (int s = 0; s < samples; s++) {
            int rows = 1 + random.nextInt(6);
            w.z[s] = new float[rows][features];
            w.y[s] = new float[rows][w.concepts.size()];
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < w.concepts.size(); c++) {
                    float present = random.nextDouble() < 0.4 ? 1 : 0;
                    if (w.concepts.get(c).scale() == Concept.Scale.GRADED) {
                        present *= (float) random.nextDouble();
                    }
                    w.y[s][r][c] = random.nextDouble() < unknown ? -1 : present;
                }
                for (int f = 0; f < features; f++) {
                    boolean lean = f < w.concepts.size() && w.y[s][r][f] > 0;
                    if (random.nextDouble() < (lean ? 0.7 : 0.3)) {
                        w.z[s][r][f] = random.nextInt(1, 9) / 8f * (lean ? 1 : 0.75f);
                    }
                }
            }
        }
        return w;
    }

    float[] max() {
        float[] max = new float[features];
        Arrays.fill(max, 1f);
        return max;
    }

    SampleCodes codes(int s) {
        int rows = z[s].length;
        int[] start = new int[rows + 1];
        List<Integer> feature = new ArrayList<>();
        List<Float> value = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            for (int f = 0; f < features; f++) {
                if (z[s][r][f] != 0) {
                    feature.add(f);
                    value.add(z[s][r][f]);
                }
            }
            start[r + 1] = feature.size();
        }
        float[] values = new float[value.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.get(i);
        }
        return new SampleCodes(
                rows, start, feature.stream().mapToInt(Integer::intValue).toArray(), values);
    }

    SampleLabels labels(SampleLabels labels, int s) {
        labels.clear(z[s].length);
        for (int c = 0; c < concepts.size(); c++) {
            if (concepts.get(c).level() == Concept.Level.SAMPLE) {
                if (y[s][0][c] < 0) {
                    labels.unknownSample(c);
                } else {
                    labels.sample(c, y[s][0][c]);
                }
                continue;
            }
            for (int r = 0; r < z[s].length; r++) {
                if (y[s][r][c] < 0) {
                    labels.unknownSite(c, r);
                } else {
                    labels.site(c, r, y[s][r][c], 0);
                }
            }
        }
        return labels;
    }

    /** Even samples select, odd ones are held out, in the given order of samples. */
    ConceptScores score(ScoreOptions options, int[] order) {
        ConceptScorer scorer = new ConceptScorer(features, max(), concepts, options);
        SampleLabels labels = new SampleLabels(concepts);
        for (int s : order) {
            if (s % 2 == 0) {
                scorer.select("g" + group[s], codes(s), labels(labels, s));
            }
        }
        scorer.freeze();
        for (int s : order) {
            if (s % 2 == 1) {
                scorer.holdOut("g" + group[s], codes(s), labels(labels, s));
            }
        }
        return scorer.finish();
    }

    ConceptScores score(ScoreOptions options) {
        int[] order = new int[z.length];
        for (int s = 0; s < order.length; s++) {
            order[s] = s;
        }
        return score(options, order);
    }

    /** Activation and degree of every known observation of a split (0 selection, 1 held-out). */
    record Observed(List<Float> activation, List<Float> degree) {}

    Observed observe(int f, int c, int parity) {
        Observed o = new Observed(new ArrayList<>(), new ArrayList<>());
        boolean site = concepts.get(c).level() == Concept.Level.SITE;
        for (int s = parity; s < z.length; s += 2) {
            float most = 0;
            for (int r = 0; r < z[s].length; r++) {
                most = Math.max(most, z[s][r][f]);
                if (site && y[s][r][c] >= 0) {
                    o.activation.add(z[s][r][f]);
                    o.degree.add(y[s][r][c]);
                }
            }
            if (!site && y[s][0][c] >= 0) {
                o.activation.add(most);
                o.degree.add(y[s][0][c]);
            }
        }
        return o;
    }
}
