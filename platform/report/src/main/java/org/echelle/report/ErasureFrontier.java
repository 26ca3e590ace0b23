package org.echelle.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.runs.erasure.EraseOutcome;
import org.echelle.runs.erasure.EraseResult;
import org.echelle.runs.erasure.EraseScore;

/** What an erasure could have gained by another setting, and at what price. */
final class ErasureFrontier {
    private ErasureFrontier() {}

    /** A drawing a target: what is still shown over what is lost. */
    static List<FindingPage.Figure> figures(EraseOutcome outcome) {
        List<FindingPage.Figure> figures = new ArrayList<>();
        byTarget(outcome).forEach((target, all) -> {
            boolean[] front = front(all);
            String chart = Charts.frontier(
                    "frontier-" + figures.size(),
                    "What remains of " + target + " over what is lost of the rest, of " + all.size()
                            + " settings, with a line through the " + Charts.marked(front)
                            + " that no other beats in both",
                    "retention lost, points",
                    all.stream().mapToDouble(r -> 100 * lost(r)).toArray(),
                    "not unlearned, %",
                    all.stream().mapToDouble(r -> 100 * remaining(r)).toArray(),
                    front);
            figures.add(new FindingPage.Figure(
                    chart,
                    "Erasing " + target + ": each point is a setting of a method, all on the same " + outcome.n()
                            + " samples; settings of equal figures lie on one point. Lower and further left is better; dark, and"
                            + " joined by a line where there are several, are those that no other beats in both. Points"
                            + " have no interval here; the table has them. The best of many is flattered by having been the"
                            + " best here: what tuning chose, on other samples, is not."));
        });
        return figures;
    }

    /** All settings as a table; empty where only the chosen ones were measured. */
    static Optional<FindingPage.Sheet> sheet(EraseOutcome outcome) {
        if (outcome.settings().isEmpty()) {
            return Optional.empty();
        }
        List<List<Object>> rows = new ArrayList<>();
        byTarget(outcome).forEach((target, all) -> {
            boolean[] front = front(all);
            for (int i = 0; i < front.length; i++) {
                EraseResult r = all.get(i);
                EraseScore score = r.score().orElseThrow();
                rows.add(List.of(
                        target,
                        r.method(),
                        r.setting(),
                        r.features(),
                        ErasurePage.cell(score.unlearning()),
                        ErasurePage.cell(score.loss()),
                        chosen(outcome, r) ? "chosen" : "",
                        front[i] ? "front" : ""));
            }
        });
        return Optional.of(new FindingPage.Sheet(
                "settings",
                "Every setting",
                "chosen: by tuning, on other samples. front: no other setting has both more unlearned and less lost.",
                List.of("class", "method", "setting", "features", "unlearning", "retention lost", "chosen", "front"),
                Map.of("unlearning", Term.UNLEARNING.anchor(), "retention lost", Term.RETENTION_LOSS.anchor()),
                rows));
    }

    private static boolean chosen(EraseOutcome outcome, EraseResult setting) {
        return outcome.results().stream()
                .anyMatch(r -> r.target().equals(setting.target())
                        && r.method().equals(setting.method())
                        && r.setting().equals(setting.setting()));
    }

    private static Map<String, List<EraseResult>> byTarget(EraseOutcome outcome) {
        Map<String, List<EraseResult>> all = new LinkedHashMap<>();
        outcome.settings().stream()
                .filter(r -> r.score().isPresent())
                .filter(r -> r.score().get().unlearning().defined()
                        && r.score().get().loss().defined())
                .forEach(r ->
                        all.computeIfAbsent(r.target(), t -> new ArrayList<>()).add(r));
        return all;
    }

    /** Whether no other has less of both, or less of one and as much of the other. */
    static boolean[] front(List<EraseResult> all) {
        boolean[] front = new boolean[all.size()];
        for (int i = 0; i < front.length; i++) {
            double lost = lost(all.get(i));
            double left = remaining(all.get(i));
            front[i] = all.stream()
                    .noneMatch(r -> lost(r) <= lost && remaining(r) <= left && (lost(r) < lost || remaining(r) < left));
        }
        return front;
    }

    private static double lost(EraseResult r) {
        return r.score().orElseThrow().loss().value();
    }

    private static double remaining(EraseResult r) {
        return 1 - r.score().orElseThrow().unlearning().value();
    }
}
