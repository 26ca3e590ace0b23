package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.echelle.runs.erasure.EraseOptions;
import org.echelle.runs.erasure.EraseOutcome;

/** What the methods are that an erasure was tried with, in the words of the command's help. */
final class ErasureMethodNotes {
    private static final String BASELINE = "baseline: ";
    private static final String CONTROL = "random";

    private ErasureMethodNotes() {}

    /** One a method that ran. */
    static List<String> sentences(EraseOutcome outcome) {
        List<String> sentences = new ArrayList<>();
        for (Map.Entry<String, String> method : ran(outcome)) {
            sentences.add(method.getKey() + ": " + method.getValue() + ".");
        }
        return sentences;
    }

    /** Which of those that ran are baselines, and which is the control. */
    static String roles(EraseOutcome outcome) {
        List<String> baselines = ran(outcome).stream()
                .filter(method -> method.getValue().startsWith(BASELINE))
                .map(Map.Entry::getKey)
                .toList();
        List<String> roles = new ArrayList<>();
        if (!baselines.isEmpty()) {
            roles.add(listed(baselines)
                    + (baselines.size() == 1 ? " is a baseline without features" : " are baselines without features"));
        }
        if (outcome.means().containsKey(CONTROL)) {
            roles.add(CONTROL + " is the control: matched random features, ablated");
        }
        return roles.isEmpty() ? "" : String.join("; ", roles) + ".";
    }

    private static String listed(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private static List<Map.Entry<String, String>> ran(EraseOutcome outcome) {
        Set<String> names = outcome.means().keySet();
        return EraseOptions.allMethods().stream()
                .filter(method -> names.contains(method.getKey()))
                .toList();
    }
}
