package org.echelle.runs.erasure;

import org.echelle.analysis.GroupBootstrap;
import org.echelle.runs.WatchedGroup;
import org.echelle.runs.erasure.method.Phrase;

/** {@link Kept} with what it takes to draw it together with others of the same samples. */
record KeptFigures(String group, SeedFigure retention, SeedFigure loss) {
    /** What is told of it. */
    Kept kept() {
        return new Kept(group, retention.measure(), loss.measure());
    }

    /**
     * Measures.
     *
     * @param before the judge's classes of that group for the unedited samples
     * @param after for the edited ones
     */
    static KeptFigures of(EraseSamples samples, WatchedGroup group, int[] before, int[] after, GroupBootstrap draws) {
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
        return new KeptFigures(
                group.name(),
                SeedFigure.share(right, asking, samples.seeds(), draws, none),
                SeedFigure.difference(lost, asking, samples.seeds(), draws, none));
    }
}
