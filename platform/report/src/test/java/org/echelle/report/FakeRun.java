package org.echelle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.echelle.analysis.ConceptScorer;
import org.echelle.analysis.ConceptScores;
import org.echelle.analysis.FactorRecovery;
import org.echelle.analysis.Interval;
import org.echelle.analysis.NearestFeatures;
import org.echelle.analysis.SampleCodes;
import org.echelle.analysis.SampleLabels;
import org.echelle.analysis.ScoreComparison;
import org.echelle.analysis.ScoreOptions;
import org.echelle.api.Concept;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;
import org.echelle.sae.health.Advice;

/** A run on the fake world whose features were made up: some follow a concept with noise, the rest fire at random. */
final class FakeRun {
    private final FakeWorld.Pictures pictures;
    private final HookPoint hook;
    private final int features;
    private final float noise;
    private final int[][][] sample;
    private final float[][] peak;
    private final float[][][] values;
    private final int[] counts;
    private final List<Integer>[] sampleOf;

    @SuppressWarnings({"unchecked", "rawtypes"})
    FakeRun(FakeWorld.Pictures pictures, String hookName, int features, float noise, long seed) {
        this.pictures = pictures;
        this.hook = FakeWorld.hook(hookName);
        this.features = features;
        this.noise = noise;
        this.sample = new int[features][][];
        this.values = new float[features][][];
        this.peak = new float[features][];
        this.counts = new int[features];
        this.sampleOf = new List[features];
        Random random = new Random(seed);
        for (int f = 0; f < features; f++) {
            make(f, random);
        }
    }

    /** Feature f follows concept f mod 12 when f is below 24; every thirteenth is dead. */
    private void make(int f, Random random) {
        List<Integer> on = new ArrayList<>();
        List<int[]> positions = new ArrayList<>();
        List<float[]> strengths = new ArrayList<>();
        int concept = f % 12;
        double chance = f % 13 == 12 ? 0 : Math.pow(10, -2.6 + 2 * random.nextDouble());
        for (int s = 0; s < pictures.size(); s++) {
            FakeWorld.Picture picture = pictures.at(s);
            boolean has = has(picture, concept);
            boolean fires = (f < 24 && concept < 10)
                    ? (has ? random.nextDouble() > noise : random.nextDouble() < noise / 6)
                    : random.nextDouble() < chance;
            if (!fires) {
                continue;
            }
            int n = 2 + random.nextInt(6);
            int[] at = new int[n];
            float[] strength = new float[n];
            for (int i = 0; i < n; i++) {
                at[i] = (picture.y() + random.nextInt(3)) * FakeWorld.GRID + picture.x() + random.nextInt(3);
                strength[i] = (float) (-Math.log(1 - random.nextDouble()) * (has ? 2 : .6) + 0.05);
            }
            on.add(s);
            positions.add(IntStream.of(at).distinct().sorted().toArray());
            strengths.add(Arrays.copyOf(strength, positions.get(positions.size() - 1).length));
        }
        sampleOf[f] = on;
        sample[f] = positions.toArray(new int[0][]);
        values[f] = strengths.toArray(new float[0][]);
        peak[f] = new float[] {0};
        for (float[] strength : values[f]) {
            counts[f] += strength.length;
            for (float v : strength) {
                peak[f][0] = Math.max(peak[f][0], v);
            }
        }
    }

    private static boolean has(FakeWorld.Picture picture, int concept) {
        return concept < 6 ? picture.shape() == concept : concept < 10 && picture.colour() == concept - 6;
    }

    FeatureActivations activations() {
        return new FeatureActivations() {
            @Override
            public int features() {
                return features;
            }

            @Override
            public long rows() {
                return (long) pictures.size() * FakeWorld.GRID * FakeWorld.GRID;
            }

            @Override
            public int[] samples() {
                return IntStream.range(0, pictures.size()).toArray();
            }

            @Override
            public long count(int feature) {
                return counts[feature];
            }

            @Override
            public float max(int feature) {
                return peak[feature][0];
            }

            @Override
            public ActiveRows active(int feature) {
                int[] samples = new int[counts[feature]];
                int[] positions = new int[counts[feature]];
                float[] value = new float[counts[feature]];
                int at = 0;
                for (int i = 0; i < sampleOf[feature].size(); i++) {
                    for (int k = 0; k < sample[feature][i].length; k++) {
                        samples[at] = sampleOf[feature].get(i);
                        positions[at] = sample[feature][i][k];
                        value[at++] = values[feature][i][k];
                    }
                }
                return new ActiveRows(samples, positions, value);
            }

            @Override
            public SampleSites sites(int s) {
                return FakeWorld.sites(hook);
            }
        };
    }

