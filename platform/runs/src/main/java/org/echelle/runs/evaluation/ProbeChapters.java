package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.probing.Absorption;
import org.echelle.analysis.probing.Answers;
import org.echelle.analysis.probing.ClassProbe;
import org.echelle.analysis.probing.LassoRanking;
import org.echelle.analysis.probing.LogisticProbe;
import org.echelle.analysis.probing.SparseProbe;
import org.echelle.analysis.samples.SampleMatrix;

/** Chapters about what probes read from few features, from all, and what hides from them. */
final class ProbeChapters {
    /** In the order of {@link Side#codes}. */
    private static final List<String> POOLINGS = List.of("mean", "maximum", "class token");

    private static final int[] SIZES = {1, 2, 5};
    private static final int MOST_OF_A_CLASS = 1000;
    private static final double USABLE_PROBE = 0.6;
    private static final int MOST_FEATURES = 2048;

    private final Materials m;
    private final List<Basis> bases;

    ProbeChapters(Materials m, List<Basis> bases) {
        this.m = m;
        this.bases = bases;
    }

    /** Right answers of all concepts, one after the other, so that a mean over concepts has an interval over groups. */
    private static final class Pile {
        private final List<double[]> right = new ArrayList<>();
        private final List<String[]> groups = new ArrayList<>();

        void add(double[] answers, String[] of) {
            right.add(answers);
            groups.add(of);
        }

        double[] all() {
            return right.stream().flatMapToDouble(Arrays::stream).toArray();
        }

        String[] names() {
            return groups.stream().flatMap(Arrays::stream).toArray(String[]::new);
        }

        /** The mean over concepts of each one's mean, however many samples it has. */
        Measure meanOfMeans(GroupBootstrap bootstrap) {
            if (right.isEmpty()) {
                return Measure.undefined("no probe finds its concept in any sample that has it");
            }
            String[] names = names();
            int[] once = new int[names.length];
            Arrays.fill(once, 1);
            return bootstrap.within(Measure.of(meanOfMeans(once), names.length), names, this::meanOfMeans);
        }

        private double meanOfMeans(int[] weights) {
            double sum = 0;
            int drawn = 0;
            int at = 0;
            for (double[] concept : right) {
                double above = 0;
                double below = 0;
                for (double value : concept) {
                    above += weights[at] * value;
                    below += weights[at++];
                }
                sum += below == 0 ? 0 : above / below;
                drawn += below == 0 ? 0 : 1;
            }
            return drawn == 0 ? Double.NaN : sum / drawn;
        }
    }

    Chapter probing() {
        Chapter.Draft draft = new Chapter.Draft(
                "probing",
                "What few features tell",
                "If a concept is one feature, a probe on the single best one reads it as well as a probe on everything. Units are chosen"
                        + " and probes fitted on the selection side, accuracy is that on held-out samples, balanced so that 0.5 is chance.");
        Map<String, Pile> piles = new LinkedHashMap<>();
        List<List<Cell>> rows = new ArrayList<>();
        int left = 0;
        for (int c = m.probed().nextSetBit(0); c >= 0; c = m.probed().nextSetBit(c + 1)) {
            int[] train = balanced(m.selection(), c, 1);
            int[] test = balanced(m.heldOut(), c, 2);
            if (train.length < 2 * Labelled.LEAST || test.length < 2 * Labelled.LEAST) {
                left++;
                continue;
            }
            List<Cell> row = new ArrayList<>(List.of(Cell.of(m.name(c)), Cell.of(test.length)));
            boolean[] trainY = Labelled.pick(m.selection().present()[c], train);
            boolean[] testY = Labelled.pick(m.heldOut().present()[c], test);
            String[] groups = Labelled.pick(m.heldOut().groups(), test);
            for (int k : SIZES) {
                for (Basis basis : bases) {
                    Answers answers = SparseProbe.of(
                                    basis.train().samples(train),
                                    trainY,
                                    basis.test().samples(test),
                                    testY,
                                    k,
                                    SparseProbe.Rule.STANDARDISED)
                            .answers();
                    piles.computeIfAbsent(basis.name() + k, x -> new Pile()).add(answers.right(), groups);
                    row.add(Cell.of(m.bootstrap().mean(answers.right(), groups)));
                }
            }
            Answers all = new Answers(
                    LogisticProbe.fit(Labelled.pick(m.selection().activations(), train), trainY)
                            .logits(Labelled.pick(m.heldOut().activations(), test)),
                    testY);
            row.add(Cell.of(m.bootstrap().mean(all.right(), groups)));
            rows.add(row);
        }
        if (rows.isEmpty()) {
            return draft.note("Not defined, because no concept has " + Labelled.LEAST + " samples with and "
                            + Labelled.LEAST + " without it on both sides.")
                    .done();
        }
        for (int k : SIZES) {
            for (Basis basis : bases) {
                Pile pile = piles.get(basis.name() + k);
                draft.find(
                        "sparse-probing",
                        basis.name() + ", " + k + (k == 1 ? " unit" : " units"),
                        m.bootstrap().mean(pile.all(), pile.names()),
                        "mean accuracy over " + rows.size() + " concepts; n counts answers");
            }
            lead(draft, piles, k);
        }
        List<Sheet.Column> columns = new ArrayList<>(List.of(Sheet.words("Concept"), Sheet.words("n")));
        for (int k : SIZES) {
            for (Basis basis : bases) {
                columns.add(Sheet.figure(basis.name() + " " + k, "sparse-probing"));
            }
        }
        columns.add(Sheet.figure("all neurons", "sparse-probing"));
        draft.sheet(
                "concepts",
                "Held-out accuracy of probes on 1, 2 and 5 units, mean-pooled over the sample",
                columns,
                rows);
        if (left > 0) {
            draft.note(left + " concepts with fewer than " + Labelled.LEAST
                    + " samples with or without them on a side were left out.");
        }
        return draft.done();
    }

