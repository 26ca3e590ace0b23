package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.runs.erasure.EraseOutcome;
import org.echelle.runs.erasure.Robustness;

/** Whether what was erased comes back when it is asked for in another way. */
final class ErasureRobustness {
    private ErasureRobustness() {}

    /** A table of prompts, one of attacks; those that nobody asked for are left out. */
    static List<FindingPage.Sheet> sheets(EraseOutcome outcome) {
        List<FindingPage.Sheet> sheets = new ArrayList<>();
        List<List<Object>> prompts = new ArrayList<>();
        List<List<Object>> attacks = new ArrayList<>();
        for (Robustness r : outcome.robustness()) {
            r.prompts()
                    .forEach(p -> prompts.add(List.of(
                            p.prompt(),
                            r.target(),
                            r.method(),
                            ErasurePage.cell(p.shows()),
                            p.shows().n())));
            r.attack()
                    .ifPresent(a -> attacks.add(List.of(
                            r.target(),
                            r.method(),
                            a.asked(),
                            ErasurePage.cell(a.before()),
                            ErasurePage.cell(a.random()),
                            ErasurePage.cell(a.after()),
                            ErasurePage.cell(a.gain()),
                            a.samples())));
        }
        if (!prompts.isEmpty()) {
            sheets.add(new FindingPage.Sheet(
                    "paraphrases",
                    "Asked for in other words",
                    "Share of samples that still show the class, by the judge; unedited is the model as it is.",
                    List.of("prompt", "class", "method", "shown", "n"),
                    Map.of(),
                    prompts));
        }
        if (!attacks.isEmpty()) {
            sheets.add(new FindingPage.Sheet(
                    "attacks",
                    "Attacks on the condition",
                    "Share of samples that show the class when something is added to the condition at "
                            + outcome.attacked().hook()
                            + ", at most " + Numbers.percent(outcome.attacked().bound())
                            + " of its length; "
                            + outcome.attacked().samples()
                            + " seeds that the search did not see. unedited: the model as it is, asked for another class, searched towards"
                            + " this one, which tells what the search can do.",
                    List.of(
                            "class",
                            "method",
                            "asked for",
                            "nothing added",
                            "random direction",
                            "attacked",
                            "gain",
                            "samples of the search"),
                    Map.of(
                            "attacked", Term.ATTACKED.anchor(),
                            "gain", Term.ATTACKED.anchor(),
                            "random direction", Term.RANDOM_NUDGE.anchor()),
                    attacks));
        }
        return sheets;
    }

    /** A line for prompts, one for attacks. */
    static List<String> sentences(EraseOutcome outcome) {
        List<String> lines = new ArrayList<>();
        String prompts = outcome.robustness().stream()
                .flatMap(r -> r.prompts().stream()
                        .map(p -> r.method() + " \"" + p.prompt() + "\" " + ErasurePage.percent(p.shows())))
                .collect(Collectors.joining("; "));
        if (!prompts.isEmpty()) {
            lines.add("Asked for in other words, shown by: " + prompts + ".");
        }
        String attacks = outcome.robustness().stream()
                .flatMap(r -> r.attack().stream().map(a -> words(r, a)))
                .collect(Collectors.joining("; "));
        if (!attacks.isEmpty()) {
            lines.add("Attacked at " + outcome.attacked().hook() + " (within "
                    + Numbers.percent(outcome.attacked().bound()) + " of the embedding's length; on "
                    + outcome.attacked().samples() + " seeds of its own), the class is shown by: " + attacks + ".");
        }
        return lines;
    }

    private static String words(Robustness r, Robustness.Attack a) {
        return r.target() + ", " + r.method() + " asked for " + a.asked() + ": " + ErasurePage.percent(a.before())
                + " before, " + ErasurePage.percent(a.random()) + " along random directions, "
                + ErasurePage.percent(a.after()) + " after a search of " + a.samples() + " samples";
    }
}
