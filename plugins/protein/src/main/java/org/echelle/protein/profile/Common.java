package org.echelle.protein.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What several samples have in common.
 *
 * @param samples how many
 * @param families among them: a protein's windows and its relatives are one
 * @param letters mean activation by amino acid, in the order of {@link Tally#AMINO_ACIDS}
 * @param tenths mean activation by tenth of the protein's length
 * @param structures samples whose structure is known
 * @param spread of the most active residues; empty where no structure shows enough of them
 */
public record Common(
        int samples, int families, MeanProfile letters, MeanProfile tenths, int structures, Optional<Joint> spread) {
    /** Where a feature's strongest residues lie to each other. */
    public enum Finding {
        /** In space nearer than their separation in sequence makes them, and in sequence as scattered as chance. */
        SPACE,
        /** In runs, and in space nearer still than such runs are. */
        BOTH,
        /** In runs, and in space as near as that makes them. */
        SEQUENCE,
        /** In runs, and in space further apart than such runs are. */
        STRETCHED,
        /** In sequence as scattered as chance, and in space further apart than that makes them. */
        APART,
        /** Neither can be told from chance. */
        NEITHER,
        /** Too few families for an interval. */
        UNKNOWN
    }

    /**
     * Over the samples that have a {@link Spread}.
     *
     * @param samples how many
     * @param residues of a sample, on average
     * @param separation mean, in residues
     * @param distance mean, in ångström
     * @param inSequence to residues at random
     * @param inSpace to residues as far apart in sequence
     */
    public record Joint(
            int samples, double residues, double separation, double distance, MeanRatio inSequence, MeanRatio inSpace) {
        /** What the two intervals say. */
        public Finding finding() {
            if (inSequence.interval().isEmpty() || inSpace.interval().isEmpty()) {
                return Finding.UNKNOWN;
            }
            boolean runs = inSequence.interval().get().high() < 1;
            Interval space = inSpace.interval().get();
            if (space.high() < 1) {
                return runs ? Finding.BOTH : Finding.SPACE;
            }
            if (space.low() > 1) {
                return runs ? Finding.STRETCHED : Finding.APART;
            }
            return runs ? Finding.SEQUENCE : Finding.NEITHER;
        }
    }

    /** @param excerpts at least one */
    public static Common of(List<Excerpt> excerpts) {
        Map<String, List<Excerpt>> families = new LinkedHashMap<>();
        excerpts.forEach(e ->
                families.computeIfAbsent(e.relatives(), r -> new ArrayList<>()).add(e));
        return new Common(
                excerpts.size(),
                families.size(),
                MeanProfile.of(together(families, Excerpt::letters)),
                MeanProfile.of(together(families, Excerpt::tenths)),
                (int) excerpts.stream().filter(Excerpt::structure).count(),
                joint(families));
    }

    private static List<Tally> together(Map<String, List<Excerpt>> families, Function<Excerpt, Tally> tally) {
        return families.values().stream()
                .map(f -> f.stream().map(tally).reduce(Tally::and).orElseThrow())
                .toList();
    }

    private static Optional<Joint> joint(Map<String, List<Excerpt>> families) {
        List<List<Spread>> spreads = families.values().stream()
                .map(f -> f.stream().flatMap(e -> e.spread().stream()).toList())
                .filter(f -> !f.isEmpty())
                .toList();
        if (spreads.isEmpty()) {
            return Optional.empty();
        }
        List<Spread> all = spreads.stream().flatMap(List::stream).toList();
        return Optional.of(new Joint(
                all.size(),
                mean(all, Spread::residues),
                mean(all, Spread::separation),
                mean(all, Spread::distance),
                MeanRatio.of(ratios(spreads, Spread::inSequence)),
                MeanRatio.of(ratios(spreads, Spread::inSpace))));
    }

    /** One a family, so that many relatives count as one. */
    private static List<Double> ratios(List<List<Spread>> families, ToDoubleFunction<Spread> ratio) {
        return families.stream().map(f -> mean(f, ratio)).toList();
    }

    private static double mean(List<Spread> spreads, ToDoubleFunction<Spread> what) {
        return spreads.stream().mapToDouble(what).sum() / spreads.size();
    }
}
