package org.echelle.runs.erasure;

import java.util.Arrays;
import java.util.BitSet;
import org.echelle.runs.Softmax;

/**
 * What settings are chosen by: unlearning and retention as in {@link EraseScore}, but in the judge's probabilities, where that counts its verdicts. On a dozen
 * samples many settings have the same count; probabilities tell one that just unlearned from one that did with ease, and one whose edit reaches
 * other classes' samples from one that leaves them alone, before a verdict turns over.
 *
 * <p>Where classes are asked for, gone is 1 less the mean probability of the target in samples that ask for it, kept the mean probability of what the
 * others ask for, no sample's counting for more than unedited. Where nothing can be asked for, gone is by how much of itself the target's
 * mean probability fell, kept is 1 less the total variation distance between the other classes' mean probabilities before and after.
 *
 * @param gone 0 where no sample asks for the target
 * @param kept 0 where no sample asks for another class
 */
record EraseChances(double gone, double kept) {
    double mean() {
        return (gone + kept) / 2;
    }

    /**
     * Reads them.
     *
     * @param before {@code [sample][class]} the judge's logits of the unedited samples
     * @param after of the edited ones
     * @param target numbers of the classes that are erased
     * @param classes how many the judge tells apart, the first of its logits
     */
    static EraseChances of(EraseSamples samples, float[][] before, float[][] after, BitSet target, int classes) {
        if (samples.asked()[0] < 0) {
            return unasked(mean(before, classes), mean(after, classes), target);
        }
        double gone = 0;
        double kept = 0;
        int asking = 0;
        for (int s = 0; s < samples.size(); s++) {
            double[] now = Softmax.probabilities(after[s], 0, classes);
            int asked = samples.asked()[s];
            if (target.get(asked)) {
                asking++;
                gone += 1 - target.stream().mapToDouble(c -> now[c]).sum();
            } else {
                kept += Math.min(now[asked], Softmax.probabilities(before[s], 0, classes)[asked]);
            }
        }
        int others = samples.size() - asking;
        return new EraseChances(asking == 0 ? 0 : gone / asking, others == 0 ? 0 : kept / others);
    }

    private static EraseChances unasked(double[] before, double[] after, BitSet target) {
        double were = target.stream().mapToDouble(c -> before[c]).sum();
        double are = target.stream().mapToDouble(c -> after[c]).sum();
        if (were <= 0 || are >= 1) {
            return new EraseChances(0, 0); // nothing to erase, or nothing else left
        }
        double distance = 0;
        for (int c = target.nextClearBit(0); c < before.length; c = target.nextClearBit(c + 1)) {
            distance += Math.abs(before[c] / (1 - were) - after[c] / (1 - are));
        }
        return new EraseChances((were - are) / were, 1 - distance / 2);
    }

    private static double[] mean(float[][] logits, int classes) {
        double[] sum = new double[classes];
        for (float[] one : logits) {
            double[] p = Softmax.probabilities(one, 0, classes);
            Arrays.setAll(sum, c -> sum[c] + p[c] / logits.length);
        }
        return sum;
    }
}
