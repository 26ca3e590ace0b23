package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.analysis.Interval;
import org.echelle.analysis.Measure;
import org.echelle.runs.ranking.RankJob;
import org.echelle.runs.ranking.RankOutcome;

/** What an edit of rankings did, for the page and the terminal. */
public final class RankingPage {
    private static final int WIDTH = 640;
    private static final String SERIES = "var(--chart-series)";
    private static final String INK = "var(--chart-ink)";
    private static final int SHOWN = 100;

    private RankingPage() {}

    /** The page; its sheets are {@code doses}, {@code others}, {@code accuracy}, {@code features}, {@code confidence}, {@code concepts}, {@code lists}. */
    public static FindingPage of(RankOutcome o) {
        return new FindingPage(
                "Rankings",
                "Promoting " + o.target() + " at " + o.hook(),
                headline(o),
                notes(o),
                List.of(new FindingPage.Figure(
                        chart(o),
                        "Share of the first " + o.options().top() + " places that items with " + o.target()
                                + " hold, " + Numbers.count(o.split()[1])
                                + " held-out users, 95 % intervals by bootstrap over users. Bars of the dashed line: the"
                                + " same edit of other features that fire as often and as strongly, from the least to"
                                + " the most of " + o.options().controls() + " draws.")),
                List.of(doses(o), others(o), accuracy(o), features(o), confidence(o), concepts(o), lists(o)),
                List.of(),
                o.json());
    }

    /** The result in a sentence or two. */
    public static String headline(RankOutcome o) {
        RankOutcome.Dose before = o.doses().get(0);
        RankOutcome.Dose most = o.strongest();
        int siblings = o.others().size() - 1;
        String others = most.othersBand().known() && siblings > 0
                ? String.format(
                        Locale.ROOT,
                        " The shares of the other %d attributes of its group change by %.1f points on average (matched features: %.1f to"
                                + " %.1f); %d of them change more or less than under any draw (of one draw more: %.1f).",
                        siblings,
                        100 * most.othersChange(),
                        100 * most.othersBand().low(),
                        100 * most.othersBand().high(),
                        most.othersOutside(),
                        byChance(siblings, most.othersBand().replicates()))
                : "";
        return String.format(
                Locale.ROOT,
                "Items with %s hold %s of the first %d places before and %s after, %s (%s).%s HR@10 over all items is %s before, %s with"
                        + " the reconstruction in place, %s after.",
                o.target(),
                percent(before.exposure()),
                o.options().top(),
                percent(most.exposure()),
                most.name(),
                most.band().known()
                        ? String.format(
                                Locale.ROOT,
                                "a change of %+.1f points; matched features: %+.1f to %+.1f",
                                100 * most.exposureChange().or(Double.NaN),
                                100 * most.band().low(),
                                100 * most.band().high())
                        : String.format(
                                Locale.ROOT,
                                "a change of %+.1f points",
                                100 * most.exposureChange().or(Double.NaN)),
                others,
                number(before.hits().get(1)),
                number(o.doses().get(1).hits().get(1)),
                number(most.hits().get(1)));
    }

    /** Of as many siblings, how many one draw more would put outside the least to the most of the others, all draws being alike. */
    static double byChance(int siblings, int draws) {
        return 2.0 * siblings / (draws + 1);
    }

    private static String percent(Measure m) {
        return m.defined() ? String.format(Locale.ROOT, "%.1f %%", 100 * m.value()) : "(not defined)";
    }

    private static String number(Measure m) {
        return m.defined() ? String.format(Locale.ROOT, "%.3f", m.value()) : "(not defined: " + m.because() + ")";
    }

    private static List<String> notes(RankOutcome o) {
        List<String> notes = new ArrayList<>();
        notes.add("Features were chosen on " + Numbers.count(o.split()[0])
                + " users of the selection side (by the correlation of their activation at the end of a history with the target's"
                + " exposure, unless given by number) and measured on " + Numbers.count(o.split()[1])
                + " held-out ones, of whom " + Numbers.count(o.split()[2])
                + " have a next item that may be ranked. All items are ranked but those that a user has consumed.");
        notes.add(
                "To amplify by s adds s times a feature's mean activation where it fires to every row, fired or not, along its atom, and"
                        + " keeps what the dictionary does not explain. Reconstruction only shows the subject what the"
                        + " dictionary makes of its rows, without an edit.");
        return notes;
    }

