package org.echelle.runs.erasure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;

/**
 * Chooses a method's setting on samples that nothing else sees: the one with the largest {@link EraseChances}.
 *
 * <p>Every setting meets the samples that ask for the target, a small part of all. The others are made for the settings that unlearned most,
 * and only as long as one of the rest could still win by losing nothing at all: the choice is that of trying all settings on all samples.
 */
final class EraseTuning {
    /** Makes samples under a trial and has them judged. */
    interface Making {
        EraseMaking.Made make(EraseSamples samples, Trial trial, String what);
    }

    private final Making making;
    private final EraseSamples samples;
    private final int classes;
    private final EraseMaking.Made plain;

    /** @param classes how many the judge tells apart */
    EraseTuning(Making making, EraseSamples samples, int classes) {
        this.making = making;
        this.samples = samples;
        this.classes = classes;
        plain = making.make(samples, Trial.NOTHING, "unedited samples to tune on");
    }

    /** The best of some trials; of equally good ones the first. A single one needs no samples. */
    Trial best(Target target, List<Trial> trials) {
        if (trials.size() == 1) {
            return trials.get(0);
        }
        int[] asking = places(i -> samples.asked()[i] >= 0 && target.has(samples.asked()[i]));
        int[] others = places(i -> samples.asked()[i] >= 0 && !target.has(samples.asked()[i]));
        if (asking.length == 0 || others.length == 0) {
            int[] all = places(i -> true);
            return trials.get(first(
                    trials.size(), i -> chances(target, trials.get(i), all).mean()));
        }
        double most = EraseChances.of(samples.at(others), logits(others), logits(others), target.set(), classes)
                .kept();
        double[] gone = trials.stream()
                .mapToDouble(t -> chances(target, t, asking).gone())
                .toArray();
        int[] order = IntStream.range(0, gone.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> gone[i]).reversed())
                .mapToInt(i -> i)
                .toArray();
        int best = -1;
        EraseChances found = new EraseChances(Double.NEGATIVE_INFINITY, 0);
        for (int i : order) {
            double bound = new EraseChances(gone[i], most).mean();
            if (bound < found.mean() || (bound == found.mean() && i > best)) {
                continue;
            }
            EraseChances now = new EraseChances(
                    gone[i], chances(target, trials.get(i), others).kept());
            if (now.mean() > found.mean() || (now.mean() == found.mean() && i < best)) {
                best = i;
                found = now;
            }
        }
        return trials.get(best);
    }

    private int[] places(IntPredicate wanted) {
        return IntStream.range(0, samples.size()).filter(wanted).toArray();
    }

    private float[][] logits(int[] places) {
        return Arrays.stream(places).mapToObj(i -> plain.logits()[i]).toArray(float[][]::new);
    }

    private static int first(int count, IntToDoubleFunction value) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            double now = value.applyAsDouble(i);
            if (now > most) {
                best = i;
                most = now;
            }
        }
        return best;
    }

    private EraseChances chances(Target target, Trial trial, int[] places) {
        String what = "tune " + trial.method() + " for " + target.name() + ", " + trial.setting();
        EraseMaking.Made made = making.make(samples.at(places), trial, what);
        return EraseChances.of(samples.at(places), logits(places), made.logits(), target.set(), classes);
    }

    /**
     * The class that the judge puts next to a target most often, among some: of unedited samples that ask for the target, the largest
     * logit but for the target's own.
     *
     * @param among numbers of classes
     * @return empty where no sample asks for the target
     */
    OptionalInt nearest(Target target, List<Integer> among) {
        int[] votes = new int[classes];
        for (int s = 0; s < samples.size(); s++) {
            if (target.has(samples.asked()[s])) {
                float[] logits = plain.logits()[s];
                among.stream()
                        .filter(c -> !target.has(c))
                        .max(Comparator.comparingDouble(c -> logits[c]))
                        .ifPresent(c -> votes[c]++);
            }
        }
        return IntStream.range(0, classes)
                .filter(c -> votes[c] > 0)
                .boxed()
                .max(Comparator.<Integer>comparingInt(c -> votes[c]).thenComparing(Comparator.reverseOrder()))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    int samples() {
        return samples.size();
    }
}
