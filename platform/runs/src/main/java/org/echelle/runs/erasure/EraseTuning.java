package org.echelle.runs.erasure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;

/**
 * Chooses a method's setting on samples that nothing else sees: the one with the largest mean of unlearning and retention; of equally good
 * ones that after which the judge finds the target least likely, since a dozen samples that all show something else do not tell a setting
 * that just does from one that does with ease.
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
            return trials.get(
                    first(trials.size(), i -> score(target, trials.get(i), all).tuned()));
        }
        Gone[] gone = IntStream.range(0, trials.size())
                .mapToObj(i -> gone(target, i, trials.get(i), asking))
                .toArray(Gone[]::new);
        int[] order = IntStream.range(0, gone.length)
                .boxed()
                .sorted(Comparator.comparing(i -> gone[i]))
                .mapToInt(i -> i)
                .toArray();
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i : order) {
            double bound = (gone[i].share() + 1) / 2;
            if (bound < most) {
                break;
            }
            if (bound == most && !gone[i].likelierGone(gone[best])) {
                continue;
            }
            double tuned = (gone[i].share()
                            + score(target, trials.get(i), others).retention().or(0))
                    / 2;
            if (tuned > most || (tuned == most && gone[i].likelierGone(gone[best]))) {
                best = i;
                most = tuned;
            }
        }
        return trials.get(best);
    }

    /**
     * What a setting does to the samples that ask for the target. In order: the largest share first, then the least likely target.
     *
     * @param place of the setting among all
     * @param share that show something else
     * @param target mean over samples of the judge's log probability of the target
     */
    private record Gone(int place, double share, double target) implements Comparable<Gone> {
        /** Whether the target is less likely than after another setting; of two alike the first. */
        boolean likelierGone(Gone other) {
            return target < other.target || (target == other.target && place < other.place);
        }

        @Override
        public int compareTo(Gone other) {
            int byShare = Double.compare(other.share, share);
            return byShare != 0 ? byShare : likelierGone(other) ? -1 : place == other.place ? 0 : 1;
        }
    }

    private int[] places(IntPredicate wanted) {
        return IntStream.range(0, samples.size()).filter(wanted).toArray();
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

    private EraseScore score(Target target, Trial trial, int[] places) {
        return score(target, places, make(target, trial, places));
    }

    private EraseScore score(Target target, int[] places, EraseMaking.Made made) {
        int[] before = Arrays.stream(places).map(i -> plain.judged()[i]).toArray();
        return EraseScore.of(samples.at(places), before, made.judged(), target.set(), classes, GroupBootstrap.NONE);
    }

    private EraseMaking.Made make(Target target, Trial trial, int[] places) {
        String what = "tune " + trial.method() + " for " + target.name() + ", " + trial.setting();
        return making.make(samples.at(places), trial, what);
    }

    private Gone gone(Target target, int place, Trial trial, int[] asking) {
        EraseMaking.Made made = make(target, trial, asking);
        double likely = Arrays.stream(made.logits())
                .mapToDouble(logits -> logProbability(target, logits))
                .average()
                .orElse(0);
        return new Gone(place, score(target, asking, made).unlearning().or(0), likely);
    }

    /** The judge's log probability of any of the target's classes. */
    private double logProbability(Target target, float[] logits) {
        double all = logSumExp(logits, c -> true);
        return logSumExp(logits, target::has) - all;
    }

    private double logSumExp(float[] logits, IntPredicate among) {
        double largest = IntStream.range(0, classes)
                .filter(among)
                .mapToDouble(c -> logits[c])
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        double sum = IntStream.range(0, classes)
                .filter(among)
                .mapToDouble(c -> Math.exp(logits[c] - largest))
                .sum();
        return largest + Math.log(sum);
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
