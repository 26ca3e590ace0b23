package org.echelle.runs;

import java.util.ArrayList;
import java.util.List;
import org.echelle.api.PictureMaker;
import org.echelle.api.Sample;

/**
 * Samples that an erasure is tuned or measured on: so many seeds of each class, or so many for each class where nothing can be asked for.
 *
 * @param samples in the order seed by seed
 * @param asked {@code [sample]} the judge's number of the class that is asked for; -1 for nothing
 * @param seeds {@code [sample]} as text, what bootstrap draws
 */
record EraseSamples(List<Sample> samples, int[] asked, String[] seeds) {
    private static final String MARK = "#";

    /**
     * @param ask classes by name; empty where nothing can be asked for
     * @param classes the judge's
     */
    static EraseSamples of(PictureMaker maker, List<String> ask, List<String> classes, int each, long firstSeed) {
        List<Sample> samples = new ArrayList<>();
        int per = ask.isEmpty() ? classes.size() : ask.size();
        int[] asked = new int[per * each];
        String[] seeds = new String[asked.length];
        for (int i = 0; i < asked.length; i++) {
            long seed = ask.isEmpty() ? firstSeed + i : firstSeed + i / per;
            String condition = ask.isEmpty() ? "" : ask.get(i % per);
            samples.add(maker.sample(condition + MARK + seed, condition, seed));
            asked[i] = ask.isEmpty() ? -1 : classes.indexOf(condition);
            seeds[i] = Long.toString(seed);
        }
        return new EraseSamples(samples, asked, seeds);
    }

    /** The seed of one of these samples. */
    static long seed(Sample sample) {
        return Long.parseLong(sample.id().substring(sample.id().lastIndexOf(MARK) + 1));
    }

    int size() {
        return asked.length;
    }
}
