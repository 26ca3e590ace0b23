package org.echelle.runs.erasure;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.echelle.analysis.GroupBootstrap;
import org.echelle.runs.erasure.method.Target;
import org.echelle.runs.erasure.method.Trial;

/** Chooses a method's setting on samples that nothing else sees: the one with the largest mean of unlearning and retention. */
final class EraseTuning {
    private final EraseMaking making;
    private final EraseSamples samples;
    private final int classes;
    private final EraseMaking.Made plain;

    /** @param classes how many the judge tells apart */
    EraseTuning(EraseMaking making, EraseSamples samples, int classes) {
        this.making = making;
        this.samples = samples;
        this.classes = classes;
        plain = making.make(samples, Trial.NOTHING, 0, "unedited samples to tune on");
    }

    /** The best of some trials; of equally good ones the first. A single one needs no samples. */
    Trial best(Target target, List<Trial> trials) {
        if (trials.size() == 1) {
            return trials.get(0);
        }
        Trial best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (Trial trial : trials) {
            String what = "tune " + trial.method() + " for " + target.name() + ", " + trial.setting();
            int[] judged = making.make(samples, trial, 0, what).judged();
            double tuned = EraseScore.of(samples, plain.judged(), judged, target.set(), classes, GroupBootstrap.NONE)
                    .tuned();
            if (tuned > most) {
                most = tuned;
                best = trial;
            }
        }
        return best;
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
