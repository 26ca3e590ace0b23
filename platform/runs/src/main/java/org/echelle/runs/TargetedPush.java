package org.echelle.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.sae.Dictionary;
import org.echelle.steering.ErrorTerm;
import org.echelle.steering.Gate;
import org.echelle.steering.Intervention;
import org.echelle.steering.Push;
import org.echelle.steering.Reading;
import org.echelle.steering.Where;
import org.echelle.steering.choice.Choice;
import org.echelle.steering.choice.DirectionTrials;
import org.echelle.steering.choice.Evidence;
import org.echelle.steering.choice.Ranked;
import org.echelle.steering.choice.Strategy;
import org.echelle.steering.experiment.Variant;

/**
 * Pushes along SAE-targeted directions (SAE-TS): each is as long as its feature's mean contribution where it fires on the target, so
 * that factor 1 adds as much as the feature usually does.
 */
final class TargetedPush {
    private static final int SAMPLES = 128;
    private static final int ROWS = 512;
    private static final double LAMBDA = 1;

    private final DirectionTrials trials;
    private final float[] atoms;
    private final int width;
    private final double factor;
    /** Feature to the length of its push. */
    private final Map<Integer, Double> lengths = new LinkedHashMap<>();

    private TargetedPush(DirectionTrials trials, float[] atoms, int width, double factor) {
        this.trials = trials;
        this.atoms = atoms;
        this.width = width;
        this.factor = factor;
    }

    static TargetedPush fit(
            RunView run,
            Subject subject,
            HookPoint hook,
            Dictionary dictionary,
            Evidence evidence,
            Choice chosen,
            int[] selection,
            SteerOptions options) {
        float[] atoms = dictionary.atoms().toFloats();
        int d = hook.width();
        Map<Integer, Double> lengths = new LinkedHashMap<>();
        double sum = 0;
        for (int j : chosen.features()) {
            double strength = evidence.targetStrength(j) > 0 ? evidence.targetStrength(j) : evidence.strength(j);
            double length = strength * norm(atoms, j, d);
            if (!(length > 0)) {
                throw new RunException(
                        "Feature " + j + " fires nowhere on the selection side, so nobody knows how far a"
                                + " push for it should go.");
            }
            lengths.put(j, length);
            sum += length;
        }
        long seed = run.opened().config().seed();
        DirectionTrials trials = DirectionTrials.run(
                dictionary,
                rows(run, subject, hook, dictionary, selection),
                sum / lengths.size(),
                Math.max(4 * d, 64),
                seed + 29,
                run.opened().manager(),
                run.progress()::check);
        TargetedPush push =
                new TargetedPush(trials, atoms, d, options.choosing().factor().orElse(1.0));
        push.lengths.putAll(lengths);
        return push;
    }

    /** Some rows of some selection samples, evenly taken. */
    private static float[] rows(RunView run, Subject subject, HookPoint hook, Dictionary dictionary, int[] selection) {
        int step = Math.max(1, selection.length / SAMPLES);
        int[] some = new int[(selection.length + step - 1) / step];
        for (int i = 0; i < some.length; i++) {
            some[i] = selection[i * step];
        }
        List<float[]> parts = new ArrayList<>();
        run.inputs(subject, some, "rows for trials")
                .each(batch -> parts.add(Reading.of(subject, hook.name(), dictionary, batch.inputs())
                        .rows()));
        int d = hook.width();
        int all = parts.stream().mapToInt(p -> p.length / d).sum();
        int kept = Math.min(all, ROWS);
        float[] rows = new float[kept * d];
        int part = 0;
        int before = 0;
        for (int r = 0; r < kept; r++) {
            int at = (int) ((long) r * all / kept);
            while (at - before >= parts.get(part).length / d) {
                before += parts.get(part).length / d;
                part++;
            }
            System.arraycopy(parts.get(part), (at - before) * d, rows, r * d, d);
        }
        return rows;
    }

    private static double norm(float[] values, int row, int d) {
        double squares = 0;
        for (int i = 0; i < d; i++) {
            squares += (double) values[row * d + i] * values[row * d + i];
        }
        return Math.sqrt(squares);
    }

    int[] features() {
        return lengths.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    Choice choice(List<Ranked> ranking) {
        Map<Integer, Integer> own = new LinkedHashMap<>();
        lengths.keySet().forEach(j -> own.put(j, j));
        return new Choice(
                Strategy.TARGETED,
                ranking,
                List.of(new Choice.Part(Where.everywhere(), List.of(), pushes(own))),
                Gate.open(),
                ErrorTerm.KEPT);
    }

    /** One push a feature; other features' pushes are as long as those of the features that they stand for. */
    List<Push> pushes(Map<Integer, Integer> controls) {
        List<Push> all = new ArrayList<>();
        controls.forEach(
                (j, other) -> all.add(scaled(trials.directions().direction(other, LAMBDA), 0, lengths.get(j))));
        return all;
    }

    /** The control of SAE-TS: each feature's own atom, as long as its push. */
    Variant atoms(List<Intervention> edit) {
        List<Push> own = new ArrayList<>();
        lengths.forEach((j, length) -> own.add(scaled(atoms, j, length)));
        return new Variant(
                Variant.Kind.ATOMS,
                "own atoms",
                1,
                edit.stream().map(e -> e.withPushes(own)).toList());
    }

    private Push scaled(float[] rows, int row, double length) {
        double norm = norm(rows, row, width);
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) (norm == 0 ? 0 : factor * length / norm * rows[row * width + i]);
        }
        return new Push(vector);
    }

    /** How well the fit foretells what it has not seen. */
    String sentence() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Directions fitted on %d vectors added to %d selection rows; on vectors kept from the fit it foretells the"
                        + " effect on",
                trials.vectors(),
                trials.rows()));
        String between = " ";
        for (int j : lengths.keySet()) {
            double r = trials.judged()[j];
            text.append(between)
                    .append("feature ")
                    .append(j)
                    .append(
                            Double.isNaN(r)
                                    ? ": not defined, as nothing moved it"
                                    : String.format(Locale.ROOT, " with R squared %.2f", r));
            between = ", ";
        }
        return text.append('.').toString();
    }
}
