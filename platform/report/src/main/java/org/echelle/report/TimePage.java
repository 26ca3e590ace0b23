package org.echelle.report;

import java.util.Arrays;
import java.util.List;
import org.echelle.analysis.FeatureConcept;
import org.echelle.analysis.Interval;
import org.echelle.analysis.time.AcrossTime;
import org.echelle.analysis.time.FeatureLife;

/** One hook point's dictionary timestep by timestep: does it serve all of them, and when does each feature live? */
final class TimePage {
    private final ReportInput input;
    private final Site.Section section;
    private final AcrossTime time;
    private final String basis;

    TimePage(ReportInput input, Site.Section section) {
        this.input = input;
        this.section = section;
        this.time = section.report().time().orElseThrow();
        long rows = time.fits().stream().mapToLong(AcrossTime.Fit::rows).sum();
        this.basis = section.report().evaluation().map(e -> e.split() + ", ").orElse("held-out samples, ") + "n = "
                + Numbers.count(rows, "row", "rows") + " of " + Numbers.count(time.groups(), "group", "groups");
    }

    /** Its file, from the report's folder. */
    static String file(Site.Section section) {
        return section.anchor("time") + ".html";
    }

    String markup() {
        return Page.of("Across timesteps · " + input.title(), "", this::body);
    }

    private void body(Html html) {
        html.open("nav", "class", "pager", "aria-label", "Report");
        html.element("a", "← " + input.title(), "href", "index.html", "rel", "up")
                .end();
        html.open("header", "class", "title").element("h1", "Across timesteps");
        html.open("p", "class", "lead").text("The dictionary at ");
        html.element("code", section.report().hook().name())
                .text(
                        " from the first, noisiest timestep to the last: how well it serves each, and when its features live.");
        html.end().element("p", basis + ".", "class", "note").end();
        fits(html);
        lives(html);
    }

    private void fits(Html html) {
        html.open("section", "id", "fits").element("h2", "Does one dictionary serve all timesteps?");
        List<AcrossTime.Fit> fits = time.fits();
        int worst = 0;
        int best = 0;
        for (int t = 1; t < fits.size(); t++) {
            worst = fits.get(t).fvu() > fits.get(worst).fvu() ? t : worst;
            best = fits.get(t).fvu() < fits.get(best).fvu() ? t : best;
        }
        Figures strip = new Figures(html, "");
        strip.add(Term.STEP_FVU, "worst " + Term.STEP_FVU.word(), fvu(fits.get(worst)), at(worst));
        strip.add(Term.STEP_FVU, "best " + Term.STEP_FVU.word(), fvu(fits.get(best)), at(best));
        strip.end();
        html.open("div", "class", "charts");
        figure(
                html,
                TimeCharts.fit("chart-fvu", "FVU", time, AcrossTime.Fit::fvu),
                "FVU of each timestep against that timestep’s own mean; " + basis + ".");
        figure(
                html,
                TimeCharts.fit("chart-l0", "L0", time, AcrossTime.Fit::l0),
                "Active features a row at each timestep; " + basis + ".");
        html.end();
        Table table = new Table(html, "").counts("step", time.axis()).counts("rows", "Rows");
        table.number("fvu", Term.STEP_FVU.word(), Term.STEP_FVU)
                .number("l0", "L0", Term.L0)
                .number("variance", "Variance", Term.STEP_VARIANCE);
        table.begin("steps", "Timesteps in the order of sampling; " + basis, "", false);
        for (int t = 0; t < fits.size(); t++) {
            AcrossTime.Fit fit = fits.get(t);
            table.row().count(time.steps()[t]).count(fit.rows());
            table.open(fit.fvu()).text(Numbers.fraction(fit.fvu()));
            interval(html, fit.fvuInterval());
            table.open(fit.l0()).text(Numbers.figure(fit.l0()));
            interval(html, fit.l0Interval());
            table.cell(Numbers.figure(fit.variance()), fit.variance()).endRow();
        }
        table.end();
        html.end();
    }

    private static String fvu(AcrossTime.Fit fit) {
        return Numbers.fraction(fit.fvu());
    }

    private String at(int t) {
        return "at " + time.axis() + " " + time.steps()[t] + ", n = "
                + Numbers.count(time.fits().get(t).rows(), "row", "rows");
    }

    private static void interval(Html html, Interval interval) {
        if (interval.known()) {
            html.element("span", Numbers.countInterval(interval), "class", "interval");
        }
        html.close();
    }

    private static void figure(Html html, String svg, String caption) {
        if (!svg.isEmpty()) {
            html.open("figure", "class", "chart")
                    .raw(svg)
                    .element("figcaption", caption)
                    .end();
        }
    }

