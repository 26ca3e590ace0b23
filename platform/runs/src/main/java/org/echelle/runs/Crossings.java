package org.echelle.runs;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.api.Concept;

/**
 * What the groups of a split prevent: pairs of samples of one group, each of which a split by sample would have parted with
 * probability {@code 2 h (1 - h)} at a held-out share {@code h}, and among them the pairs that have a concept in common. A concept of
 * such a parted pair would have been told on one side and asked for on the other.
 *
 * @param kind what the groups are, in a word
 * @param heldOut share of samples that is held out
 * @param pairs pairs of samples of one group
 * @param conceptPairs pairs of samples of one group that both have a concept, summed over concepts
 * @param byConcept those pairs by the concept's name, most first, concepts without any left out
 */
record Crossings(String kind, double heldOut, long pairs, long conceptPairs, Map<String, Long> byConcept) {
    private static final int NAMED = 3;

    /**
     * @param present {@code [concept]}: samples that have it, on themselves or on any of their sites
     * @param scored samples that take part
     */
    static Crossings of(
            SampleGroups groups, List<Concept> concepts, List<BitSet> present, BitSet scored, double heldOut) {
        Map<String, Long> found = new HashMap<>();
        long all = 0;
        for (int c = 0; c < concepts.size(); c++) {
            BitSet having = (BitSet) present.get(c).clone();
            having.and(scored);
            long pairs = pairs(groups, having);
            if (pairs > 0) {
                found.put(concepts.get(c).name(), pairs);
            }
            all += pairs;
        }
        Map<String, Long> most = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> most.put(e.getKey(), e.getValue()));
        return new Crossings(groups.kind(), heldOut, pairs(groups, scored), all, most);
    }

    private static long pairs(SampleGroups groups, BitSet samples) {
        Map<String, Long> sizes =
                samples.stream().boxed().collect(Collectors.groupingBy(groups::of, Collectors.counting()));
        return sizes.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
    }

    /** Whether there is anything to prevent. */
    boolean any() {
        return pairs > 0;
    }

    /** How many of so many pairs a split by sample parts, in the mean over such splits. */
    double parted(long of) {
        return 2 * heldOut * (1 - heldOut) * of;
    }

    String sentence() {
        String most = byConcept.entrySet().stream()
                .limit(NAMED)
                .map(e -> String.format(Locale.ROOT, "%s %,d", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "Groups (%s) keep %,d %s of related samples on one side; a split by sample would have parted %,.0f of them%s.",
                kind.isEmpty() ? "given" : kind,
                pairs,
                pairs == 1 ? "pair" : "pairs",
                parted(pairs),
                conceptPairs == 0 ? "" : sharing() + " (most: " + most + ")");
    }

    private String sharing() {
        return String.format(
                Locale.ROOT,
                ", and with them %,.0f of %,d %s a concept",
                parted(conceptPairs),
                conceptPairs,
                conceptPairs == 1 ? "pair that shares" : "pairs that share");
    }

    /** For {@code run.json}. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("related-pairs", pairs);
        facts.put("related-pairs-parted-by-chance", parted(pairs));
        facts.put("concept-pairs", conceptPairs);
        facts.put("concept-pairs-parted-by-chance", parted(conceptPairs));
        facts.put("concept-pairs-by-concept", byConcept);
        facts.put("sentence", sentence());
        return facts;
    }
}
