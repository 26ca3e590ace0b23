package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.api.Subject;
import org.echelle.api.Tap;

/**
 * How likely a subject finds a changed sequence beside the original, without any label (Meier et al. 2021, doi 10.1101/2021.07.09.450648).
 *
 * <p>Masked models: masked marginals, {@code Σ log p(new | original, place hidden) - log p(old | original, place hidden)} over the
 * changed places, each hidden by itself; one pass a place of the original, whatever the number of variants. Models that read from left to
 * right: the log-likelihood of the whole sequence less that of the original; one pass a variant. Letters that the model does not tell
 * apart count nothing.
 */
public final class LabelFreeScore {
    /** What it is called in tables. */
    public static final String MASKED = "masked marginals, no labels";

    /** What it is called in tables. */
    public static final String LIKELIHOOD = "log-likelihood, no labels";

    private static final int BATCH = 16;

    /** Of a model that steps through a sequence, whose cost hardly grows with the batch. */
    private static final int WIDE = 64;

    private final Subject subject;
    private final SequenceModel model;
    private final NDManager manager;
    private final Sample original;
    private final String letters;
    /** {@code [place][letter]}, of a masked model, filled as places are asked for. */
    private final double[][] hidden;

    private Optional<Double> likelihood = Optional.empty();

    /** @param original of which all others are changed copies of the same length */
    public LabelFreeScore(Subject subject, SequenceModel model, Sample original, NDManager manager) {
        this.subject = subject;
        this.model = model;
        this.manager = manager;
        this.original = original;
        letters = model.sequence(original);
        hidden = new double[letters.length()][];
    }

    /** {@link #MASKED} or {@link #LIKELIHOOD}. */
    public String name() {
        return model.hides() ? MASKED : LIKELIHOOD;
    }

    /**
     * Scores sequences.
     *
     * @return NaN where a sequence has another length than the original
     */
    public double[] of(List<String> sequences, Progress progress) {
        return model.hides() ? marginals(sequences, progress) : likelihoods(sequences, progress);
    }

    /** {@code [letter]} log-probabilities at a place of the original that is hidden; only for masked models. */
    double[] hiddenAt(int place) {
        fill(new int[] {place}, Progress.SILENT);
        return hidden[place].clone();
    }

    private double[] marginals(List<String> sequences, Progress progress) {
        boolean[] changed = new boolean[letters.length()];
        for (String s : sequences) {
            for (int i = 0; s.length() == changed.length && i < changed.length; i++) {
                changed[i] |= s.charAt(i) != letters.charAt(i);
            }
        }
        fill(IntStream.range(0, changed.length).filter(i -> changed[i]).toArray(), progress);
        return sequences.stream().mapToDouble(this::marginal).toArray();
    }

    private double marginal(String s) {
        if (s.length() != letters.length()) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < letters.length(); i++) {
            int now = model.letters().indexOf(s.charAt(i));
            int before = model.letters().indexOf(letters.charAt(i));
            if (now != before && now >= 0 && before >= 0) {
                sum += hidden[i][now] - hidden[i][before];
            }
        }
        return sum;
    }

    private void fill(int[] places, Progress progress) {
        int[] missing = IntStream.of(places).filter(p -> hidden[p] == null).toArray();
        progress.begin("hide places of the original", missing.length, "places");
        for (int from = 0; from < missing.length; from += BATCH) {
            progress.check();
            int[] some = Arrays.copyOfRange(missing, from, Math.min(missing.length, from + BATCH));
            try (NDManager scope = manager.newSubManager()) {
                List<Sample> copies = new ArrayList<>();
                int[][] asked = new int[some.length][];
                for (int i = 0; i < some.length; i++) {
                    copies.add(original);
                    asked[i] = new int[] {some[i]};
                }
                NDList inputs = model.hide(subject.prepare(copies, scope), asked);
                LetterTable table = LetterTable.of(model, subject.forward(inputs, Tap.NONE));
                for (int i = 0; i < some.length; i++) {
                    double normaliser = table.normaliser(i, some[i]);
                    double[] row = new double[model.letters().length()];
                    for (int a = 0; a < row.length; a++) {
                        row[a] = table.logit(i, some[i], model.letters().charAt(a)) - normaliser;
                    }
                    hidden[some[i]] = row;
                }
            }
            progress.advance(from + (long) some.length, "");
        }
    }

    private double[] likelihoods(List<String> sequences, Progress progress) {
        if (likelihood.isEmpty()) {
            likelihood = Optional.of(logLikelihoods(List.of(letters))[0]);
        }
        double[] all = new double[sequences.size()];
        progress.begin("likelihoods", all.length, "sequences");
        for (int from = 0; from < all.length; from += WIDE) {
            progress.check();
            List<String> some = sequences.subList(from, Math.min(all.length, from + WIDE));
            double[] found = logLikelihoods(some);
            for (int i = 0; i < found.length; i++) {
                all[from + i] = some.get(i).length() == letters.length() ? found[i] - likelihood.get() : Double.NaN;
            }
            progress.advance(from + (long) found.length, "");
        }
        return all;
    }

    private double[] logLikelihoods(List<String> sequences) {
        try (NDManager scope = manager.newSubManager()) {
            List<Sample> samples = new ArrayList<>();
            sequences.forEach(s -> samples.add(model.changed(original, original.id() + "*", s)));
            LetterTable table = LetterTable.of(model, subject.forward(subject.prepare(samples, scope), Tap.NONE));
            double[] sums = new double[sequences.size()];
            for (int s = 0; s < sums.length; s++) {
                String text = sequences.get(s);
                for (int i = 0; i < text.length(); i++) {
                    if (model.letters().indexOf(text.charAt(i)) >= 0) {
                        sums[s] += table.logit(s, i, text.charAt(i)) - table.normaliser(s, i);
                    }
                }
            }
            return sums;
        }
    }
}
