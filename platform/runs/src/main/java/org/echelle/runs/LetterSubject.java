package org.echelle.runs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.echelle.api.HookPoint;
import org.echelle.api.SequenceModel;
import org.echelle.api.Sites;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.steering.experiment.Readout;

/**
 * A language model that is asked for letters at places: in place of its own outputs it gives one vector a place, the first column for the
 * letters that are wanted there together ({@code log Σ exp} of their logits), then one a letter. Where a place is asked for wanted letters
 * these have no column of their own, and where it only stands by, the first column is nothing; a softmax over the columns is in both cases
 * the model's distribution over its letters.
 */
final class LetterSubject extends WrappedSubject {
    /** Sample within the batch, place, wanted letters as bits (0 for a place that stands by). */
    private static final int ASKED = 3;

    private final SequenceModel model;

    /** Does not close the subject. */
    LetterSubject(Subject subject) {
        super(subject);
        this.model = subject.sequences().orElseThrow();
    }

    /** The columns' names. */
    static Readout readout(LetterTarget target, SequenceModel model) {
        List<String> names = new ArrayList<>(List.of(target.text()));
        model.letters().chars().forEach(c -> names.add(String.valueOf((char) c)));
        return new Readout(List.copyOf(names), new int[names.size()], 1);
    }

    /** Inputs with what is asked of them behind. */
    static NDList asking(NDList inputs, long[][] asked, NDManager owner) {
        long[] flat = new long[asked.length * ASKED];
        for (int c = 0; c < asked.length; c++) {
            System.arraycopy(asked[c], 0, flat, c * ASKED, ASKED);
        }
        NDList all = new NDList(inputs);
        all.add(owner.create(flat, new Shape(asked.length, ASKED)));
        return all;
    }

    private static NDList own(NDList inputs) {
        return new NDList(inputs.subList(0, inputs.size() - 1));
    }

    @Override
    public NDList forward(NDList inputs, Tap tap) {
        NDArray list = inputs.get(inputs.size() - 1);
        long[] asked = list.toLongArray();
        LetterTable table;
        try (NDList out = subject().forward(own(inputs), tap)) {
            table = LetterTable.of(model, out);
        }
        int columns = model.letters().length() + 1;
        int cases = asked.length / ASKED;
        float[] logits = new float[cases * columns];
        for (int c = 0; c < cases; c++) {
            int sample = (int) asked[c * ASKED];
            int place = (int) asked[c * ASKED + 1];
            long wanted = asked[c * ASKED + 2];
            double[] row = new double[columns - 1];
            double most = Double.NEGATIVE_INFINITY;
            for (int a = 0; a < row.length; a++) {
                row[a] = table.logit(sample, place, model.letters().charAt(a));
                most = Math.max(most, row[a]);
            }
            double sum = 0;
            for (int a = 0; a < row.length; a++) {
                boolean in = (wanted >> a & 1) != 0;
                sum += in ? Math.exp(row[a] - most) : 0;
                logits[c * columns + 1 + a] = in ? Float.NEGATIVE_INFINITY : (float) (row[a] - most);
            }
            logits[c * columns] = (float) Math.log(sum);
        }
        return new NDList(list.getManager().create(logits, new Shape(cases, columns)));
    }

    @Override
    public Sites sites(HookPoint hook, NDList inputs) {
        return super.sites(hook, own(inputs));
    }
}