    private void lead(Chapter.Draft draft, Map<String, Pile> piles, int k) {
        double[] ours = piles.get(Basis.OURS + k).all();
        for (Basis other : bases.subList(1, bases.size())) {
            double[] theirs = piles.get(other.name() + k).all();
            double[] apart = new double[ours.length];
            for (int i = 0; i < apart.length; i++) {
                apart[i] = ours[i] - theirs[i];
            }
            draft.find(
                    "sparse-probing",
                    "lead over " + other.name() + ", " + k,
                    m.bootstrap().mean(apart, piles.get(Basis.OURS + k).names()),
                    "paired; above 0 where the features tell more");
        }
    }

    private int[] balanced(Side side, int concept, long seed) {
        int[] known = IntStream.range(0, side.count())
                .filter(i -> side.known()[concept][i])
                .toArray();
        int[] chosen = SparseProbe.balanced(
                Labelled.pick(side.present()[concept], known),
                MOST_OF_A_CLASS,
                m.bootstrap().seed() + seed);
        return IntStream.of(chosen).map(i -> known[i]).toArray();
    }

    Chapter absorption() {
        Chapter.Draft draft = new Chapter.Draft(
                "absorption",
                "Absorbed and split concepts",
                "A concept’s main feature may stay silent where a more special one says it all (absorption), or several features may share"
                        + " the concept (splitting). Without a more special concept in the data the figures are about 0 and say nothing.");
        List<List<Cell>> rows = new ArrayList<>();
        Pile absorbed = new Pile();
        int weak = 0;
        int splits = 0;
        int defined = 0;
        for (int c = m.probed().nextSetBit(0); c >= 0; c = m.probed().nextSetBit(c + 1)) {
            int[] train = balanced(m.selection(), c, 1);
            int[] test = balanced(m.heldOut(), c, 2);
            if (train.length < 2 * Labelled.LEAST || test.length < 2 * Labelled.LEAST) {
                continue;
            }
            boolean[] trainY = Labelled.pick(m.selection().present()[c], train);
            boolean[] testY = Labelled.pick(m.heldOut().present()[c], test);
            Basis neurons = bases.get(1);
            LogisticProbe probe =
                    LogisticProbe.fit(neurons.train().samples(train).dense(), trainY);
            Answers answers =
                    new Answers(probe.logits(neurons.test().samples(test).dense()), testY);
            if (answers.f1().or(0) <= USABLE_PROBE) {
                weak++;
                continue;
            }
            Absorption.Outcome outcome = absorbed(c, train, trainY, test, testY, probe, answers, rows, absorbed);
            splits += outcome.splits() > 0 ? 1 : 0;
            defined += outcome.fraction().defined() ? 1 : 0;
        }
        if (rows.isEmpty()) {
            return draft.note("Not defined, because no concept is read from the activations with an F1 above "
                            + USABLE_PROBE + " by a probe on all of them.")
                    .done();
        }
        draft.find(
                "absorption",
                "absorbed, mean",
                absorbed.meanOfMeans(m.bootstrap()),
                "over " + defined + " concepts; n counts their samples");
        draft.find(
                "absorption",
                "concepts that are split",
                Measure.of(splits / (double) rows.size(), rows.size()),
                "share with a second main feature");
        draft.sheet(
                "concepts",
                "Held-out samples that have the concept and whose probe is right, mean-pooled codes; main features are those of an L1 probe on the"
                        + " selection side",
                List.of(
                        Sheet.words("Concept"),
                        Sheet.words("n"),
                        Sheet.figure("F1 of the probe", "f1"),
                        Sheet.figure("absorbed fraction", "absorption"),
                        Sheet.figure("fully absorbed", "absorption"),
                        Sheet.words("splits"),
                        Sheet.words("main features")),
                rows);
        if (weak > 0) {
            draft.note(
                    weak + " concepts were left out: a probe on the whole activation reads them with an F1 of at most "
                            + USABLE_PROBE + ".");
        }
        return draft.done();
    }

