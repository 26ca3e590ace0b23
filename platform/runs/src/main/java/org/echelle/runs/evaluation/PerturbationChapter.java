package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.echelle.analysis.Measure;
import org.echelle.analysis.perturbation.Attenuation;
import org.echelle.analysis.perturbation.Disentanglement;
import org.echelle.analysis.perturbation.Effects;
import org.echelle.analysis.perturbation.SpuriousRemoval;
import org.echelle.analysis.perturbation.TargetedPerturbation;
import org.echelle.analysis.probing.ClassProbe;
import org.echelle.analysis.probing.LogisticProbe;
import org.echelle.analysis.samples.SampleMatrix;

/** What probes say when units are taken away, weakened or exchanged; all by arithmetic on pooled codes, without forward passes. */
final class PerturbationChapter {
    private static final int[] TOPS = {2, 5, 10};
    private static final int PAIRS = 1000;
    private static final int MOST_SCR = 10;
    private static final int MOST_TRIED = 40;
    /** Accuracy that the correlation must cost before its removal is worth a quotient. */
    private static final double GAP = 0.05;
    /** Samples in each of the four cells of target and spurious concept. */
    private static final int CELL = 25;

    private final Materials m;
    private final List<Basis> bases;
    private final List<Labelled> groups;

    PerturbationChapter(Materials m, List<Basis> bases, List<Labelled> groups) {
        this.m = m;
        this.bases = bases;
        this.groups = groups;
    }

    Chapter write() {
        Chapter.Draft draft = new Chapter.Draft(
                "perturbation",
                "Taking units away",
                "Are the features of one class that class’s own? Linear probes are fitted on the activations; units are then taken"
                        + " away, weakened or exchanged, the dictionary’s error kept, and the probes asked again on held-out samples. What the"
                        + " subject itself would do is another question: that takes an intervention.");
        targeted(draft);
        spurious(draft);
        exchanged(draft);
        attenuated(draft);
        if (groups.isEmpty()) {
            draft.note(
                    "Not defined for classes, because no group of concepts that exclude each other has two classes with "
                            + Labelled.LEAST + " samples each on both sides.");
        }
        return draft.done();
    }

    private record Fitted(ClassProbe probe, double[][] weights, double[][] logits) {}

