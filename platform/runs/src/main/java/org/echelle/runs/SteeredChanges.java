package org.echelle.runs;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Sample;
import org.echelle.api.SequenceModel;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.sae.Dictionary;
import org.echelle.steering.FeatureEdit;
import org.echelle.steering.Intervention;
import org.echelle.steering.Operation;
import org.echelle.steering.Steering;

/**
 * Which single changes of a sequence an edited subject prefers: by how much the edit raises the log-odds of a letter against the one that
 * stands there, {@code [log p'(a) - log p'(own)] - [log p(a) - log p(own)]}, at every place. The sequence is shown whole, as in LowNSAE
 * (arXiv 2508.18567), which takes the most likely letter instead; a difference also works where an edit is too weak to turn a prediction.
 */
final class SteeredChanges {
    private final Subject subject;
    private final SequenceModel model;
    private final HookPoint hook;
    private final Dictionary dictionary;
    private final NDManager manager;
    private final Sample original;
    private final String letters;
    private final double[][] plain;
    /** Controls draw the same features again and again. */
    private final Map<String, List<Change>> known = new HashMap<>();

    /**
     * One change.
     *
     * @param place counted from 0
     * @param letter the new one
     * @param gain by how much the edit favours it
     * @param feature that was edited
     */
    record Change(int place, char letter, double gain, int feature) {}

    SteeredChanges(Subject subject, HookPoint hook, Dictionary dictionary, Sample original, NDManager manager) {
        this.subject = subject;
        this.model = subject.sequences().orElseThrow();
        this.hook = hook;
        this.dictionary = dictionary;
        this.manager = manager;
        this.original = original;
        letters = model.sequence(original);
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = subject.prepare(List.of(original), scope);
            plain = odds(LetterTable.of(model, subject.forward(inputs, Tap.NONE)), 0);
        }
    }

    /** Log-odds of each letter against the own one, {@code [place][letter]}; zeros where that is none of the model's. */
    private double[][] odds(LetterTable table, int sample) {
        double[][] odds = new double[letters.length()][model.letters().length()];
        for (int i = 0; i < odds.length; i++) {
            if (model.letters().indexOf(letters.charAt(i)) >= 0) {
                double own = table.logit(sample, i, letters.charAt(i));
                for (int a = 0; a < odds[i].length; a++) {
                    odds[i][a] = table.logit(sample, i, model.letters().charAt(a)) - own;
                }
            }
        }
        return odds;
    }

    /**
     * The changes that setting a feature at all rows favours most, those of each value best first; of equal ones the earlier place. One
     * pass for all values, each on its own copy of the sequence.
     */
    List<Change> best(int feature, double[] values, int count) {
        return known.computeIfAbsent(feature + Arrays.toString(values) + count, k -> found(feature, values, count));
    }

    private List<Change> found(int feature, double[] values, int count) {
        List<Change> all = new ArrayList<>();
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = subject.prepare(Collections.nCopies(values.length, original), scope);
            Steering steering = Steering.of(subject);
            for (int v = 0; v < values.length; v++) {
                int copy = v;
                steering = steering.with(
                        dictionary,
                        Intervention.of(hook.name(), List.of(new FeatureEdit(feature, new Operation.Set((float)
                                        values[v]))))
                                .withWhere(row -> row.sample() == copy));
            }
            LetterTable table = LetterTable.of(model, steering.forward(inputs));
            for (int v = 0; v < values.length; v++) {
                all.addAll(favoured(odds(table, v), feature, count));
            }
        }
        return List.copyOf(all);
    }

    private List<Change> favoured(double[][] edited, int feature, int count) {
        List<Change> all = new ArrayList<>();
        for (int i = 0; i < edited.length; i++) {
            for (int a = 0; a < edited[i].length; a++) {
                double gain = edited[i][a] - plain[i][a];
                if (gain > 0 && model.letters().charAt(a) != letters.charAt(i)) {
                    all.add(new Change(i, model.letters().charAt(a), gain, feature));
                }
            }
        }
        all.sort(Comparator.comparingDouble((Change c) -> -c.gain()).thenComparingInt(Change::place));
        return all.subList(0, Math.min(count, all.size()));
    }
}