    ConceptScores scores(List<Concept> concepts) {
        float[] max = new float[features];
        for (int f = 0; f < features; f++) {
            max[f] = peak[f][0];
        }
        ConceptScorer scorer = new ConceptScorer(
                features, max, concepts, ScoreOptions.defaults().withBootstrap(60, 0.95, 3));
        for (int s = 0; s < pictures.size() / 2; s++) {
            scorer.select("g" + s, codes(s), labels(s, concepts));
        }
        scorer.freeze();
        for (int s = pictures.size() / 2; s < pictures.size(); s++) {
            scorer.holdOut("g" + s, codes(s), labels(s, concepts));
        }
        return scorer.finish();
    }

    private SampleCodes codes(int s) {
        int n = FakeWorld.GRID * FakeWorld.GRID;
        List<List<float[]>> byRow = new ArrayList<>();
        for (int r = 0; r < n; r++) {
            byRow.add(new ArrayList<>());
        }
        for (int f = 0; f < features; f++) {
            int i = java.util.Collections.binarySearch(sampleOf[f], s);
            if (i >= 0) {
                for (int k = 0; k < sample[f][i].length; k++) {
                    byRow.get(sample[f][i][k]).add(new float[] {f, values[f][i][k]});
                }
            }
        }
        int[] start = new int[n + 1];
        List<float[]> all = new ArrayList<>();
        for (int r = 0; r < n; r++) {
            all.addAll(byRow.get(r));
            start[r + 1] = all.size();
        }
        int[] feature = all.stream().mapToInt(e -> (int) e[0]).toArray();
        float[] value = new float[all.size()];
        for (int i = 0; i < value.length; i++) {
            value[i] = all.get(i)[1];
        }
        return new SampleCodes(n, start, feature, value);
    }

    private SampleLabels labels(int s, List<Concept> concepts) {
        SampleLabels labels = new SampleLabels(concepts);
        labels.clear(FakeWorld.GRID * FakeWorld.GRID);
        for (int c = 0; c < Math.min(10, concepts.size()); c++) {
            if (has(pictures.at(s), c)) {
                labels.sample(c, 1);
            }
        }
        return labels;
    }

    private ConceptLabels present() {
        return new ConceptLabels() {
            @Override
            public int[] present(int concept) {
                return IntStream.range(0, pictures.size())
                        .filter(s -> has(pictures.at(s), concept))
                        .toArray();
            }

            /** Shapes, not colours, are outlined: the four sites of the upper left corner. */
            @Override
            public void annotate(int s, SampleSites sites, LabelSink sink) {
                FakeWorld.Picture picture = pictures.at(s);
                for (int i = 0; i < 4; i++) {
                    int row = (picture.y() + i / 2) * FakeWorld.GRID + picture.x() + i % 2;
                    sink.site(picture.shape(), row, 1, 0);
                    sink.site(6 + picture.colour(), row, 0.2f, 0);
                }
            }
        };
    }