    private static String chart(RankOutcome o) {
        List<RankOutcome.Dose> doses = new ArrayList<>();
        for (RankOutcome.Dose d : o.doses()) {
            if (Double.isFinite(d.strength())) {
                doses.add(d);
            }
        }
        RankOutcome.Dose before = o.doses().get(0);
        int at = 0;
        while (at < doses.size() && doses.get(at).strength() < 0) {
            at++;
        }
        int n = doses.size() + 1;
        double[] x = new double[n];
        double[] y = new double[n];
        double[] control = new double[n];
        List<Interval> ours = new ArrayList<>();
        List<Interval> theirs = new ArrayList<>();
        double top = 0.05;
        double base = before.exposure().value();
        for (int i = 0; i < n; i++) {
            boolean zero = i == at;
            RankOutcome.Dose d = zero ? before : doses.get(i < at ? i : i - 1);
            x[i] = zero ? 0 : d.strength();
            y[i] = d.exposure().value();
            ours.add(d.exposure().interval());
            boolean known = !zero && d.band().known();
            control[i] = known ? base + (d.band().low() + d.band().high()) / 2 : base;
            theirs.add(
                    known
                            ? new Interval(
                                    base + d.band().low(),
                                    base + d.band().high(),
                                    d.band().replicates())
                            : Interval.none(base));
            top = Math.max(top, Math.max(d.exposure().interval().high(), y[i]));
            top = known ? Math.max(top, base + d.band().high()) : top;
        }
        Plot plot = new Plot(WIDTH, 300, x[0], x[n - 1], 0, Math.min(1, top * 1.15))
                .axes("strength (0: unedited)", "share of shown places", true);
        if (o.options().controls() > 1) {
            plot.curve(x, control, theirs, INK, "5 4");
        }
        plot.curve(x, y, ours, SERIES, "");
        plot.add("<path d=\"M76 20h26\" style=\"stroke:%s;stroke-width:2\"/>", SERIES);
        plot.label(108, 24, "start", o.target());
        plot.add("<path d=\"M330 20h26\" style=\"stroke:%s;stroke-width:2;stroke-dasharray:5 4\"/>", INK);
        plot.label(362, 24, "start", "the same under matched features");
        return plot.svg("Exposure of " + o.target() + " over the strength of the amplification");
    }

    private static Object cell(Measure m) {
        return m.defined() ? new FindingPage.Ranged(m.value(), m.interval(), 0) : "not defined";
    }

    private static String band(Interval i) {
        return i.known() ? String.format(Locale.ROOT, "%.4f to %.4f", i.low(), i.high()) : "";
    }

    private static FindingPage.Sheet doses(RankOutcome o) {
        int k = o.options().top();
        List<List<Object>> rows = new ArrayList<>();
        for (RankOutcome.Dose d : o.doses()) {
            rows.add(List.of(
                    d.name(),
                    cell(d.exposure()),
                    cell(d.exposureChange()),
                    band(d.band()),
                    cell(d.rankChange()),
                    band(d.rankBand()),
                    Double.isNaN(d.othersChange()) ? "–" : d.othersChange(),
                    band(d.othersBand()),
                    d.othersOutside() < 0
                            ? ""
                            : d.othersOutside() + " of " + (o.others().size() - 1),
                    cell(d.hitsWith()),
                    cell(d.hitsWithout())));
        }
        return new FindingPage.Sheet(
                "doses",
                "Dose and response",
                "Exposure: share of the first " + k
                        + " places with the target. Mean place: of all its items that may be ranked, in places;"
                        + " negative is up. Others: mean absolute change of the exposure of its sibling attributes, and how many of"
                        + " them change by more or less than under every draw of matched features"
                        + chance(o) + ". Hit rates are HR@"
                        + k
                        + " of users whose next item has, or lacks, the target. Bands: from the least to the most of matched"
                        + " features' draws.",
                List.of(
                        "edit",
                        "exposure",
                        "change of exposure",
                        "band",
                        "change of mean place",
                        "band of places",
                        "others' change",
                        "others' band",
                        "others outside their own",
                        "hit rate with target",
                        "hit rate without"),
                Map.of(),
                rows);
    }

    private static String chance(RankOutcome o) {
        Interval band = o.strongest().othersBand();
        int siblings = o.others().size() - 1;
        return band.known() && siblings > 0
                ? String.format(
                        Locale.ROOT,
                        " (one draw more would leave %.1f of %d outside)",
                        byChance(siblings, band.replicates()),
                        siblings)
                : "";
    }

