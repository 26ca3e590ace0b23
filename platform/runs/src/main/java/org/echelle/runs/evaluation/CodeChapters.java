package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.analysis.Density;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.analysis.Reconstruction;
import org.echelle.analysis.outliers.Detection;
import org.echelle.analysis.similarity.Cknna;

/** Chapters that need no concept: what is kept, what is lost, how sparse, how unlike. */
final class CodeChapters {
    /** Every one of these is compared with every other one, feature by feature. */
    private static final int MOST_NEIGHBOURS = 500;

    private CodeChapters() {}

    static Chapter reconstruction(Materials m) {
        Reconstruction.Summary r = m.reconstruction();
        Reconstruction.Intervals lies = m.reconstructionIntervals();
        String rows = "all held-out rows";
        Chapter.Draft draft = new Chapter.Draft(
                "reconstruction",
                "What is kept and what is lost",
                "How much of an activation can be told from its features? What is lost is worth a look of its own: a part of the"
                        + " error that is linear in the activation speaks of directions that are missing from the dictionary, the rest of an"
                        + " encoder that chose wrongly.");
        boolean any = r.rows() > 0;
        String none = "there are no held-out rows";
        boolean varies = any && r.fvu() < Double.MAX_VALUE;
        String constant = any ? "all held-out rows are equal" : none;
        Measure explained = varies
                ? Measure.of(r.explainedVariance(), r.rows(), lies.explainedVariance())
                : Measure.undefined(constant);
        draft.find(
                "fvu", "FVU", varies ? Measure.of(r.fvu(), r.rows(), lies.fvu()) : Measure.undefined(constant), rows);
        draft.find("explained-variance", "explained variance", explained, rows);
        draft.find(
                "cosine-similarity",
                "cosine with the activation",
                any ? Measure.of(r.cosine(), r.rows(), lies.cosine()) : Measure.undefined(none),
                "mean over " + rows);
        draft.find(
                "shrinkage",
                "shrinkage γ",
                r.shrinkage() > 0
                        ? Measure.of(r.shrinkage(), r.rows(), lies.shrinkage())
                        : Measure.undefined("nothing is reconstructed"),
                rows + "; 1 is unbiased");
        String dark = "map fitted on " + count(m.dark().fitted()) + " rows of the selection side";
        draft.find("dark-matter", "FVU from non-linear error", m.dark().fvuNonLinear(), dark);
        draft.find("dark-matter", "FVU from linear error", m.dark().fvuLinear(), dark);
        draft.find("dark-matter", "error that is linear, R²", m.dark().vectorR2(), dark);
        draft.find("dark-matter", "its squared length, R²", m.dark().normR2(), dark);
        neighbourhoods(m, draft);
        List<List<Cell>> published = new ArrayList<>();
        published.add(row("1 − FVU", "this report", explained));
        published.add(row("centred", "dictionary_learning", m.published().centred()));
        published.add(row("per dimension", "ensembling-saes", m.published().perDimension()));
        published.add(row("one grand mean (r2)", "overcomplete", m.published().grandMean()));
        published.add(row(
                "uncentred, faulty",
                "SAELens 6.18 evals, SAEBench 0.6",
                m.published().uncentred()));
        published.add(row(
                "normalised error, lower is better",
                "OpenAI, MSAE",
                m.published().normalisedError()));
        published.add(row("within a row, lower is better", "MSAE", m.published().withinRow()));
        draft.sheet(
                "published",
                "The same reconstruction under other tools’ definitions, for comparison with published figures; all but the first on"
                        + " the rows of the drawn held-out samples",
                List.of(Sheet.words("Definition"), Sheet.words("Used by"), Sheet.figure("Value", "published-variance")),
                published);
        return draft.done();
    }

    private static void neighbourhoods(Materials m, Chapter.Draft draft) {
        int[] some = IntStream.range(0, Math.min(MOST_NEIGHBOURS, m.heldOut().count()))
                .toArray();
        double[][] x = Labelled.pick(m.heldOut().activations(), some);
        double[][] z = m.heldOut().mean().samples(some).dense();
        // Pooling is linear: the pooled reconstruction is the reconstruction of the pooled code, but for a constant.
        double[][] made = new double[some.length][m.width()];
        for (int i = 0; i < some.length; i++) {
            for (int j = 0; j < m.features(); j++) {
                for (int k = 0; k < m.width() && z[i][j] != 0; k++) {
                    made[i][k] += z[i][j] * m.decoder()[j * m.width() + k];
                }
            }
        }
        double[][] before = directions(x);
        String basis = "held-out samples, mean-pooled, centred, to length 1; 10 neighbours";
        String[] groups = Labelled.pick(m.heldOut().groups(), some);
        GroupBootstrap draws = m.bootstrap().atMost(200);
        draft.find(
                "cknna",
                "neighbours kept by the reconstruction",
                Cknna.of(before, directions(made), 10, groups, draws),
                basis);
        draft.find("cknna", "neighbours kept by the code", Cknna.of(before, directions(z), 10, groups, draws), basis);
    }

