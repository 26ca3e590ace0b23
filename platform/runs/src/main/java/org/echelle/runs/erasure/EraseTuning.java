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
 * <p>Settings race ({@link EraseRace}): every one meets the first samples that ask for the target, a small part of all; the third that does best meets further
 * ones, twice as many, since a few samples do not tell apart settings that unlearn nearly all. Where nothing can be asked for, every setting
 * meets all of the first samples and that is that.
 */
final class EraseTuning {
    /** Makes samples under a trial and has them judged. */
    interface Making {
        EraseMaking.Made make(EraseSamples samples, Trial trial, String what);
    }

    private final Making making;
    private final EraseSamples samples;
    private final EraseSamples further;
    private final int classes;
    private final EraseMaking.Made plain;

    /**
     * @param further samples of other seeds; those that ask for a target are made for its best settings
     * @param classes how many the judge tells apart
     */
    EraseTuning(Making making, EraseSamples samples, EraseSamples further, int classes) {
        this.making = making;
        this.samples = samples;
        this.further = further;
        this.classes = classes;
        plain = making.make(samples, Trial.NOTHING, "unedited samples to tune on");
    }

    /** The best of some trials; of equally good ones the first. A single one needs no samples. */
    Trial best(Target target, List<Trial> trials) {
        if (trials.size() == 1) {
            return trials.get(0);
        }
        int[] asking = places(samples, asked -> asked >= 0 && target.has(asked));
        int[] others = places(samples, asked -> asked >= 0 && !target.has(asked));
        if (asking.length == 0 || others.length == 0) {
            int[] all = places(samples, asked -> true);
            return trials.get(first(
                    trials.size(), i -> chances(target, trials.get(i), all).mean()));
        }
        double most = EraseChances.of(samples.at(others), logits(others), logits(others), target.set(), classes)
                .kept();
        EraseRace race = new EraseRace(
                trials.size(), most, i -> chances(target, trials.get(i), others).kept());
        race.meet(asking.length, i -> chances(target, trials.get(i), asking).gone());
        race.narrow();
        if (race.running() > 1) {
            EraseSamples again = further.at(places(further, target::has));
            race.meet(again.size(), i -> gone(target, trials.get(i), again));
        }
        return trials.get(race.leader());
    }

    private static int[] places(EraseSamples samples, IntPredicate asked) {
        return IntStream.range(0, samples.size())
                .filter(i -> asked.test(samples.asked()[i]))
                .toArray();
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
        float[][] after = made(target, trial, samples.at(places));
        return EraseChances.of(samples.at(places), logits(places), after, target.set(), classes);
    }

    /** How far samples that all ask for the target have lost it. */
    private double gone(Target target, Trial trial, EraseSamples asking) {
        float[][] after = made(target, trial, asking);
        return EraseChances.of(asking, after, after, target.set(), classes).gone();
    }

    private float[][] made(Target target, Trial trial, EraseSamples some) {
        String what = "tune " + trial.method() + " for " + target.name() + ", " + trial.setting();
        return making.make(some, trial, what).logits();
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