    private void lives(Html html) {
        html.open("section", "id", "lives").element("h2", "When features live");
        if (time.lives().isEmpty()) {
            html.element("p", "No lives were made: no feature is active on held-out rows, or there are too many rows.");
            html.end();
            return;
        }
        int last = time.steps().length - 1;
        int[] length = time.lives().stream()
                .mapToInt(l -> l.death().step() - l.birth().step() + 1)
                .sorted()
                .toArray();
        long throughout = time.lives().stream().filter(FeatureLife::throughout).count();
        Figures strip = new Figures(html, "");
        strip.add(
                Term.LIFE,
                "median " + Term.LIFE.word(),
                Numbers.count(length[length.length / 2]),
                "of " + Numbers.count(last + 1L, "timestep", "timesteps") + ", from birth to death; over "
                        + Numbers.count(length.length, "living feature", "living features"));
        strip.add(
                "alive throughout",
                Numbers.percent(throughout / (double) length.length),
                Numbers.count(throughout) + " of " + Numbers.count(length.length) + " features");
        strip.add(
                "peak at the noisy end",
                Numbers.count(Arrays.stream(peaks()).filter(p -> p == 0).count()),
                "features, at " + time.axis() + " " + time.steps()[0]);
        strip.add(
                "peak at the picture’s end",
                Numbers.count(Arrays.stream(peaks()).filter(p -> p == last).count()),
                "features, at " + time.axis() + " " + time.steps()[last]);
        strip.end();
        html.open("figure", "class", "chart wide").raw(LifeMap.svg("life-map", time));
        html.element(
                        "figcaption",
                        "Mean activation of " + Numbers.count(length.length, "feature", "features") + " at "
                                + Numbers.count(last + 1L, "timestep", "timesteps")
                                + ", each line scaled to its own peak; " + basis + ".")
                .end();
        table(html);
        html.open("p", "class", "note").text("Every living feature, with its curve: ");
        html.element("a", "table of values", "href", section.data("time"))
                .text(".")
                .end();
        html.end();
    }

    private int[] peaks() {
        return time.lives().stream().mapToInt(l -> l.peak().step()).toArray();
    }

    private void table(Html html) {
        Table table = new Table(html, "").text("feature", "Feature").text("concept", "Best concept");
        table.number("f1", "F1", Term.F1)
                .number("birth", "Birth", Term.LIFE)
                .number("peak", "Peak", Term.LIFE)
                .number("death", "Death", Term.LIFE)
                .number("mean", "Mean at peak", Term.LIFE)
                .number("share", "Active rows at peak", Term.DENSITY);
        table.begin("features", "Features with a page, by peak; in brackets 95 % of replicates; " + basis, "", false);
        for (FeatureLife life : LifeMap.ordered(time)) {
            if (!section.pages().has(life.feature())) {
                continue;
            }
            List<FeatureConcept> concepts = section.pages().concepts(life.feature());
            table.row();
            table.open(String.valueOf(life.feature()))
                    .element("a", String.valueOf(life.feature()), "href", section.page(life.feature()))
                    .close();
            table.cell(concepts.isEmpty() ? "–" : section.label(concepts.get(0).concept()));
            double f1 = concepts.isEmpty() ? Double.NaN : concepts.get(0).f1();
            table.cell(Numbers.score(f1), f1);
            moment(html, table, life.birth());
            moment(html, table, life.peak());
            moment(html, table, life.death());
            float mean = life.mean()[life.peak().step()];
            float share = life.share()[life.peak().step()];
            table.cell(Numbers.activation(mean), mean)
                    .cell(Numbers.percent(share), share)
                    .endRow();
        }
        table.end();
    }

    private void moment(Html html, Table table, FeatureLife.Moment moment) {
        table.open(time.steps()[moment.step()]).text(String.valueOf(time.steps()[moment.step()]));
        if (moment.known()) {
            html.element("span", range(time, moment), "class", "interval");
        }
        html.close();
    }

    /** Where a moment lies in replicates, with a space before it; empty where there are none. */
    static String range(AcrossTime time, FeatureLife.Moment moment) {
        return moment.known() ? " [" + time.steps()[moment.low()] + ", " + time.steps()[moment.high()] + "]" : "";
    }

    /** A feature's life on its own page. */
    static void ofFeature(Html html, Site.Section section, int feature) {
        section.report().time().flatMap(t -> t.life(feature)).ifPresent(life -> {
            AcrossTime time = section.report().time().orElseThrow();
            html.open("section").element("h2", "Life over timesteps");
            html.open("p").text("Its mean activation is at half of its peak or above from " + time.axis() + " ");
            html.element("strong", String.valueOf(time.steps()[life.birth().step()]));
            html.text(range(time, life.birth()) + " to ");
            html.element("strong", String.valueOf(time.steps()[life.death().step()]));
            html.text(range(time, life.death()) + ", with the peak at ");
            html.element("strong", String.valueOf(time.steps()[life.peak().step()]));
            html.text(range(time, life.peak()) + ": ");
            Page.term(html, section.root(), Term.LIFE, "birth, death and peak");
            html.text(".").end();
            html.open("div", "class", "charts");
            String basis = " on held-out rows, n = "
                    + Numbers.count(
                            time.fits().stream().mapToLong(AcrossTime.Fit::rows).sum())
                    + " over all timesteps.";
            figure(html, TimeCharts.life("chart-life", time, life), "Mean activation" + basis);
            figure(html, TimeCharts.share("chart-share", time, life), "Share of rows on which it is active," + basis);
            html.end().end();
        });
    }

    /** All lives for other programs. */
    static String csv(AcrossTime time) {
        StringBuilder out = new StringBuilder("feature,birth,birth_low,birth_high,peak,peak_low,peak_high,death,"
                + "death_low,death_high,throughout");
        for (int step : time.steps()) {
            out.append(",mean_").append(step);
        }
        for (int step : time.steps()) {
            out.append(",share_").append(step);
        }
        out.append("\r\n");
        for (FeatureLife life : time.lives()) {
            out.append(life.feature());
            for (FeatureLife.Moment m : List.of(life.birth(), life.peak(), life.death())) {
                out.append(',').append(time.steps()[m.step()]).append(',');
                out.append(m.known() ? time.steps()[m.low()] + "," + time.steps()[m.high()] : ",");
            }
            out.append(',').append(life.throughout());
            for (float mean : life.mean()) {
                out.append(',').append(mean);
            }
            for (float share : life.share()) {
                out.append(',').append(share);
            }
            out.append("\r\n");
        }
        return out.toString();
    }
}
