package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;
import org.echelle.analysis.meaning.LabelPurity;
import org.echelle.analysis.meaning.Monosemanticity;
import org.echelle.analysis.meaning.PolysemanticSplit;
import org.echelle.analysis.samples.SampleMatrix;
import org.echelle.analysis.separability.JensenShannon;

/** Chapters about what the samples of single features have in common. */
final class MeaningChapters {
    /** A chapter and its table of features with several meanings, a row a cluster; pages of features show theirs. */
    static final String MEANING = "meaning";

    static final String SPLIT = "split";

    private static final int SALIENT = 5;
    private static final int SHUFFLES = 20;
    /** Each draw looks at the strongest samples of up to a thousand features. */
    private static final int SHUFFLED_DRAWS = 200;

    private static final int SPLIT_FEATURES = 60;
    private static final int TOP_SAMPLES = 40;
    /** Multiplications that the intervals of one median may take, and draws that it gets however long they take. */
    private static final long MOST_WORK = 4_000_000_000L;

    private static final int LEAST_DRAWS = 50;
    /** Correlation above which a planted factor counts as found. */
    private static final double FOUND = 0.8;

    private final Materials m;
    private final List<Basis> bases;

    MeaningChapters(Materials m, List<Basis> bases) {
        this.m = m;
        this.bases = bases;
    }