    private Absorption.Outcome absorbed(
            int concept,
            int[] train,
            boolean[] trainY,
            int[] test,
            boolean[] testY,
            LogisticProbe probe,
            Answers answers,
            List<List<Cell>> rows,
            Pile absorbed) {
        double[] direction = probe.weight();
        double length = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
        int[] right = IntStream.range(0, test.length)
                .filter(i -> testY[i] && answers.score()[i] > 0)
                .toArray();
        double[][] x = bases.get(1).test().samples(test).dense();
        double[] projection = IntStream.of(right)
                .mapToDouble(i -> dot(x[i], direction) / length)
                .toArray();
        int n = m.features();
        double[] cosine = new double[n];
        double[] norm = new double[n];
        for (int j = 0; j < n; j++) {
            double dot = 0;
            double square = 0;
            for (int i = 0; i < direction.length; i++) {
                double w = m.decoder()[j * direction.length + i];
                dot += w * direction[i] / length;
                square += w * w;
            }
            norm[j] = Math.sqrt(square);
            cosine[j] = norm[j] == 0 ? 0 : dot / norm[j];
        }
        SampleMatrix codes = m.selection().mean().samples(train);
        SampleMatrix held = m.heldOut().mean().samples(test);
        int[] main = Absorption.mainFeatures(LassoRanking.of(codes, trainY, 0.01), codes, trainY, codes, trainY, 10);
        // Codes are of directions of unit length: a longer direction makes its codes count for more.
        String[] groups = Labelled.pick(Labelled.pick(m.heldOut().groups(), test), right);
        Absorption.Outcome outcome =
                Absorption.of(held.samples(right).scaled(norm), cosine, projection, main, groups, m.bootstrap());
        if (outcome.fraction().defined()) {
            absorbed.add(outcome.fractions(), groups);
        }
        rows.add(List.of(
                Cell.of(m.name(concept)),
                Cell.of(right.length),
                Cell.of(answers.f1()),
                Cell.of(outcome.fraction()),
                Cell.of(outcome.full()),
                Cell.of(outcome.splits()),
                Cell.of(IntStream.of(main)
                        .mapToObj(Integer::toString)
                        .collect(java.util.stream.Collectors.joining(", ")))));
        return outcome;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    Chapter classification(List<Labelled> groups) {
        Chapter.Draft draft = new Chapter.Draft(
                "classification",
                "Features as input of a classifier",
                "How well are classes told from all features at once, and how much of that hangs on activations’ sizes and on how rows are"
                        + " pooled? Beside it, the same classifier on the raw activations.");
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled g : groups) {
            String[] names = Labelled.pick(m.heldOut().groups(), g.test());
            for (int p = 0; p < m.heldOut().codes().size(); p++) {
                int[] most = most(m.selection().codes().get(p));
                SampleMatrix train = m.selection().codes().get(p).samples(g.train());
                SampleMatrix test = m.heldOut().codes().get(p).samples(g.test());
                rows.add(List.of(
                        Cell.of(g.name()),
                        Cell.of(g.classes()),
                        Cell.of(g.test().length),
                        Cell.of(POOLINGS.get(p)),
                        Cell.of(accuracy(train.choose(most), test.choose(most), g, names)),
                        Cell.of(accuracy(
                                train.binarised(0).choose(most),
                                test.binarised(0).choose(most),
                                g,
                                names)),
                        Cell.of(accuracy(
                                Labelled.pick(m.selection().rows().get(p), g.train()),
                                Labelled.pick(m.heldOut().rows().get(p), g.test()),
                                g,
                                names))));
            }
        }
        if (rows.isEmpty()) {
            return draft.note("Not defined, because no group of concepts that exclude each other has two classes with "
                            + Labelled.LEAST + " samples each on both sides.")
                    .done();
        }
        draft.sheet(
                "pooling",
                "Accuracy on n held-out samples of one-against-the-rest logistic classifiers fitted on the selection side",
                List.of(
                        Sheet.words("Classes of"),
                        Sheet.words("classes"),
                        Sheet.words("n"),
                        Sheet.words("pooled by"),
                        Sheet.figure("features", "pooled-classification"),
                        Sheet.figure("features cut to 0 and 1", "pooled-classification"),
                        Sheet.figure("activations", "pooled-classification")),
                rows);
        if (m.features() > MOST_FEATURES) {
            draft.note(
                    "Of the features the " + MOST_FEATURES + " that are active on most selection samples were used.");
        }
        return draft.done();
    }

    /** Features that are active on most samples: a classifier on all of a very wide dictionary would take gigabytes. */
    private static int[] most(SampleMatrix codes) {
        return IntStream.range(0, codes.columns())
                .boxed()
                .sorted(java.util.Comparator.comparingInt((Integer j) -> -codes.active(j)))
                .limit(MOST_FEATURES)
                .mapToInt(j -> j)
                .sorted()
                .toArray();
    }

    private Measure accuracy(double[][] train, double[][] test, Labelled g, String[] names) {
        ClassProbe probe = ClassProbe.fit(train, g.trainClass(), g.classes());
        return m.bootstrap().mean(probe.right(test, g.testClass()), names);
    }
}
