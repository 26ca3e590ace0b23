package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.echelle.analysis.Measure;
import org.echelle.runs.erasure.EraseOutcome;
import org.echelle.runs.erasure.EraseResult;
import org.echelle.runs.erasure.FeatureDistances;

/** How far an erasure moved the pictures of what was to be kept, in the judge's activations. */
final class ErasureDistances {
    private static final Map<String, String> TERMS = Map.of(
            "moved", Term.MOVED.anchor(),
            "Fréchet distance", Term.FRECHET.anchor(),
            "Fréchet above floor", Term.FRECHET.anchor(),
            "kernel distance", Term.KERNEL_DISTANCE.anchor(),
            "kernel above floor", Term.KERNEL_DISTANCE.anchor());

    private ErasureDistances() {}

    /** The table, class by class; empty where the judge was not read. */
    static Optional<FindingPage.Sheet> sheet(EraseOutcome outcome) {
        List<List<Object>> rows = new ArrayList<>();
        String why = "";
        boolean fewSeeds = false;
        for (EraseResult r : outcome.results()) {
            Optional<FeatureDistances> found = r.score().flatMap(s -> s.distances());
            if (found.isPresent()) {
                FeatureDistances d = found.get();
                rows.add(List.of(
                        r.target(),
                        r.method(),
                        d.kernel().edited().n(),
                        ErasurePage.cell(d.moved()),
                        ErasurePage.cell(d.kernel().edited()),
                        ErasurePage.cell(d.kernel().above()),
                        ErasurePage.cell(d.frechet().edited()),
                        ErasurePage.cell(d.frechet().above())));
                why = d.frechet().edited().because();
                fewSeeds |= withoutInterval(d);
            }
        }
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new FindingPage.Sheet(
                        "distances",
                        "How far the other classes moved",
                        "Pictures of classes that were to be kept, as the judge sees them: mean rows at its hook point "
                                + outcome.distanceHook()
                                + ". Distances of distributions are between edited pictures of one half of the seeds and unedited ones"
                                + " of the other; the floor is the same between unedited ones; n is the pictures of one half."
                                + (why.isEmpty() ? "" : " No Fréchet distance: " + why + ".")
                                + (fewSeeds
                                        ? " Distances without an interval have fewer than two seeds in a half, so that nothing"
                                                + " says how far other seeds would lie; measure on more (--each)."
                                        : ""),
                        List.of(
                                "class",
                                "method",
                                "n",
                                "moved",
                                "kernel distance",
                                "kernel above floor",
                                "Fréchet distance",
                                "Fréchet above floor"),
                        TERMS,
                        rows));
    }

    /** Whether seeds were drawn, but were too few to draw a half of them. */
    private static boolean withoutInterval(FeatureDistances d) {
        return d.moved().interval().known()
                && d.kernel().edited().defined()
                && !d.kernel().edited().interval().known();
    }

    /** Means over classes, method by method. */
    static Optional<String> sentence(EraseOutcome outcome) {
        String methods = outcome.means().entrySet().stream()
                .flatMap(m -> m.getValue().score().distances().stream().map(d -> m.getKey() + " " + words(d)))
                .collect(Collectors.joining("; "));
        return methods.isEmpty()
                ? Optional.empty()
                : Optional.of("Kept pictures moved in the judge's activations (" + outcome.distanceHook()
                        + "; 0: not at all, 1: as far as with other noise; distances above that of two unedited halves): "
                        + methods + ".");
    }

    private static String words(FeatureDistances d) {
        return shown(d.moved()) + ", kernel distance " + signed(d.kernel().above())
                + (d.frechet().above().defined()
                        ? ", Fréchet distance " + signed(d.frechet().above())
                        : "");
    }

    private static String shown(Measure m) {
        return m.defined()
                ? String.format(Locale.ROOT, "%.2f", m.value()) + Numbers.interval(m.interval())
                : "not defined";
    }

    private static String signed(Measure m) {
        if (!m.defined()) {
            return "not defined";
        }
        String range = m.interval().known()
                ? " [" + Numbers.figure(m.interval().low()) + ", "
                        + Numbers.figure(m.interval().high()) + "]"
                : "";
        return (m.value() >= 0 ? "+" : "") + Numbers.figure(m.value()) + range;
    }
}