    Chapter separability(List<Labelled> groups) {
        Chapter.Draft draft = new Chapter.Draft(
                "separability",
                "How far apart concepts lie in a feature",
                "For a feature that means one class its activations on that class and on others hardly overlap. Distances of distributions"
                        + " run from 0 (the same) to 1 (nothing in common); what shuffled labels give is taken away, since few samples look apart"
                        + " by luck.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled g : groups) {
            List<Cell> row =
                    new ArrayList<>(List.of(Cell.of(g.name()), Cell.of(g.classes()), Cell.of(g.test().length)));
            for (Basis basis : bases) {
                SampleMatrix train = basis.train().samples(g.train());
                SampleMatrix test = basis.test().samples(g.test());
                double[] apart = new double[basis.units()];
                for (int j = 0; j < apart.length; j++) {
                    apart[j] = JensenShannon.of(train.column(j), g.trainClass(), g.classes(), 0, 0)
                            .distance()
                            .or(0);
                }
                int[] salient = IntStream.range(0, apart.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer j) -> -apart[j]))
                        .limit(SALIENT)
                        .mapToInt(j -> j)
                        .toArray();
                row.add(Cell.of(JensenShannon.aboveChance(
                        IntStream.of(salient).mapToObj(test::column).toArray(double[][]::new),
                        g.testClass(),
                        g.classes(),
                        SHUFFLES,
                        Labelled.pick(m.heldOut().groups(), g.test()),
                        m.bootstrap())));
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            return draft.note("Not defined, because no group of concepts that exclude each other has two classes with "
                            + Labelled.LEAST + " samples each on both sides.")
                    .done();
        }
        List<Sheet.Column> columns =
                new ArrayList<>(List.of(Sheet.words("Classes of"), Sheet.words("classes"), Sheet.words("n")));
        bases.forEach(b -> columns.add(Sheet.figure(b.name(), "separability")));
        draft.sheet(
                "groups",
                "Mean distance above chance over pairs of classes on n held-out samples, of the " + SALIENT
                        + " units that lie furthest apart on the selection side",
                columns,
                rows);
        return draft.done();
    }

    /** Labels as an embedding: centred, so that what everything has does not count. Null for samples about which nothing is known. */
    private double[][] embeddings(Side side) {
        int[] probed = m.probed().stream().toArray();
        double[][] all = new double[side.count()][probed.length];
        double[] mean = new double[probed.length];
        for (int c = 0; c < probed.length; c++) {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < side.count(); i++) {
                if (side.known()[probed[c]][i]) {
                    all[i][c] = side.present()[probed[c]][i] ? 1 : 0;
                    sum += all[i][c];
                    n++;
                }
            }
            mean[c] = n == 0 ? 0 : sum / n;
            for (int i = 0; i < side.count(); i++) {
                all[i][c] = side.known()[probed[c]][i] ? all[i][c] - mean[c] : 0;
            }
        }
        return all;
    }

    Chapter meaning() {
        Chapter.Draft draft = new Chapter.Draft(
                MEANING,
                "One meaning or several",
                "Are the samples that make a feature fire alike, told by something that the subject did not make: their concept labels? And"
                        + " do a feature’s strongest samples fall into several clusters, each with a name of its own?");
        if (m.probed().isEmpty()) {
            return draft.note("Not defined, because no concept has " + Labelled.LEAST + " samples with and "
                            + Labelled.LEAST + " without it on both sides.")
                    .done();
        }
        if (m.heldOut().count() == 0) {
            return draft.note("Not defined, because there are no held-out samples.")
                    .done();
        }
        double[][] embedding = embeddings(m.heldOut());
        SampleMatrix codes = m.heldOut().max();
        double[][] x = m.heldOut().activations();
        String labels = "labels as embeddings, centred; median of ";
        Measure ours = median(codes.dense(), embedding);
        draft.find("monosemanticity", "features, median", ours, labels + ours.n() + " features that can be scored");
        draft.find(
                "monosemanticity",
                "neurons, median",
                median(x, embedding),
                "the same of the activation’s axes, mean-pooled");
        draft.find(
                "monosemanticity",
                "any two samples",
                scored(x, embedding, once(x.length)).chance(),
                "what a feature that fires everywhere alike would score");
        split(draft, codes, embedding);
        return draft.done();
    }

    /** Label purity of top samples. */
    Chapter purity(List<Labelled> groups) {
        Chapter.Draft draft = new Chapter.Draft(
                "purity",
                "Do a feature’s strongest samples share a label?",
                "Of each of the " + LabelPurity.FEATURES + " features with the largest activations, the "
                        + LabelPurity.TOP
                        + " held-out samples on which it is strongest. Few samples share labels by luck, so read each figure beside the"
                        + " one of samples in random order.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled g : groups) {
            List<Cell> row =
                    new ArrayList<>(List.of(Cell.of(g.name()), Cell.of(g.classes()), Cell.of(g.test().length)));
            String[] of = Labelled.pick(m.heldOut().groups(), g.test());
            LabelPurity ours = purity(m.heldOut().max(), g, of);
            draft.find(
                    "label-purity",
                    "features, " + g.name(),
                    ours.purity(),
                    "random order " + String.format(Locale.ROOT, "%.3f", ours.chancePurity()) + "; " + ours.features()
                            + " features that fire on " + LabelPurity.TOP + " samples or more");
            row.add(Cell.of(ours.features()));
            row.add(Cell.of(ours.purity()));
            for (Basis basis : bases.subList(1, bases.size())) {
                row.add(Cell.of(purity(basis.test(), g, of).purity()));
            }
            row.add(Cell.of(chance(ours, ours.chancePurity())));
            row.add(Cell.of(ours.deviation()));
            row.add(Cell.of(chance(ours, ours.chanceDeviation())));
            rows.add(row);
        }
        if (rows.isEmpty()) {
            return draft.note("Not defined, because no group of concepts that exclude each other has two classes with "
                            + Labelled.LEAST + " samples each on both sides.")
                    .done();
        }
        List<Sheet.Column> columns = new ArrayList<>(List.of(
                Sheet.words("Classes of"),
                Sheet.words("classes"),
                Sheet.words("n"),
                Sheet.words("features"),
                Sheet.figure("purity", "label-purity")));
        bases.subList(1, bases.size()).forEach(b -> columns.add(Sheet.figure(b.name(), "label-purity")));
        columns.add(Sheet.figure("random order", "label-purity"));
        columns.add(Sheet.figure("σ_label", "label-deviation"));
        columns.add(Sheet.figure("σ_label, random order", "label-deviation"));
        return draft.sheet(
                        "groups",
                        "Means over features, on n held-out samples; features by their largest activation in a sample, other"
                                + " units by the mean of its rows",
                        columns,
                        rows)
                .done();
    }

    private LabelPurity purity(SampleMatrix codes, Labelled g, String[] of) {
        return LabelPurity.of(
                codes.samples(g.test()),
                g.testClass(),
                g.classes(),
                of,
                LabelPurity.FEATURES,
                LabelPurity.TOP,
                m.bootstrap().atMost(SHUFFLED_DRAWS),
                m.bootstrap().seed());
    }

    private static Measure chance(LabelPurity of, double value) {
        return of.purity().defined() ? Measure.of(value, of.purity().n()) : of.purity();
    }

    private static int[] once(int samples) {
        int[] once = new int[samples];
        Arrays.fill(once, 1);
        return once;
    }

    private static Monosemanticity scored(double[][] rows, double[][] embedding, int[] weights) {
        Monosemanticity ms = new Monosemanticity(rows[0].length, embedding[0].length);
        for (int i = 0; i < rows.length; i++) {
            if (Arrays.stream(embedding[i]).anyMatch(v -> v != 0)) {
                ms.add(rows[i], embedding[i], weights[i]);
            }
        }
        return ms;
    }

    /** With as many draws as {@link #MOST_WORK} allows. */
    private Measure median(double[][] rows, double[][] embedding) {
        long entries = Arrays.stream(rows)
                .mapToLong(row -> Arrays.stream(row).filter(v -> v != 0).count())
                .sum();
        int draws = (int) Math.max(LEAST_DRAWS, MOST_WORK / (entries * embedding[0].length + 1));
        return m.bootstrap()
                .atMost(draws)
                .within(
                        scored(rows, embedding, once(rows.length)).median(),
                        m.heldOut().groups(),
                        weights -> scored(rows, embedding, weights).median().or(Double.NaN));
    }

    private void split(Chapter.Draft draft, SampleMatrix codes, double[][] embedding) {
        int[] features = IntStream.range(0, codes.columns())
                .filter(j -> codes.active(j) >= TOP_SAMPLES)
                .boxed()
                .sorted(Comparator.comparingInt((Integer j) -> -codes.active(j)))
                .limit(SPLIT_FEATURES)
                .mapToInt(j -> j)
                .toArray();
        List<List<Cell>> rows = new ArrayList<>();
        int several = 0;
        for (int j : features) {
            double[] z = codes.column(j);
            int[] top = IntStream.range(0, z.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -z[i]))
                    .limit(TOP_SAMPLES)
                    .mapToInt(i -> i)
                    .toArray();
            PolysemanticSplit.Split split = PolysemanticSplit.of(
                    Labelled.pick(m.heldOut().activations(), top),
                    5,
                    PolysemanticSplit.APART,
                    m.bootstrap().seed());
            several += split.several() ? 1 : 0;
            for (int c = 0; c < split.members().size() && split.several(); c++) {
                int[] members = split.members().get(c);
                rows.add(List.of(
                        Cell.of(Integer.toString(j)),
                        Cell.of((c + 1) + " of " + split.members().size()),
                        Cell.of(members.length),
                        Cell.of(named(IntStream.of(members).map(i -> top[i]).toArray(), embedding)),
                        Cell.of(Measure.of(split.silhouette(), top.length))));
            }
        }
        draft.find(
                "polysemantic-split",
                "features with several meanings",
                Measure.ratio(
                        several,
                        features.length,
                        features.length,
                        "no feature is active on " + TOP_SAMPLES + " of the drawn samples"),
                "share whose " + TOP_SAMPLES + " strongest samples fall into clusters, of the most often active ones");
        draft.sheet(
                SPLIT,
                "Features whose " + TOP_SAMPLES
                        + " strongest held-out samples fall into clusters of activations; each cluster with the concepts that most"
                        + " set it apart: by how much more of its samples than of all "
                        + m.heldOut().count() + " have them",
                List.of(
                        Sheet.words("Feature"),
                        Sheet.words("cluster"),
                        Sheet.words("samples"),
                        Sheet.words("concepts more frequent than elsewhere"),
                        Sheet.figure("silhouette of the split", "polysemantic-split")),
                rows);
    }

    /** The two concepts whose share in the samples most exceeds that in all. */
    private String named(int[] samples, double[][] embedding) {
        int[] probed = m.probed().stream().toArray();
        double[] lift = new double[probed.length];
        for (int i : samples) {
            for (int c = 0; c < lift.length; c++) {
                lift[c] += embedding[i][c] / samples.length;
            }
        }
        String names = IntStream.range(0, lift.length)
                .boxed()
                .filter(c -> lift[c] > 0.2)
                .sorted(Comparator.comparingDouble((Integer c) -> -lift[c]))
                .limit(2)
                .map(c -> m.name(probed[c]) + String.format(java.util.Locale.ROOT, " (+%.0f %%)", 100 * lift[c]))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "no concept stands out" : names;
    }

    Chapter truth() {
        Chapter.Draft draft = new Chapter.Draft(
                "truth",
                "Planted truth",
                "Where the world was made with known factors: how well do single units’ activations follow them? Correlations of a"
                        + " sample’s largest activation with the factor’s presence, on held-out samples.");
        int[] planted = m.planted().stream().filter(m.probed()::get).toArray();
        if (planted.length == 0) {
            return draft.note("Not defined, because no concept of this run is marked as planted truth.")
                    .done();
        }
        if (m.heldOut().count() == 0) {
            return draft.note("Not defined, because there are no held-out samples.")
                    .done();
        }
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(truth("features", m.heldOut().max(), planted));
        rows.add(truth("neurons", SampleMatrix.of(m.heldOut().rows().get(1)), planted));
        for (Basis basis : bases) {
            if (basis.name().equals(Basis.PCA)) {
                rows.add(truth("PCA of the mean", basis.test(), planted));
            }
        }
        draft.sheet(
                "recovery",
                planted.length + " factors, " + m.heldOut().count()
                        + " drawn held-out samples; absolute correlations. Intervals tell how the figures spread over groups; with more than "
                        + PlantedTruth.MOST_PAIRED + " units that of the one-to-one pairing is not worked out",
                List.of(
                        Sheet.words("Units"),
                        Sheet.figure("best unit of a factor, mean", "ground-truth-recovery"),
                        Sheet.figure("one to one (MCC)", "ground-truth-recovery"),
                        Sheet.figure("factors above 0.8", "ground-truth-recovery")),
                rows);
        return draft.done();
    }

    private List<Cell> truth(String name, SampleMatrix z, int[] planted) {
        PlantedTruth truth =
                new PlantedTruth(z, m.heldOut().present(), planted, m.heldOut().groups(), m.bootstrap());
        return List.of(
                Cell.of(name), Cell.of(truth.bestUnits()), Cell.of(truth.oneToOne()), Cell.of(truth.above(FOUND)));
    }
}