    /** Rows with their mean taken away, to length 1; rows at the mean stay 0. */
    private static double[][] directions(double[][] rows) {
        double[][] out = new double[rows.length][];
        double[] mean = new double[rows.length == 0 ? 0 : rows[0].length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        for (int r = 0; r < rows.length; r++) {
            out[r] = new double[mean.length];
            double square = 0;
            for (int i = 0; i < mean.length; i++) {
                out[r][i] = rows[r][i] - mean[i];
                square += out[r][i] * out[r][i];
            }
            for (int i = 0; i < mean.length && square > 0; i++) {
                out[r][i] /= Math.sqrt(square);
            }
        }
        return out;
    }

    private static List<Cell> row(String name, String who, Measure measure) {
        return List.of(Cell.of(name), Cell.of(who), Cell.of(measure));
    }

    private static String count(long n) {
        return String.format(java.util.Locale.ROOT, "%,d", n);
    }

    static Chapter sparsity(Materials m) {
        Density.Summary d = m.density();
        Density.Intervals lies = m.densityIntervals();
        String rows = "all held-out rows";
        Measure none = Measure.undefined("there are no held-out rows");
        boolean any = d.rows() > 0;
        Chapter.Draft draft = new Chapter.Draft(
                "sparsity",
                "How sparse the code is",
                "How many features does a row need, and is every feature used? The histogram of densities is on the first page.");
        draft.find(
                "l0",
                "L0",
                any ? Measure.of(d.l0(), d.rows(), lies.l0()) : none,
                rows + "; median " + d.l0Median() + ", 5 % to 95 %: " + d.l0Low() + " to " + d.l0High());
        draft.find(
                "dead",
                "dead",
                any ? Measure.of(d.deadShare(), d.rows(), lies.deadShare()) : none,
                d.deadShare() == 0
                        ? "share of features"
                        : "share of features; each of these fires on less than "
                                + String.format(java.util.Locale.ROOT, "%.2g", d.deadBelow()) + " of rows (95 %)");
        draft.find(
                "density",
                "dense above 1 %",
                any ? Measure.of(d.above1Percent(), d.rows(), lies.above1Percent()) : none,
                "share of features");
        draft.find(
                "density",
                "dense above 10 %",
                any ? Measure.of(d.above10Percent(), d.rows(), lies.above10Percent()) : none,
                "share of features");
        draft.find(
                "density",
                "firings of dense features",
                any ? Measure.of(d.firingsOfDense(), d.rows(), lies.firingsOfDense()) : none,
                "share of all firings that belong to features above 10 %");
        return draft.done();
    }

    static Chapter downstream(Materials m) {
        Downstream d = m.downstream();
        Chapter.Draft draft = new Chapter.Draft(
                "downstream",
                "What the subject can still do",
                "The reconstruction stands in the activation’s place and the subject runs on: how much of its output is left? 1 is all of it;"
                        + " 0 is what it gives with the mean row of the selection side in every place.");
        if (!d.because().isEmpty()) {
            return draft.find("recovered-loss", "output recovered", Measure.undefined(d.because()), "")
                    .done();
        }
        String zero =
                "putting the mean row in the activation’s place changes nothing, so that there is nothing to recover";
        String basis = "output \"" + d.output() + "\", held-out samples, ablated baseline: mean row";
        draft.find(
                "recovered-loss",
                "output recovered",
                m.bootstrap().ratio(minus(d.ablated(), d.reconstructed()), d.ablated(), d.groups(), zero),
                "by squared distance from the original output; " + basis);
        if (d.reconstructedSame().length > 0) {
            draft.find(
                    "recovered-loss",
                    "KL recovered",
                    m.bootstrap()
                            .ratio(
                                    minus(d.ablatedDivergence(), d.reconstructedDivergence()),
                                    d.ablatedDivergence(),
                                    d.groups(),
                                    zero),
                    "KL(original || changed); " + basis);
            draft.find(
                    "recovered-loss",
                    "same class, reconstruction",
                    m.bootstrap().mean(d.reconstructedSame(), d.groups()),
                    "share of samples whose most probable class stays");
            draft.find(
                    "recovered-loss",
                    "same class, mean row",
                    m.bootstrap().mean(d.ablatedSame(), d.groups()),
                    "the ablated baseline");
        }
        return draft.done();
    }

    private static double[] minus(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }

    static Chapter outliers(Materials m) {
        Chapter.Draft draft = new Chapter.Draft(
                "outliers",
                "Rows unlike the others",
                "Can rows from elsewhere be told by their features? Two checks that need no foreign data: rows whose columns were"
                        + " shuffled keep every neuron’s distribution and lose all structure, and should be told apart; held-out rows should not be"
                        + " told from those that the dictionary was trained on (0.5).");
        Materials.Unlikely all = m.unlikely();
        List<List<Cell>> rows = new ArrayList<>();
        for (Materials.Unlikely.Score s : all.scores()) {
            Detection noise = Detection.of(
                    s.shuffled(),
                    all.shuffledGroups(),
                    s.heldOut(),
                    all.heldOutGroups(),
                    m.bootstrap().atMost(200));
            Detection drift = Detection.of(
                    s.heldOut(),
                    all.heldOutGroups(),
                    s.selection(),
                    all.selectionGroups(),
                    m.bootstrap().atMost(200));
            rows.add(List.of(
                    Cell.of(s.name()),
                    Cell.of(noise.auroc()),
                    Cell.of(noise.averagePrecision()),
                    Cell.of(noise.falseAlarms()),
                    Cell.of(drift.auroc())));
        }
        draft.note(
                "Distances are from rows of one half of the selection side’s groups; its rows that are scored are of the other half."
                        + " The last line needs no dictionary: it is what the scores above it have to beat.");
        draft.sheet(
                "scores",
                "Scores of single rows: " + count(all.shuffledGroups().length) + " shuffled, "
                        + count(all.heldOutGroups().length) + " held-out and " + count(all.selectionGroups().length)
                        + " selection rows",
                List.of(
                        Sheet.words("Score"),
                        Sheet.figure("Shuffled against held-out: AUROC", "ood"),
                        Sheet.figure("average precision", "ood"),
                        Sheet.figure("false alarms at 95 %", "ood"),
                        Sheet.figure("Held-out against trained on: AUROC", "ood")),
                rows);
        return draft.done();
    }
}