    private Fitted fit(Labelled g) {
        ClassProbe probe =
                ClassProbe.fit(Labelled.pick(m.selection().activations(), g.train()), g.trainClass(), g.classes());
        double[][] weights = new double[g.classes()][];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = probe.probe(c).weight();
        }
        return new Fitted(probe, weights, probe.logits(Labelled.pick(m.heldOut().activations(), g.test())));
    }

    private void targeted(Chapter.Draft draft) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled g : groups) {
            Fitted fitted = fit(g);
            List<Cell> row =
                    new ArrayList<>(List.of(Cell.of(g.name()), Cell.of(g.classes()), Cell.of(g.test().length)));
            for (int top : TOPS) {
                for (Basis basis : bases) {
                    row.add(Cell.of(TargetedPerturbation.of(
                            basis.train().samples(g.train()),
                            g.trainClass(),
                            Effects.gains(basis.directions(), fitted.weights()),
                            fitted.logits(),
                            basis.test().samples(g.test()),
                            g.testClass(),
                            top,
                            Labelled.pick(m.heldOut().groups(), g.test()),
                            m.bootstrap())));
                }
            }
            rows.add(row);
        }
        List<Sheet.Column> columns =
                new ArrayList<>(List.of(Sheet.words("Classes of"), Sheet.words("classes"), Sheet.words("n")));
        for (int top : TOPS) {
            for (Basis basis : bases) {
                columns.add(Sheet.figure(basis.name() + " " + top, "tpp"));
            }
        }
        draft.sheet(
                "tpp",
                "Targeted probe perturbation with 2, 5 and 10 units a class taken away from n held-out samples: what the class loses beyond what the others lose; 0.5 is"
                        + " all of one class and nothing of others, 0 nothing or everything alike",
                columns,
                rows);
    }

    private void spurious(Chapter.Draft draft) {
        List<int[]> pairs = new ArrayList<>();
        for (int t = m.probed().nextSetBit(0); t >= 0; t = m.probed().nextSetBit(t + 1)) {
            for (int s = m.probed().nextSetBit(0); s >= 0; s = m.probed().nextSetBit(s + 1)) {
                if (!m.concepts().get(t).group().equals(m.concepts().get(s).group())
                        && m.concepts().get(t).level() == m.concepts().get(s).level()) {
                    int least = Math.min(least(m.selection(), t, s), least(m.heldOut(), t, s));
                    if (least >= CELL) {
                        pairs.add(new int[] {t, s, least});
                    }
                }
            }
        }
        pairs.sort((a, b) -> b[2] - a[2]);
        double most = 0;
        List<Correlated> tried = new ArrayList<>();
        for (int[] pair : pairs.subList(0, Math.min(MOST_TRIED, pairs.size()))) {
            Correlated one = spurious(pair[0], pair[1]);
            most = Math.max(most, one.cost().or(0));
            if (one.row().stream()
                    .allMatch(c -> !(c instanceof Cell.Figure f) || f.measure().defined())) {
                tried.add(one);
            }
        }
        tried.sort(Comparator.comparingDouble(c -> -c.fittedCost()));
        List<List<Cell>> rows =
                tried.stream().limit(MOST_SCR).map(Correlated::row).toList();
        if (rows.isEmpty()) {
            draft.note(
                    pairs.isEmpty()
                            ? "SCR is not defined, because no two concepts of different groups have " + CELL
                                    + " samples with both, with either and with none on both sides."
                            : String.format(
                                    Locale.ROOT,
                                    "SCR does not apply here: of %d pairs of concepts that were tried, none has a correlation that costs a probe"
                                            + " at least %.2f in accuracy, and surely more than nothing (the largest cost is %.3f). There is"
                                            + " nothing to be cured of.",
                                    Math.min(MOST_TRIED, pairs.size()),
                                    GAP,
                                    most));
        }
        List<Sheet.Column> columns =
                new ArrayList<>(List.of(Sheet.words("Target"), Sheet.words("Spurious"), Sheet.words("n")));
        columns.add(Sheet.figure("cost of the correlation", "scr"));
        bases.forEach(b -> columns.add(Sheet.figure(b.name() + " 5", "scr")));
        draft.sheet(
                "scr",
                "Spurious correlation removal with 5 units taken away, for the " + rows.size()
                        + " pairs of concepts whose correlation costs most on the selection side; n held-out samples, as many of each of the four"
                        + " cases: 1 as good as a probe that never saw the correlation, 0 nothing gained, below 0 worse than before (units that"
                        + " also carry the target)",
                columns,
                rows);
    }

    private static int[][] cells(Side side, int t, int s) {
        return IntStream.range(0, 4)
                .mapToObj(cell -> IntStream.range(0, side.count())
                        .filter(i -> side.known()[t][i]
                                && side.known()[s][i]
                                && side.present()[t][i] == cell >= 2
                                && side.present()[s][i] == (cell % 2 == 1))
                        .toArray())
                .toArray(int[][]::new);
    }

    private static int least(Side side, int t, int s) {
        int least = Integer.MAX_VALUE;
        for (int[] cell : cells(side, t, s)) {
            least = Math.min(least, cell.length);
        }
        return least;
    }

    private static int[] join(int most, int[]... cells) {
        return IntStream.range(0, cells.length)
                .flatMap(c -> IntStream.of(cells[c]).limit(most))
                .sorted()
                .toArray();
    }

    /**
     * Two concepts and what becomes of a probe that saw them together only.
     *
     * @param row of the table
     * @param cost in accuracy on held-out samples
     * @param fittedCost the same on the selection side, by which pairs are chosen
     */
    private record Correlated(List<Cell> row, Measure cost, double fittedCost) {}

    private Correlated spurious(int t, int s) {
        int[][] train = cells(m.selection(), t, s);
        int[][] test = cells(m.heldOut(), t, s);
        int[] biased = join(Integer.MAX_VALUE, train[0], train[3]);
        int[] balanced = join(least(m.selection(), t, s), train);
        int[] asked = join(least(m.heldOut(), t, s), test);
        double[][] x = m.selection().activations();
        LogisticProbe bad = LogisticProbe.fit(
                Labelled.pick(x, biased), Labelled.pick(m.selection().present()[t], biased));
        boolean[] target = Labelled.pick(m.selection().present()[t], balanced);
        boolean[] other = Labelled.pick(m.selection().present()[s], balanced);
        LogisticProbe oracle = LogisticProbe.fit(Labelled.pick(x, balanced), target);
        LogisticProbe scanner = LogisticProbe.fit(Labelled.pick(x, balanced), other);
        double[][] held = Labelled.pick(m.heldOut().activations(), asked);
        boolean[] truth = Labelled.pick(m.heldOut().present()[t], asked);
        String[] groups = Labelled.pick(m.heldOut().groups(), asked);
        Measure cost = SpuriousRemoval.cost(bad.logits(held), oracle.logits(held), truth, groups, m.bootstrap());
        double fittedCost = SpuriousRemoval.cost(
                        bad.logits(Labelled.pick(x, balanced)),
                        oracle.logits(Labelled.pick(x, balanced)),
                        target,
                        Labelled.pick(m.selection().groups(), balanced),
                        m.bootstrap().atMost(1))
                .or(0);
        List<Cell> row =
                new ArrayList<>(List.of(Cell.of(m.name(t)), Cell.of(m.name(s)), Cell.of(asked.length), Cell.of(cost)));
        for (Basis basis : bases) {
            double[][] gains = Effects.gains(basis.directions(), new double[][] {scanner.weight(), bad.weight()});
            row.add(Cell.of(SpuriousRemoval.of(
                    basis.train().samples(balanced),
                    other,
                    IntStream.range(0, gains.length)
                            .mapToDouble(j -> gains[j][0])
                            .toArray(),
                    IntStream.range(0, gains.length)
                            .mapToDouble(j -> gains[j][1])
                            .toArray(),
                    bad.logits(held),
                    oracle.logits(held),
                    basis.test().samples(asked),
                    truth,
                    5,
                    GAP,
                    groups,
                    m.bootstrap())));
        }
        return new Correlated(row, cost, fittedCost);
    }

    private void exchanged(Chapter.Draft draft) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled a : groups) {
            for (Labelled b : groups) {
                if (!a.name().equals(b.name())
                        && m.concepts().get(a.concepts()[0]).level()
                                == m.concepts().get(b.concepts()[0]).level()) {
                    List<Cell> row = exchanged(a, b);
                    if (!row.isEmpty() && rows.size() < 20) {
                        rows.add(row);
                    }
                }
            }
        }
        List<Sheet.Column> columns =
                new ArrayList<>(List.of(Sheet.words("Exchanged"), Sheet.words("To be kept"), Sheet.words("pairs")));
        for (Basis basis : bases) {
            columns.add(Sheet.figure(basis.name() + ": cause", "disentanglement"));
            columns.add(Sheet.figure("isolation", "disentanglement"));
            columns.add(Sheet.figure("score", "disentanglement"));
        }
        draft.sheet(
                "disentanglement",
                "Units of one attribute exchanged between held-out samples, as many as score best on the selection side (2, 5, 10, 20 or 40)",
                columns,
                rows);
    }

    private List<Cell> exchanged(Labelled a, Labelled b) {
        int[] train = common(a.train(), b.train());
        int[] test = common(a.test(), b.test());
        if (train.length < 2 * Labelled.LEAST || test.length < 2 * Labelled.LEAST) {
            return List.of();
        }
        Fitted fa = fit(a);
        Fitted fb = fit(b);
        SplittableRandom random = new SplittableRandom(m.bootstrap().seed());
        int[] base =
                IntStream.range(0, PAIRS).map(i -> random.nextInt(test.length)).toArray();
        int[] source =
                IntStream.range(0, PAIRS).map(i -> random.nextInt(test.length)).toArray();
        int[] trainBase =
                IntStream.range(0, PAIRS).map(i -> random.nextInt(train.length)).toArray();
        int[] trainSource =
                IntStream.range(0, PAIRS).map(i -> random.nextInt(train.length)).toArray();
        String[] trainGroups = Labelled.pick(m.selection().groups(), train);
        String[] testGroups = Labelled.pick(m.heldOut().groups(), test);
        List<Cell> row = new ArrayList<>();
        for (Basis basis : bases) {
            SampleMatrix fitCodes = basis.train().samples(train);
            SampleMatrix codes = basis.test().samples(test);
            List<Disentanglement.Attribute> choose =
                    List.of(attribute(a, fa, basis, train, train, true), attribute(b, fb, basis, train, train, true));
            List<Disentanglement.Attribute> ask =
                    List.of(attribute(a, fa, basis, train, test, false), attribute(b, fb, basis, train, test, false));
            int best = 0;
            double most = -1;
            int[] order = Disentanglement.features(fitCodes, choose, 0, 40);
            for (int top : new int[] {2, 5, 10, 20, 40}) {
                // one draw: the interval is not looked at here
                double score = Disentanglement.of(
                                fitCodes,
                                choose,
                                0,
                                first(order, top),
                                trainBase,
                                trainSource,
                                trainGroups,
                                m.bootstrap().atMost(1))
                        .score()
                        .or(-1);
                if (score > most) {
                    most = score;
                    best = top;
                }
            }
            Disentanglement.Outcome outcome =
                    Disentanglement.of(codes, ask, 0, first(order, best), base, source, testGroups, m.bootstrap());
            if (row.isEmpty()) {
                row.addAll(List.of(
                        Cell.of(a.name()),
                        Cell.of(b.name()),
                        Cell.of(outcome.cause().n())));
            }
            row.add(Cell.of(outcome.cause()));
            row.add(Cell.of(outcome.isolation()));
            row.add(Cell.of(outcome.score()));
        }
        return row;
    }

    private static int[] first(int[] order, int top) {
        return Arrays.copyOf(order, Math.min(top, order.length));
    }

    private static int[] common(int[] a, int[] b) {
        return IntStream.of(a).filter(i -> Arrays.binarySearch(b, i) >= 0).toArray();
    }

    private Disentanglement.Attribute attribute(
            Labelled g, Fitted fitted, Basis basis, int[] train, int[] asked, boolean onTrain) {
        double[][] rows = Labelled.pick((onTrain ? m.selection() : m.heldOut()).activations(), asked);
        return new Disentanglement.Attribute(
                labels(g.train(), g.trainClass(), train),
                Effects.gains(basis.directions(), fitted.weights()),
                fitted.probe().logits(rows),
                onTrain ? labels(g.train(), g.trainClass(), asked) : labels(g.test(), g.testClass(), asked));
    }

    private static int[] labels(int[] places, int[] label, int[] asked) {
        return IntStream.of(asked)
                .map(i -> label[Arrays.binarySearch(places, i)])
                .toArray();
    }

    private void attenuated(Chapter.Draft draft) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Labelled g : groups) {
            Fitted fitted = fit(g);
            double[][] gains = Effects.gains(m.decoder(), fitted.weights());
            SampleMatrix train = m.selection().mean().samples(g.train());
            SampleMatrix test = m.heldOut().mean().samples(g.test());
            // [set to 0, weakened][class][sample]: 1 where a right answer is lost, -1 where one is won
            double[][][] lost = new double[2][g.classes()][g.testClass().length];
            for (int c = 0; c < g.classes(); c++) {
                int which = c;
                boolean[] y = new boolean[g.trainClass().length];
                IntStream.range(0, y.length).forEach(i -> y[i] = g.trainClass()[i] == which);
                double[] effect = Effects.differences(train, y);
                for (int j = 0; j < effect.length; j++) {
                    effect[j] = Math.max(0, effect[j]) * gains[j][c];
                }
                double[][] zeroed = copy(fitted.logits());
                double[][] weakened = copy(fitted.logits());
                for (int j : Effects.greatest(effect, 5)) {
                    Attenuation app = Attenuation.fit(train.column(j), y);
                    test.each(j, (s, v) -> {
                        for (int k = 0; k < g.classes(); k++) {
                            zeroed[s][k] -= v * gains[j][k];
                            weakened[s][k] -= (v - app.attenuated(v)) * gains[j][k];
                        }
                    });
                }
                for (int s = 0; s < g.testClass().length; s++) {
                    int before = right(fitted.logits()[s], g.testClass()[s]);
                    lost[0][c][s] = before - right(zeroed[s], g.testClass()[s]);
                    lost[1][c][s] = before - right(weakened[s], g.testClass()[s]);
                }
            }
            List<Cell> row = new ArrayList<>(List.of(Cell.of(g.name()), Cell.of(g.test().length)));
            for (double[][] how : lost) {
                row.add(Cell.of(lost(how, g, true)));
                row.add(Cell.of(lost(how, g, false)));
            }
            rows.add(row);
        }
        draft.sheet(
                "app",
                "Suppressing a class by its 5 strongest features, n held-out samples: share of its own samples and of the others that are no longer told right, mean over"
                        + " classes",
                List.of(
                        Sheet.words("Classes of"),
                        Sheet.words("n"),
                        Sheet.figure("set to 0: its own", "app"),
                        Sheet.figure("others", "app"),
                        Sheet.figure("weakened by posterior: its own", "app"),
                        Sheet.figure("others", "app")),
                rows);
    }

    private static int right(double[] logits, int label) {
        return ClassProbe.winner(logits) == label ? 1 : 0;
    }

    /** Mean over classes of the share lost among a class's own samples, or among the others. */
    private Measure lost(double[][] lost, Labelled g, boolean own) {
        int[] once = new int[g.testClass().length];
        Arrays.fill(once, 1);
        return m.bootstrap()
                .within(
                        Measure.of(lost(lost, g, own, once), once.length),
                        Labelled.pick(m.heldOut().groups(), g.test()),
                        weights -> lost(lost, g, own, weights));
    }

    private static double lost(double[][] lost, Labelled g, boolean own, int[] weights) {
        double sum = 0;
        for (int c = 0; c < lost.length; c++) {
            double above = 0;
            double below = 0;
            for (int s = 0; s < weights.length; s++) {
                if (g.testClass()[s] == c == own) {
                    above += weights[s] * lost[c][s];
                    below += weights[s];
                }
            }
            sum += below == 0 ? Double.NaN : above / below;
        }
        return sum / lost.length;
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }
}
