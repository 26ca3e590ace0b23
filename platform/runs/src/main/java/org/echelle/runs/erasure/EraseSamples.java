package org.echelle.runs.erasure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.echelle.runs.erasure.method.Ask;
import org.echelle.runs.erasure.method.Phrase;

/**
 * Samples that an erasure is tuned or measured on: so many seeds of each class, or so many for each class where nothing can be asked for.
 *
 * @param asks in the order seed by seed
 * @param asked {@code [sample]} the judge's number of the class that is asked for; -1 for nothing
 * @param seeds {@code [sample]} as text, what bootstrap draws
 */
record EraseSamples(List<Ask> asks, int[] asked, String[] seeds) {
    /**
     * @param wanted classes by name, or prompts that name one; empty where nothing can be asked for
     * @param classes the judge's
     */
    static EraseSamples of(List<String> wanted, List<String> classes, int each, long firstSeed) {
        List<Ask> asks = new ArrayList<>();
        int per = wanted.isEmpty() ? classes.size() : wanted.size();
        int[] asked = new int[per * each];
        String[] seeds = new String[asked.length];
        for (int i = 0; i < asked.length; i++) {
            long seed = wanted.isEmpty() ? firstSeed + i : firstSeed + i / per;
            String condition = wanted.isEmpty() ? "" : wanted.get(i % per);
            asked[i] = wanted.isEmpty() ? -1 : Phrase.classOf(condition, classes);
            seeds[i] = Long.toString(seed);
            asks.add(new Ask(condition + "#" + seed, condition, asked[i], seed));
        }
        return new EraseSamples(List.copyOf(asks), asked, seeds);
    }

    /** Any, as they are. */
    static EraseSamples of(List<Ask> asks) {
        return new EraseSamples(
                List.copyOf(asks),
                asks.stream().mapToInt(Ask::shows).toArray(),
                asks.stream().map(ask -> Long.toString(ask.seed())).toArray(String[]::new));
    }

    /** The samples at these places, in this order. */
    EraseSamples at(int... places) {
        return of(Arrays.stream(places).mapToObj(asks::get).toList());
    }

    int size() {
        return asked.length;
    }
}