    private static FindingPage.Sheet others(RankOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (RankOutcome.Other a : o.others()) {
            rows.add(List.of(
                    a.attribute() + (a.attribute().equals(o.target()) ? " (target)" : ""),
                    a.before(),
                    cell(a.change()),
                    band(a.band()),
                    !a.band().known() ? "" : a.inside() ? "inside" : "outside"));
        }
        return new FindingPage.Sheet(
                "others",
                "The target and its siblings, " + o.strongest().name(),
                "Shares of shown places, their change, and what matched features do to them. Places are few: what one attribute gains"
                        + " others lose, unless items have both."
                        + (rows.size() > 1
                                ? ""
                                : " No sibling of the target has " + RankJob.LEAST_ITEMS + " items or more."),
                List.of("attribute", "before", "change", "band", "within the band"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet accuracy(RankOutcome o) {
        List<String> heads = new ArrayList<>(List.of("edit"));
        for (int k : RankOutcome.PLACES) {
            heads.add("HR@" + k);
        }
        for (int k : RankOutcome.PLACES) {
            heads.add("NDCG@" + k);
        }
        List<List<Object>> rows = new ArrayList<>();
        for (RankOutcome.Dose d : o.doses()) {
            List<Object> row = new ArrayList<>(List.of(d.name()));
            d.hits().forEach(m -> row.add(cell(m)));
            d.gains().forEach(m -> row.add(cell(m)));
            rows.add(row);
        }
        return new FindingPage.Sheet(
                "accuracy",
                "Hits and gains",
                "Full ranking, consumed items left out; " + Numbers.count(o.split()[2])
                        + " held-out users with a known next item.",
                heads,
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet features(RankOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (RankOutcome.Feature f : o.features()) {
            rows.add(List.of(
                    f.number(), f.name(), Double.isFinite(f.score()) ? f.score() : "given", f.rate(), f.mean()));
        }
        return new FindingPage.Sheet(
                "features",
                "Edited features",
                "Correlation with the target's exposure on the selection side; share of rows on which they fire; mean activation there.",
                List.of("feature", "name", "correlation", "rate", "mean activation"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet confidence(RankOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (RankOutcome.Confident c : o.confidence()) {
            rows.add(List.of(c.method(), c.features(), c.tested(), c.verified(), cell(c.share())));
        }
        int n = o.options().cases();
        return new FindingPage.Sheet(
                "confidence",
                "Features with a confident concept",
                "RecSAE's test: of " + n + " held-out users on whom a feature is strongest and " + n
                        + " on whom it is silent, at least 80 % are told by an attribute of the item predicted for them. The attribute was"
                        + " found on as many users of the selection side. Tested are features that fire for, and are silent on, enough"
                        + " users of both sides; 95 % intervals (Wilson) over features.",
                List.of("dictionary", "features", "tested", "verified", "share of tested"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet concepts(RankOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        o.dictionary().stream()
                .limit(SHOWN)
                .forEach(e -> rows.add(List.of(
                        e.feature(), e.concept(), e.levelWith(), e.levelWithout(), e.right() + " of " + e.cases())));
        return new FindingPage.Sheet(
                "concepts",
                "The surest features and their concepts",
                "Levels run from 0 (silent) to 10; means over the users on whom the concept was found. The first "
                        + SHOWN + " of " + Numbers.count(o.dictionary().size()) + ".",
                List.of("feature", "concept of the predicted item", "level with it", "level without", "told right"),
                Map.of(),
                rows);
    }

    private static FindingPage.Sheet lists(RankOutcome o) {
        List<List<Object>> rows = new ArrayList<>();
        for (RankOutcome.Lists user : o.users()) {
            for (int i = 0; i < user.before().size(); i++) {
                rows.add(List.of(
                        i == 0 ? user.id() : "",
                        i == 0 ? String.join("; ", user.history()) : "",
                        i == 0 ? user.next() : "",
                        i + 1,
                        user.before().get(i),
                        i < user.after().size() ? user.after().get(i) : ""));
            }
        }
        return new FindingPage.Sheet(
                "lists",
                "A few users before and after, " + o.strongest().name(),
                "The first held-out users by number, not picked; * marks items with the target.",
                List.of("user", "last consumed", "came next", "place", "before", "after"),
                Map.of(),
                rows);
    }
}
