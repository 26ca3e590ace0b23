package org.echelle.runs.erasure;

import org.echelle.analysis.GroupBootstrap;
import org.echelle.analysis.Measure;
import org.echelle.runs.WatchedGroup;
import org.echelle.runs.erasure.method.Phrase;

/**
 * How well something was kept that nobody erased (cross-domain retention of UnlearnCanvas, arXiv 2402.11846): of all samples that name a
 * class of another group, those that ask for what is erased among them, the share that shows it.
 *
 * @param group of the judge's classes, such as {@code colour}
 * @param retention from 0 to 1
 * @param loss retention of the same samples unedited less that
 */
public record Kept(String group, Measure retention, Measure loss) {
    /**
     * Measures.
     *
     * @param before the judge's classes of that group for the unedited samples
     * @param after for the edited ones
     */
    static Kept of(EraseSamples samples, WatchedGroup group, int[] before, int[] after, GroupBootstrap draws) {
        double[] asking = new double[before.length];
        double[] right = new double[before.length];
        double[] lost = new double[before.length];
        for (int i = 0; i < before.length; i++) {
            int asked = Phrase.classOf(samples.asks().get(i).condition(), group.classes());
            if (asked >= 0) {
                asking[i] = 1;
                right[i] = after[i] == asked ? 1 : 0;
                lost[i] = (before[i] == asked ? 1 : 0) - right[i];
            }
        }
        String none = "no sample asks for a " + group.name();
        return new Kept(
                group.name(),
                SeedShares.share(right, asking, samples.seeds(), draws, none),
                SeedShares.difference(lost, asking, samples.seeds(), draws, none));
    }
}
