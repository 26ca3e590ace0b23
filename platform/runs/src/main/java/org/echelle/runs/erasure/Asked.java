package org.echelle.runs.erasure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.echelle.runs.JudgedRun;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunException;
import org.echelle.runs.erasure.method.Phrase;

/** What a run's samples ask for. */
final class Asked {
    private Asked() {}

    /**
     * In the order in which they are met, classes or prompts that name one; empty where nothing is asked for.
     *
     * @throws RunException when something names no class of the judge's or several, or no other class is asked for
     */
    static List<String> of(JudgedRun run) {
        OpenedDomain opened = run.opened();
        Set<String> asked = new LinkedHashSet<>();
        for (int i = 0; i < opened.samples().size(); i++) {
            asked.add(run.maker().condition(opened.samples().load(i)));
        }
        asked.remove("");
        for (String condition : asked) {
            if (Phrase.classOf(condition, run.classes()) < 0) {
                throw new RunException("The run's samples ask for '" + condition + "', but the judge knows only "
                        + String.join(", ", run.classes())
                        + ", and one of them should be named there; give its classes the same names (judge.labels), or say with"
                        + " judge.groups which of them count.");
            }
        }
        if (asked.stream().map(a -> Phrase.classOf(a, run.classes())).distinct().count() == 1) {
            throw new RunException(
                    "The run's samples ask for nothing but '" + asked.iterator().next()
                            + "': whether other classes stay cannot be measured; run it with several classes.");
        }
        return List.copyOf(asked);
    }

    /** The classes that are asked for, each once, in the order in which they are met. */
    static List<String> classes(List<String> asks, List<String> classes) {
        return asks.stream()
                .map(ask -> classes.get(Phrase.classOf(ask, classes)))
                .distinct()
                .toList();
    }
}
