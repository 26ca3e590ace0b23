package org.echelle.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Designs of several changes, made of the best single ones at different places. */
final class JoinedDesigns {
    /** Single changes that designs of several are made of. */
    static final int JOINED = 12;

    /** Designs of each distance that are kept, and gone on with. */
    static final int KEPT = 4 * JOINED;

    private JoinedDesigns() {}

    /**
     * The single changes, and designs of two, three ... of the best ones, one change more at a time.
     *
     * @param singles with the features that propose them
     * @param distance changes of a design at most
     * @return by name, with the features that propose any of its changes
     */
    static Map<String, Set<Integer>> of(
            Map<String, Set<Integer>> singles, PredictedVariants said, VariantNames names, int distance) {
        Map<String, Set<Integer>> all = new LinkedHashMap<>(singles);
        List<String> best = said.best(singles.keySet(), JOINED);
        List<String> last = best;
        for (int d = 2; d <= distance; d++) {
            List<String> next = new ArrayList<>();
            for (String design : last) {
                for (String more : best) {
                    List<String> parts = new ArrayList<>(VariantNames.parts(design));
                    if (parts.stream().noneMatch(p -> names.place(p) == names.place(more))) {
                        parts.add(more);
                        parts.sort(Comparator.comparingInt(names::place));
                        String name = String.join(":", parts);
                        if (!all.containsKey(name)) {
                            Set<Integer> features = new TreeSet<>();
                            parts.forEach(p -> features.addAll(singles.get(p)));
                            all.put(name, features);
                            next.add(name);
                        }
                    }
                }
            }
            // an additive guess of which to go on with; all of them are predicted in the end
            next.sort(Comparator.comparingDouble(
                    n -> -VariantNames.parts(n).stream().mapToDouble(said::mean).sum()));
            int kept = Math.min(KEPT, next.size());
            next.subList(kept, next.size()).forEach(all::remove);
            last = List.copyOf(next.subList(0, kept));
        }
        return all;
    }
}
