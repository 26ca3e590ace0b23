package org.echelle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.echelle.analysis.Measure;
import org.echelle.runs.probing.ProbeAnswer;
import org.echelle.runs.probing.Probed;

/** What light classifiers read at each hook point and timestep, as a page of its own: a map a question, and the table. */
public final class ProbePage {
    /** More questions than this have no map of their own; the table has them all. */
    private static final int MOST_MAPS = 12;

    private ProbePage() {}

    /** The page. */
    public static FindingPage of(String run, Probed probed) {
        List<FindingPage.Figure> figures = probed.classes().keySet().stream()
                .limit(MOST_MAPS)
                .map(q -> map(probed, q))
                .toList();
        List<String> notes = new ArrayList<>();
        notes.add(
                "A sample is the mean of its rows at one timestep; logistic regression (C = 1, columns standardised) is fitted on the"
                        + " selection side and measured on the held-out side, whole groups on one side. 95 % intervals by bootstrap"
                        + " over held-out groups. The majority baseline always names what is most frequent on the selection side.");
        notes.addAll(probed.notes());
        return new FindingPage(
                "Probes",
                "What can be read where in " + run,
                headline(probed),
                notes,
                figures,
                List.of(sheet(probed)),
                List.of(),
                probed.json());
    }

    /** The result in a sentence or two. */
    public static String headline(Probed probed) {
        List<String> parts = new ArrayList<>();
        for (String question : probed.classes().keySet()) {
            if (parts.size() == 3) {
                parts.add("and so on");
                break;
            }
            probed.best(question)
                    .ifPresent(best -> parts.add(question + " is read best at " + place(best) + asWell(probed, best)
                            + ": "
                            + percent(best.trial().accuracy()) + " of "
                            + Numbers.count(best.measured(), "held-out sample", "held-out samples") + ", majority "
                            + percent(best.trial().majority())));
        }
        return String.join("; ", parts)
                + ". The best of many cells is chosen on the samples that measure it, so that it is a"
                + " little too high.";
    }

    /** That the best is one of several; without it the first of many equals would pass for the place. */
    private static String asWell(Probed probed, ProbeAnswer best) {
        long equals = probed.answers().stream()
                .filter(a -> a.question().equals(best.question())
                        && a.trial().accuracy().or(0) == best.trial().accuracy().or(0))
                .count();
        return equals == 1 ? "" : ", and as well at " + Numbers.count(equals - 1, "other cell", "other cells");
    }

    private static String place(ProbeAnswer a) {
        return a.hook()
                + (a.timestep().isPresent() ? ", timestep " + a.timestep().getAsInt() : "");
    }

    private static String percent(Measure m) {
        return m.defined() ? Numbers.percent(m.value()) : "not defined";
    }

    private static FindingPage.Figure map(Probed probed, String question) {
        List<String> hooks = probed.hooks();
        int[] steps = probed.steps();
        List<OptionalInt> columns = new ArrayList<>();
        if (probed.answers().stream().anyMatch(a -> a.timestep().isEmpty())) {
            columns.add(OptionalInt.empty());
        }
        Arrays.stream(steps).forEach(t -> columns.add(OptionalInt.of(t)));
        double[][] values = new double[hooks.size()][columns.size()];
        double low = 1;
        int measured = 0;
        for (int h = 0; h < hooks.size(); h++) {
            for (int c = 0; c < columns.size(); c++) {
                values[h][c] = Double.NaN;
                var answer = probed.at(question, hooks.get(h), columns.get(c));
                if (answer.isPresent()) {
                    values[h][c] = answer.get().trial().accuracy().or(Double.NaN);
                    low = Math.min(low, answer.get().trial().majority().or(1));
                    measured = Math.max(measured, answer.get().measured());
                }
            }
        }
        HeatMap map = new HeatMap(
                "Accuracy of " + question + " by hook point and timestep",
                hooks,
                columns.stream()
                        .map(c -> c.isPresent() ? String.valueOf(c.getAsInt()) : "all")
                        .toList(),
                steps.length == 0 ? "" : "timestep, from noise to picture",
                values,
                low,
                1);
        return new FindingPage.Figure(
                map.svg(),
                question + " (" + String.join(", ", few(probed.classes().get(question)))
                        + "): accuracy on held-out samples in per cent, n = " + Numbers.count(measured)
                        + "; the palest cells are no better than the majority baseline, " + Numbers.percent(low) + ".");
    }

    private static List<String> few(List<String> names) {
        int most = 12;
        if (names.size() <= most) {
            return names;
        }
        List<String> some = new ArrayList<>(names.subList(0, most));
        some.add(String.format(Locale.ROOT, "and %d more", names.size() - most));
        return some;
    }

    private static FindingPage.Sheet sheet(Probed probed) {
        boolean timed = probed.steps().length > 0;
        List<String> heads = new ArrayList<>(List.of("hook point"));
        if (timed) {
            heads.add("timestep");
        }
        heads.addAll(List.of("concept", "fitted on", "n", "accuracy", "majority", "F1", "AUROC"));
        List<List<Object>> rows = new ArrayList<>();
        for (ProbeAnswer a : probed.answers()) {
            List<Object> row = new ArrayList<>(List.of(a.hook()));
            if (timed) {
                row.add(a.timestep().isPresent() ? (Object) a.timestep().getAsInt() : "–");
            }
            row.addAll(List.of(a.question(), a.fitted(), a.measured()));
            row.add(cell(a.trial().accuracy()));
            row.add(cell(a.trial().majority()));
            row.add(cell(a.trial().f1()));
            row.add(cell(a.trial().auroc()));
            rows.add(row);
        }
        return new FindingPage.Sheet(
                "probes",
                "Hook point by hook point" + (timed ? ", timestep by timestep" : ""),
                "For more than two classes F1 is the mean over classes, AUROC the mean of each class against the rest.",
                heads,
                Map.of(
                        "accuracy", Term.PROBE_ACCURACY.anchor(),
                        "F1", Term.F1.anchor(),
                        "AUROC", Term.AUROC.anchor()),
                rows);
    }

    private static Object cell(Measure m) {
        return m.defined() ? new FindingPage.Ranged(m.value(), m.interval(), 0) : "not defined";
    }
}
