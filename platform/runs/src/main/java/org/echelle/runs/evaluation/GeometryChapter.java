package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;
import org.echelle.analysis.geometry.ClusteringEntropy;
import org.echelle.analysis.geometry.Crystals;
import org.echelle.analysis.geometry.EigenvalueSlope;
import org.echelle.analysis.geometry.FeatureFamilies;
import org.echelle.analysis.geometry.MutualInformation;
import org.echelle.analysis.geometry.SpectralClusters;

/** How the dictionary's features lie among each other. */
final class GeometryChapter {
    private static final int LOBES = 4;
    private static final int MOST_CLUSTERED = 300;
    private static final int SHUFFLES = 200;
    private static final int WIDEST = 1024;
    private static final int COMPONENTS = 10;
    private static final int MOST_POINTS = 4000;

    private final Materials m;

    GeometryChapter(Materials m) {
        this.m = m;
    }

    Chapter write(List<Labelled> groups) {
        Chapter.Draft draft = new Chapter.Draft(
                "geometry",
                "How features lie among each other",
                "Do features that fire together point in like directions, in how many directions do all of them lie, are there families,"
                        + " and is the step from one class to another the same everywhere?");
        lobes(draft);
        cloud(draft);
        crystals(draft, groups);
        families(draft);
        return draft.done();
    }

    private double[][] directions(int[] features) {
        int d = m.width();
        return IntStream.of(features)
                .mapToObj(j -> {
                    double[] row = new double[d];
                    double length = 0;
                    for (int i = 0; i < d; i++) {
                        row[i] = m.decoder()[j * d + i];
                        length += row[i] * row[i];
                    }
                    for (int i = 0; i < d && length > 0; i++) {
                        row[i] /= Math.sqrt(length);
                    }
                    return row;
                })
                .toArray(double[][]::new);
    }

