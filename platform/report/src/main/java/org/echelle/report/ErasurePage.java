package org.echelle.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.echelle.analysis.Measure;
import org.echelle.runs.erasure.EraseOutcome;
import org.echelle.runs.erasure.EraseResult;
import org.echelle.runs.erasure.EraseScore;
import org.echelle.runs.pictures.Picture;

/** What an erasure found, for the page and the terminal. */
public final class ErasurePage {
    private static final Map<String, String> TERMS = Map.of(
            "unlearning", Term.UNLEARNING.anchor(),
            "retention", Term.RETENTION.anchor(),
            "retention lost", Term.RETENTION_LOSS.anchor());

    private ErasurePage() {}

    /** The page; its sheets are {@code means} and {@code results}. */
    public static FindingPage of(EraseOutcome outcome, Object json) {
        List<FindingPage.Figure> figures = new ArrayList<>();
        Map<String, List<EraseResult>> byTarget = new LinkedHashMap<>();
        outcome.results().forEach(r -> byTarget.computeIfAbsent(r.target(), t -> new ArrayList<>())
                .add(r));
        byTarget.forEach((target, results) -> {
            figures.add(new FindingPage.Figure(
                    grid(outcome, target, results),
                    "Erasing " + target + ": the same noise in every column"
                            + (outcome.asked().isEmpty() ? "." : ", asked for what stands above it.")
                            + " Rows: unedited, then each method with the setting that tuning chose."));
            figures.add(new FindingPage.Figure(
                    CourseStrip.html(outcome.courses().getOrDefault(target, List.of())),
                    "Erasing " + target
                            + ": one sample on its way from noise to picture, what the model expects at each timestep that"
                            + " it becomes. One sample, so no interval."));
        });
        figures.addAll(ErasureFrontier.figures(outcome));
        return new FindingPage(
                "Erasure",
                "Erasing "
                        + (byTarget.size() == 1 ? byTarget.keySet().iterator().next() : byTarget.size() + " classes")
                        + " at " + outcome.hook(),
                headline(outcome),
                notes(outcome),
                figures,
                sheets(outcome),
                List.of(),
                json);
    }

    private static List<FindingPage.Sheet> sheets(EraseOutcome outcome) {
        List<FindingPage.Sheet> sheets = new ArrayList<>(List.of(means(outcome), results(outcome)));
        ErasureFrontier.sheet(outcome).ifPresent(sheets::add);
        ErasureDistances.sheet(outcome).ifPresent(sheets::add);
        sheets.addAll(ErasureRobustness.sheets(outcome));
        return sheets;
    }

    /** The result in lines: the headline, how far what was to be kept moved, and whether what was erased comes back. */
    public static List<String> lines(EraseOutcome outcome) {
        List<String> lines = new ArrayList<>(List.of(headline(outcome)));
        ErasureDistances.sentence(outcome).ifPresent(lines::add);
        lines.addAll(ErasureRobustness.sentences(outcome));
        return lines;
    }

    /** The result in a sentence or two. */
    public static String headline(EraseOutcome outcome) {
        StringBuilder out = new StringBuilder();
        outcome.means().forEach((method, m) -> out.append(out.length() == 0 ? "" : "; ")
                .append(method)
                .append(": unlearned ")
                .append(percent(m.score().unlearning()))
                .append(of(m))
                .append(", retention lost ")
                .append(points(m.score().loss()))
                .append(kept(m.score())));
        List<String> targets =
                outcome.results().stream().map(EraseResult::target).distinct().toList();
        return (targets.size() == 1 ? "Erasing " + targets.get(0) : "Mean over " + targets.size() + " classes") + ": "
                + out + ".";
    }

    /** How many pictures a share rests on; a mean over several classes has no such number. */
    private static String of(EraseOutcome.Means m) {
        Measure share = m.score().unlearning();
        return m.targets() == 1 && share.defined() ? " of " + Numbers.count(share.n(), "picture", "pictures") : "";
    }

    private static String kept(EraseScore score) {
        return score.kept().stream()
                .map(k -> ", of " + k.group() + " " + points(k.loss()))
                .collect(Collectors.joining());
    }

