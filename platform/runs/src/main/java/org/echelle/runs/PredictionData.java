package org.echelle.runs;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.echelle.analysis.prediction.Inputs;
import org.echelle.analysis.samples.PooledCodes;
import org.echelle.analysis.samples.Pooling;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Progress;
import org.echelle.api.SequenceModel;
import org.echelle.steering.experiment.FeatureRates;
import org.echelle.store.FeatureIndex;

/**
 * What a target of a run's samples may be predicted from: means over sites of the dictionary's features, of the subject's neurons, of their
 * principal components and of the domain's plain features. Rows that stand for no place (class tokens) are left out of the means.
 *
 * @param numbers of the samples with a target, rising
 * @param inputs kinds of input of these, the dictionary's features first
 * @param target of these
 * @param groups of these
 * @param others samples without a target
 * @param unlabelled the features of these
 * @param seen how many of the samples with a target the dictionary was trained on
 */
public record PredictionData(
        int[] numbers,
        List<Inputs> inputs,
        double[] target,
        String[] groups,
        int[] others,
        Inputs unlabelled,
        int seen) {
    public static final String FEATURES = "features";
    public static final String NEURONS = "neurons";
    public static final String PCA = "PCA of neurons";

    /** Samples of the selection side whose principal axes are taken. */
    private static final int LEARNT = 500;

    /**
     * Gathers.
     *
     * @param unseen whether to leave out samples that the dictionary was trained on
     */
    public static PredictionData of(
            FinishedRun run, HookResults results, TargetTable table, boolean unseen, Progress progress) {
        double[] values = table.values();
        IntPredicate known = s -> !Double.isNaN(values[s]) && !(unseen && run.selection(s));
        if (!FeatureIndex.exists(results.index())) {
            throw new RunException("The run " + run.folder() + " has no feature index at "
                    + results.hook().name() + " yet; `echelle score " + run.folder() + "` makes it.");
        }
        try (FeatureIndex index = FeatureIndex.open(results.index())) {
            CodeSource codes = new IndexedCodes(index, results.hook().axes().size(), progress);
            PooledCodes pooled = features(run, codes, progress);
            PooledCodes labelled = pooled.where(known);
            PooledCodes rest = pooled.where(s -> Double.isNaN(values[s]));
            int[] numbers =
                    IntStream.range(0, labelled.size()).map(labelled::number).toArray();
            if (numbers.length == 0) {
                throw new RunException("No sample with a number in column " + table.name() + " has rows in this run"
                        + (unseen ? " on its held-out side; leave out --unseen." : "."));
            }
            List<Inputs> inputs = new ArrayList<>(List.of(Inputs.of(FEATURES, labelled)));
            inputs.addAll(neurons(run, results, numbers, progress));
            Optional<SequenceModel> sequences = run.opened().subject().sequences();
            Optional<Inputs> letters = sequences.flatMap(m -> SequenceInputs.oneHot(
                    m, SequenceInputs.letters(run, m, numbers), run.samples().original()));
            if (sequences.isPresent()) {
                SequenceInputs.embeddings(run, results.hook(), numbers, progress)
                        .ifPresent(inputs::add);
                letters.ifPresent(inputs::add);
            }
            Optional<PlainFeatures> plain = run.opened().plainFeatures();
            if (plain.isPresent()) {
                progress.begin("plain features", numbers.length, "samples");
                PlainMeans means =
                        PlainMeans.of(plain.get(), codes, run.samples(), results.hook(), s -> labelled.find(s) >= 0);
                // letters by site say what plain features by site say, in fewer columns
                inputs.addAll(letters.isPresent() ? means.inputs(numbers).subList(0, 1) : means.inputs(numbers));
            }
            return new PredictionData(
                    numbers,
                    inputs,
                    IntStream.of(numbers).mapToDouble(s -> values[s]).toArray(),
                    IntStream.range(0, numbers.length).mapToObj(labelled::group).toArray(String[]::new),
                    IntStream.range(0, rest.size()).map(rest::number).toArray(),
                    Inputs.of(FEATURES, rest),
                    (int) IntStream.of(numbers).filter(run::selection).count());
        }
    }

    /**
     * The dictionary's features alone, of samples with a target.
     *
     * @param inputs of these
     * @param numbers of the samples, rising
     * @param target of these
     * @param peak {@code [feature]}, its largest activation on a row of any of them
     * @param rates how often and how strongly features are active on rows
     */
    record Features(Inputs inputs, int[] numbers, double[] target, float[] peak, FeatureRates rates) {}

    /** See {@link Features}. */
    static Features features(FinishedRun run, HookResults results, TargetTable table, Progress progress) {
        double[] values = table.values();
        if (!FeatureIndex.exists(results.index())) {
            throw new RunException("The run " + run.folder() + " has no feature index at "
                    + results.hook().name() + " yet; `echelle score " + run.folder() + "` makes it.");
        }
        try (FeatureIndex index = FeatureIndex.open(results.index())) {
            CodeSource codes = new IndexedCodes(index, results.hook().axes().size(), progress);
            int n = codes.features();
            float[] peak = new float[n];
            long[] fired = new long[n];
            double[] sum = new double[n];
            long[] all = new long[1];
            PooledCodes.Builder builder = new PooledCodes.Builder(n, Pooling.MEAN);
            progress.begin("pool features", run.groups().samples(), "samples");
            codes.each(s -> !Double.isNaN(values[s]), (sample, rows, where) -> {
                builder.add(sample, run.groups().of(sample), SitePlaces.codes(rows, where));
                all[0] += rows.rows();
                for (int e = rows.rowStart()[0]; e < rows.rowStart()[rows.rows()]; e++) {
                    int j = rows.feature()[e];
                    peak[j] = Math.max(peak[j], rows.value()[e]);
                    fired[j]++;
                    sum[j] += rows.value()[e];
                }
                progress.advance(sample + 1L, "");
            });
            PooledCodes pooled = builder.build();
            int[] numbers =
                    IntStream.range(0, pooled.size()).map(pooled::number).toArray();
            if (numbers.length == 0) {
                throw new RunException("No sample with a number in column " + table.name() + " has rows in this run.");
            }
            return new Features(
                    Inputs.of(FEATURES, pooled),
                    numbers,
                    IntStream.of(numbers).mapToDouble(s -> values[s]).toArray(),
                    peak,
                    FeatureRates.of(n, j -> fired[j] / (double) all[0], j -> fired[j] == 0 ? 0 : sum[j] / fired[j]));
        }
    }

    private static PooledCodes features(FinishedRun run, CodeSource codes, Progress progress) {
        PooledCodes.Builder builder = new PooledCodes.Builder(codes.features(), Pooling.MEAN);
        progress.begin("pool features", run.groups().samples(), "samples");
        codes.each(sample -> true, (sample, rows, where) -> {
            builder.add(sample, run.groups().of(sample), SitePlaces.codes(rows, where));
            progress.advance(sample + 1L, "");
        });
        return builder.build();
    }

    private static List<Inputs> neurons(FinishedRun run, HookResults results, int[] numbers, Progress progress) {
        BitSet wanted = new BitSet();
        BitSet side = new BitSet();
        IntStream.range(0, run.groups().samples()).filter(run::selection).forEach(side::set);
        BitSet learn = HookEvaluation.drawn(side, LEARNT, run.opened().config().seed());
        IntStream.of(numbers).forEach(wanted::set);
        wanted.or(learn);
        progress.begin("pool neurons", wanted.cardinality(), "samples");
        try (Activations rows = run.activations(results)) {
            NeuronMeans means = NeuronMeans.of(rows.rows(), wanted::get, progress);
            return List.of(
                    Inputs.dense(NEURONS, means.of(numbers)),
                    Inputs.dense(PCA, means.components(numbers, learn.stream().toArray())));
        }
    }
}