    /** One hook point, with three baselines. */
    HookPointReport report(List<Concept> concepts) {
        Map<String, ConceptScores> methods = new LinkedHashMap<>();
        methods.put("SAE", scores(concepts));
        methods.put("neurons", new FakeRun(pictures, hook.name(), 48, .45f, 91).scores(concepts));
        methods.put("PCA", new FakeRun(pictures, hook.name(), 48, .6f, 92).scores(concepts));
        methods.put("random dictionary", new FakeRun(pictures, hook.name(), features, .75f, 93).scores(concepts));
        methods.put("random weights", new FakeRun(pictures, hook.name(), features, .8f, 94).scores(concepts));
        float[] atoms = new float[features * 16];
        Random random = new Random(5);
        for (int i = 0; i < atoms.length; i++) {
            atoms[i] = (float) random.nextGaussian();
        }
        long[] count = IntStream.of(counts).asLongStream().toArray();
        long n = activations().rows();
        return new HookPointReport(
                hook,
                List.of(new Facts("Dictionary", ordered("architecture", "topk", "features", "" + features, "k", "8"))),
                history(),
                List.of(new Advice(
                        Advice.Topic.TOO_SHORT,
                        Advice.Severity.NOTE,
                        "FVU still fell by 9 % in the last tenth of the training.",
                        "Train longer: dictionary.steps 2000, or more dictionary.epochs.")),
                Optional.of(new Evaluation(
                        "held-out half of the samples",
                        n / 2,
                        0.214,
                        8,
                        n,
                        count,
                        new Evaluation.Intervals(
                                new Interval(0.2, 0.23, 500),
                                Interval.none(8),
                                new Interval(0, 0.1, 200),
                                Interval.none(0)),
                        List.of(
                                new Evaluation.Reconstruction(
                                        "PCA, same L0",
                                        0.342,
                                        8,
                                        new Interval(0.33, 0.36, 500),
                                        Interval.none(8),
                                        "eight largest components of each row"),
                                new Evaluation.Reconstruction(
                                        "random dictionary",
                                        0.71,
                                        8,
                                        Interval.none(0.71),
                                        Interval.none(8),
                                        "random unit directions, same k")))),
                Optional.of(new ConceptFindings(
                        "SAE",
                        methods.get("SAE"),
                        Optional.of(ScoreComparison.of(methods)),
                        ordered(
                                "SAE", "the trained dictionary",
                                "neurons", "axes of the activation, split by sign",
                                "PCA", "principal components, split by sign",
                                "random dictionary", "random unit directions, same number and k",
                                "random weights", "the whole chain on the subject before training"),
                        "half and half, grouped by sample, seed 3",
                        Optional.of(present()))),
                Optional.of(FactorRecovery.of(methods, FactorRecovery.RECOVERED_F1)),
                Optional.of(activations()),
                Arrays.asList(NearestFeatures.of(atoms, features, 16, 8)));
    }

    private static List<TrainingPoint> history() {
        List<TrainingPoint> points = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            double fall = Math.exp(-i / 25.0);
            points.add(new TrainingPoint(
                    i * 20L + 1, (i * 20L + 1) * 2048, 0.24 + fall, 0.19 + 0.9 * fall, 8, 0.35 * fall + 0.04, 2e-4));
        }
        return points;
    }

    static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** A whole input. */
    static ReportInput input(
            FakeWorld.Pictures pictures, List<Concept> concepts, int features, ReportOptions options, String... hooks) {
        List<HookPointReport> reports = new ArrayList<>();
        for (String name : hooks) {
            reports.add(new FakeRun(pictures, name, features, .12f, 11).report(concepts));
        }
        return new ReportInput(
                "Shapes in a small vision transformer",
                "A sparse autoencoder on a vision transformer with 0.6 million parameters, trained on generated pictures of one"
                        + " coloured shape each.",
                List.of(
                        new Facts(
                                "Subject", ordered("architecture", "vit, 6 blocks, width 32", "parameters", "612,340")),
                        new Facts(
                                "Samples",
                                ordered("source", "generated shapes", "samples", Numbers.count(pictures.size()))),
                        new Facts(
                                "Versions",
                                ordered("echelle", "0.1.0", "libtorch", "2.7.1", "device", "cpu, 2 threads")),
                        new Facts("Timings", ordered("extract", "4.1 s", "train", "31.0 s", "score", "2.2 s"))),
                List.of("2 of 602 samples were skipped: truncated PNG (broken-1.png, broken-2.png)."),
                reports,
                Optional.of(new Drawing(pictures, new FakeWorld.View())),
                new Provenance(
                        "{\n  \"seed\": 1,\n  \"device\": \"cpu\"\n}\n",
                        List.of("echelle run shapes.yaml --set seed=1")),
                options,
                Optional.of(new Groups("patient", s -> "case <" + s / 5 + ">", s -> s >= pictures.size() / 2)));
    }
}