    private static List<String> notes(EraseOutcome outcome) {
        List<String> notes = new ArrayList<>();
        notes.add(Numbers.count(outcome.n())
                + " samples of seeds that neither the dictionary nor the choice of features or settings"
                + " saw; settings were tuned on " + Numbers.count(outcome.tuning())
                + " others, by the mean of unlearning and retention"
                + (outcome.asked().isEmpty() ? "" : ", the best third of them on twice as many more of the target")
                + ". 95 % intervals by bootstrap over seeds, and where all"
                + " seeds say the same by Wilson's formula over their number; for a mean over classes each draw of seeds is taken for all"
                + " classes at once.");
        if (outcome.unedited().defined()) {
            notes.add("Unedited, " + percent(outcome.unedited())
                    + " of the samples show what they are asked for, by the judge.");
        } else {
            notes.add(
                    "Nothing can be asked for: unlearning is by how much of itself the class's share of all samples fell, and"
                            + " retention lost is by how much the other classes' proportions differ (total variation distance).");
        }
        notes.addAll(ErasureMethodNotes.sentences(outcome));
        outcome.results().stream()
                .filter(r -> r.score().isEmpty())
                .forEach(r -> notes.add(r.target() + " by " + r.method() + " could not be tried: " + r.setting()));
        return notes;
    }

    private static FindingPage.Sheet means(EraseOutcome outcome) {
        List<List<Object>> rows = new ArrayList<>();
        outcome.means().forEach((method, m) -> rows.add(row(m.score(), method, m.targets())));
        return new FindingPage.Sheet(
                "means",
                "Methods, mean over classes",
                ErasureMethodNotes.roles(outcome),
                header(outcome, "method", "classes"),
                TERMS,
                rows);
    }

    private static FindingPage.Sheet results(EraseOutcome outcome) {
        List<List<Object>> rows = new ArrayList<>();
        for (EraseResult r : outcome.results()) {
            r.score()
                    .ifPresent(score -> rows.add(row(
                            score, r.target(), r.method(), r.setting(), r.features(), pictures(score.unlearning()))));
        }
        return new FindingPage.Sheet(
                "results",
                "Class by class",
                "",
                header(outcome, "class", "method", "setting", "features", "pictures of the class"),
                TERMS,
                rows);
    }

    private static Object pictures(Measure share) {
        return share.defined() ? share.n() : "none";
    }

    private static List<Object> row(EraseScore score, Object... first) {
        List<Object> row = new ArrayList<>(List.of(first));
        row.addAll(List.of(cell(score.unlearning()), cell(score.retention()), cell(score.loss())));
        score.kept().forEach(k -> row.addAll(List.of(cell(k.retention()), cell(k.loss()))));
        return row;
    }

    /** Columns of {@link #row}. */
    private static List<String> header(EraseOutcome outcome, String... first) {
        List<String> header = new ArrayList<>(List.of(first));
        header.addAll(List.of("unlearning", "retention", "retention lost"));
        outcome.means().values().stream()
                .limit(1)
                .flatMap(m -> m.score().kept().stream())
                .forEach(k -> header.addAll(List.of(k.group() + " kept", k.group() + " lost")));
        return header;
    }

    static Object cell(Measure m) {
        return m.defined() ? new FindingPage.Ranged(m.value(), m.interval(), 0) : "not defined";
    }

    static String percent(Measure m) {
        if (!m.defined()) {
            return "not defined";
        }
        return String.format(Locale.ROOT, "%.1f %%", 100 * m.value()) + range(m);
    }

    private static String points(Measure m) {
        return m.defined() ? String.format(Locale.ROOT, "%.1f points", 100 * m.value()) + range(m) : "not defined";
    }

    /** In per cent; nothing where the interval is not known. */
    private static String range(Measure m) {
        return m.interval().known()
                ? String.format(
                        Locale.ROOT,
                        " [%.1f, %.1f]",
                        100 * m.interval().low(),
                        100 * m.interval().high())
                : "";
    }

    /** Rows of pictures as one drawing: one seed of every class that is asked for, or the first samples. */
    private static String grid(EraseOutcome outcome, String target, List<EraseResult> results) {
        List<Picture> first = outcome.before();
        int columns = outcome.asked().isEmpty()
                ? Math.min(12, first.size())
                : Math.min(first.size(), outcome.asked().size());
        List<String> names = new ArrayList<>(List.of("unedited"));
        List<List<Picture>> rows = new ArrayList<>(List.of(first));
        for (EraseResult r : results) {
            if (r.score().isPresent() && !r.pictures().isEmpty()) {
                names.add(r.method());
                rows.add(r.pictures());
            }
        }
        List<PictureGrid.Head> heads = outcome.asked().stream()
                .limit(columns)
                .map(asked -> new PictureGrid.Head(asked, names(asked, target)))
                .toList();
        return PictureGrid.svg("Pictures before and after erasing " + target, heads, names, rows, columns);
    }

    /** Whether what is asked for names one of a target's classes. */
    private static boolean names(String asked, String target) {
        return Arrays.stream(target.split("[+]")).anyMatch(name -> (" " + asked + " ").contains(" " + name + " "));
    }
}