    private void lobes(Chapter.Draft draft) {
        long chunks = m.together().chunks();
        int[] chosen = IntStream.range(0, m.togetherFeatures().length)
                .filter(f -> m.together().count(f) >= 10 && m.together().count(f) < chunks)
                .boxed()
                .sorted(Comparator.comparingInt((Integer f) -> -m.together().count(f)))
                .limit(MOST_CLUSTERED)
                .mapToInt(f -> f)
                .toArray();
        String basis = chosen.length + " features that fire in some but not all of " + chunks + " held-out samples, "
                + LOBES + " lobes";
        if (chosen.length < 4 * LOBES) {
            Measure none = Measure.undefined(
                    "fewer than " + 4 * LOBES + " features are active in ten of the drawn samples and not in all");
            draft.find("lobes", "lobes and directions, AMI", none, basis);
            return;
        }
        int[] lobe = SpectralClusters.of(
                m.together().affinities(chosen), LOBES, m.bootstrap().seed());
        double[][] w = directions(
                IntStream.of(chosen).map(f -> m.togetherFeatures()[f]).toArray());
        double[][] angular = new double[chosen.length][chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < chosen.length; j++) {
                double dot = 0;
                for (int k = 0; k < w[i].length; k++) {
                    dot += w[i][k] * w[j][k];
                }
                angular[i][j] = 1 - Math.acos(Math.max(-1, Math.min(1, dot))) / Math.PI;
            }
        }
        int[] direction = SpectralClusters.of(angular, LOBES, m.bootstrap().seed());
        Measure ami = MutualInformation.adjusted(lobe, direction);
        draft.find("lobes", "lobes and directions, AMI", ami, basis);
        if (ami.defined()) {
            SplittableRandom random = new SplittableRandom(m.bootstrap().seed());
            int reached = 0;
            int[] shuffled = direction.clone();
            for (int s = 0; s < SHUFFLES; s++) {
                for (int i = shuffled.length - 1; i > 0; i--) {
                    int j = random.nextInt(i + 1);
                    int t = shuffled[i];
                    shuffled[i] = shuffled[j];
                    shuffled[j] = t;
                }
                reached += MutualInformation.adjusted(lobe, shuffled).or(0) >= ami.value() ? 1 : 0;
            }
            draft.find(
                    "lobes",
                    "p of that AMI",
                    Measure.of((1.0 + reached) / (1 + SHUFFLES), SHUFFLES),
                    "share of " + SHUFFLES + " shuffles that reach it");
        }
    }

    private void cloud(Chapter.Draft draft) {
        int d = m.width();
        int[] living = IntStream.range(0, m.features())
                .filter(j -> m.heldOut().mean().active(j) > 0)
                .limit(MOST_POINTS)
                .toArray();
        if (d > WIDEST || living.length < 20) {
            Measure none = Measure.undefined(
                    d > WIDEST
                            ? "directions wider than " + WIDEST + " would take minutes"
                            : "fewer than 20 features ever fire");
            draft.find("eigenvalue-slope", "slope of eigenvalues", none, "");
            draft.find("clustering-entropy", "clustering entropy", none, "");
            return;
        }
        double[][] w = directions(living);
        SplittableRandom random = new SplittableRandom(m.bootstrap().seed());
        double[][] noise = new double[w.length][d];
        for (double[] row : noise) {
            for (int i = 0; i < d; i++) {
                row[i] = random.nextGaussian();
            }
        }
        int last = Math.min(d, living.length - 1) * 9 / 10;
        String ranks = "ranks 2 to " + last + ", " + living.length + " features that fire";
        draft.find(
                "eigenvalue-slope",
                "slope of eigenvalues",
                EigenvalueSlope.of(EigenvalueSlope.eigenvalues(w), 2, last),
                ranks);
        draft.find(
                "eigenvalue-slope",
                "slope of random directions",
                EigenvalueSlope.of(EigenvalueSlope.eigenvalues(noise), 2, last),
                "as many, as wide");
        int components = Math.min(COMPONENTS, d);
        draft.find(
                "clustering-entropy",
                "clustering entropy",
                ClusteringEntropy.of(ClusteringEntropy.principal(w, components)),
                "nats, in " + components + " components");
        draft.find(
                "clustering-entropy",
                "of random directions",
                ClusteringEntropy.of(ClusteringEntropy.principal(noise, components)),
                "what the estimator gives without clusters");
    }

    /** Steps from class to class of one group, within each class of another: are they the same step? */
    private void crystals(Chapter.Draft draft, List<Labelled> groups) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled a : groups) {
            for (Labelled b : groups) {
                if (!a.name().equals(b.name()) && rows.size() < 10 && m.width() <= WIDEST) {
                    List<Cell> row = crystals(a, b);
                    if (!row.isEmpty()) {
                        rows.add(row);
                    }
                }
            }
        }
        draft.sheet(
                "crystals",
                "Steps between mean activations of two classes, one for each class of another group: do steps of the same kind lie together"
                        + " (silhouette near 1)?",
                List.of(
                        Sheet.words("Step between classes of"),
                        Sheet.words("within classes of"),
                        Sheet.words("steps"),
                        Sheet.figure("as they are", "crystals"),
                        Sheet.figure("after discriminants", "crystals")),
                rows);
    }

    private List<Cell> crystals(Labelled a, Labelled b) {
        double[][] x = m.heldOut().activations();
        double[][][] mean = new double[a.classes()][b.classes()][m.width()];
        int[][] size = new int[a.classes()][b.classes()];
        for (int i = 0; i < a.test().length; i++) {
            int at = Arrays.binarySearch(b.test(), a.test()[i]);
            if (at >= 0) {
                int ca = a.testClass()[i];
                int cb = b.testClass()[at];
                size[ca][cb]++;
                for (int k = 0; k < m.width(); k++) {
                    mean[ca][cb][k] += x[a.test()[i]][k];
                }
            }
        }
        List<double[]> steps = new ArrayList<>();
        List<Integer> relation = new ArrayList<>();
        int relations = 0;
        for (int from = 0; from < a.classes(); from++) {
            for (int to = 0; to < from; to++) {
                List<double[]> some = new ArrayList<>();
                for (int c = 0; c < b.classes(); c++) {
                    if (size[from][c] >= 5 && size[to][c] >= 5) {
                        double[] step = new double[m.width()];
                        for (int k = 0; k < step.length; k++) {
                            step[k] = mean[from][c][k] / size[from][c] - mean[to][c][k] / size[to][c];
                        }
                        some.add(step);
                    }
                }
                if (some.size() >= 4) {
                    for (double[] step : some) {
                        steps.add(step);
                        relation.add(relations);
                    }
                    relations++;
                }
            }
        }
        if (relations < 2) {
            return List.of();
        }
        Crystals.Outcome outcome = Crystals.of(
                steps.toArray(double[][]::new),
                relation.stream().mapToInt(r -> r).toArray(),
                relations);
        return List.of(
                Cell.of(a.name()),
                Cell.of(b.name()),
                Cell.of(steps.size()),
                Cell.of(outcome.raw()),
                Cell.of(outcome.discriminant()));
    }

    private void families(Chapter.Draft draft) {
        List<FeatureFamilies.Family> families = FeatureFamilies.of(m.together(), 0.8, 0.5, 10);
        draft.find(
                "families",
                "features in families",
                FeatureFamilies.covered(m.together(), families),
                families.size() + " families: the rarer feature has the parent beside it in 80 % of its samples");
        List<List<Cell>> rows = new ArrayList<>();
        for (FeatureFamilies.Family f : families.subList(0, Math.min(10, families.size()))) {
            rows.add(List.of(
                    Cell.of(Integer.toString(m.togetherFeatures()[f.parent()])),
                    Cell.of(f.members().length),
                    Cell.of(Measure.of(f.tie(), m.together().chunks())),
                    Cell.of(IntStream.of(f.members())
                            .limit(20)
                            .mapToObj(j -> Integer.toString(m.togetherFeatures()[j]))
                            .collect(Collectors.joining(", ", "", f.members().length > 20 ? ", …" : "")))));
        }
        draft.sheet(
                "families",
                "The largest families, by activity in the same sample",
                List.of(
                        Sheet.words("Parent"),
                        Sheet.words("children"),
                        Sheet.figure("tie to the parent", "families"),
                        Sheet.words("children’s numbers")),
                rows);
    }
}
