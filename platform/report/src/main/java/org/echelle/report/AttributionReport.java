package org.echelle.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.echelle.runs.AttributeOutcome;
import org.echelle.steering.FeatureGraph;

/** An attribution's page, table and drawings, in files that need no other. */
public final class AttributionReport {
    private static final int WIDTH = 640;
    private static final int LINE = 22;
    /** Links of a graph's left half. */
    private static final int DRAWN = 30;

    private static final double LEAST_SHARE = 0.04;
    private static final String PLUS = "var(--chart-series)";
    private static final String MINUS = "var(--chart-ink)";

    private AttributionReport() {}

    /**
     * Writes {@code index.html}, {@code attribution.csv}, {@code attribution.svg} and, where there is a graph, {@code graph.svg}.
     *
     * @return the page
     */
    public static Path write(Path dir, AttributeOutcome outcome) {
        String bars = bars(outcome);
        SteeringReport.text(dir.resolve("attribution.svg"), Plot.file(bars));
        String graph = outcome.graph().map(g -> graph(g, outcome)).orElse("");
        if (!graph.isEmpty()) {
            SteeringReport.text(dir.resolve("graph.svg"), Plot.file(graph));
            SteeringReport.text(dir.resolve("graph.csv"), links(outcome.graph().get(), outcome));
        }
        StringBuilder csv = new StringBuilder("feature,contribution,activation,rows,ablation,name\r\n");
        for (AttributeOutcome.Line line : outcome.features()) {
            csv.append(line.feature())
                    .append(',')
                    .append(Numbers.plain(line.contribution()))
                    .append(',')
                    .append(Numbers.plain(line.activation()))
                    .append(',')
                    .append(line.rows())
                    .append(',')
                    .append(Numbers.plain(line.ablation()))
                    .append(',')
                    .append(SteeringReport.quoted(line.name()))
                    .append("\r\n");
        }
        SteeringReport.text(dir.resolve("attribution.csv"), csv.toString());
        Path page = dir.resolve("index.html");
        SteeringReport.text(
                page,
                Page.alone(
                        "Why " + outcome.output(),
                        SteeringReport.resource("report.css"),
                        SteeringReport.resource("report.js"),
                        html -> body(html, outcome, bars, graph)));
        return page;
    }

    /** The result in a sentence or two, for the page and the terminal. */
    public static String headline(AttributeOutcome o) {
        if (o.features().isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "No feature fires on sample %s at %s: the logit of %s, %s, owes nothing to features, and there is nothing to"
                            + " attribute. Choose another sample, or another hook point.",
                    o.sample(),
                    o.hook(),
                    o.output(),
                    figure(o.value()));
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "The logit of %s for sample %s is %s; with all features at %s off it would be %s, and the contributions of"
                        + " features add up to %s.",
                o.output(),
                o.sample(),
                figure(o.value()),
                o.hook(),
                figure(o.baseline()),
                figure(o.sum())));
        if (!Double.isNaN(o.agreement())) {
            text.append(" Contributions and exact effects of ablating one feature at a time correlate at ")
                    .append(Numbers.score(o.agreement()))
                    .append(" over the ")
                    .append(o.features().size())
                    .append(" strongest.");
        }
        return text.toString();
    }

    private static void body(Html html, AttributeOutcome o, String bars, String graph) {
        html.open("header", "class", "title");
        html.element("p", "Echelle: attribution", "class", "kicker");
        html.element("h1", "Why " + o.output() + " for " + o.sample() + "?").end();
        html.element("p", headline(o), "class", "lead").raw("\n");
        html.element(
                "p",
                "Method: " + o.method()
                        + ", through the subject's own pass; the error term is kept. One sample, so there is no interval; one"
                        + " explanation is no general finding.",
                "class",
                "note");
        if (o.features().isEmpty()) {
            return; // charts and a table of nothing
        }
        html.open("figure").raw(bars);
        html.element(
                        "figcaption",
                        "Contribution of each of the " + o.features().size()
                                + " strongest features to the logit of this one sample (n = 1, no interval); the dot is its exact effect"
                                + " by ablation.")
                .end();
        if (!graph.isEmpty()) {
            html.element("h2", "Which earlier features feed them").raw("\n");
            html.open("figure").raw(graph);
            html.element(
                            "figcaption",
                            "Left: features at " + o.graphFrom() + ", right: features at " + o.hook()
                                    + " and the output. Width: size of gradient times activation, in each half relative to its"
                                    + " strongest link; solid for more, dashed for less. Drawn: the strongest "
                                    + Math.min(DRAWN, linked(o.graph().get()))
                                    + " of " + Numbers.count(linked(o.graph().get()))
                                    + " links on the left, and on the right those above 4 % of the strongest. All of them:"
                                    + " graph.csv.")
                    .end();
        }
        Table table = new Table(html, "")
                .counts("feature", "feature")
                .text("name", "called on its card")
                .number("contribution", "contribution", Term.CONTRIBUTION)
                .number("ablation", "falls by, when ablated", Term.ABLATION)
                .number("activation", "summed activation", null)
                .counts("rows", "rows")
                .begin("features", "Features of this one sample, strongest first", "", false);
        for (AttributeOutcome.Line line : o.features()) {
            table.row().count(line.feature()).cell(line.name().isEmpty() ? "–" : line.name());
            table.cell(figure(line.contribution()), line.contribution());
            table.cell(figure(line.ablation()), line.ablation());
            table.cell(figure(line.activation()), line.activation()).count(line.rows());
            table.endRow();
        }
        table.end();
        Words.below(html, table.terms());
        Words.section(html, List.of(Term.CONTRIBUTION, Term.ABLATION));
    }

    private static String figure(double value) {
        return value < 0 ? "−" + Numbers.figure(-value) : Numbers.figure(value);
    }

    private static String bars(AttributeOutcome o) {
        List<AttributeOutcome.Line> lines = o.features();
        double low = 0;
        double high = 0;
        for (AttributeOutcome.Line line : lines) {
            low = Math.min(low, Math.min(line.contribution(), line.ablation()));
            high = Math.max(high, Math.max(line.contribution(), line.ablation()));
        }
        double room = Math.max(1e-9, (high - low) * 0.03);
        int height = 62 + LINE * lines.size();
        Plot plot = new Plot(WIDTH, height, low - room, high + room, 0, Math.max(1, lines.size()));
        for (double v : Plot.ticks(low - room, high + room)) {
            plot.add("<path d=\"M%.1f %.1fV12\" style=\"stroke:var(--chart-grid)\"/>", plot.x(v), (double) height - 44);
            plot.label(plot.x(v), height - 28, "middle", figure(v));
        }
        plot.label(WIDTH / 2.0, height - 8, "middle", "contribution to the logit of " + o.output());
        for (int i = 0; i < lines.size(); i++) {
            AttributeOutcome.Line line = lines.get(i);
            double y = plot.y(lines.size() - i - 0.5);
            double from = Math.min(plot.x(0), plot.x(line.contribution()));
            plot.add(
                    "<path d=\"M%.1f %.1fH%.1f\" style=\"stroke:%s;stroke-width:10;opacity:.6\"/>",
                    from, y, Math.max(plot.x(0), plot.x(line.contribution())), line.contribution() >= 0 ? PLUS : MINUS);
            plot.add(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" style=\"fill:var(--chart-ink)\"/>",
                    plot.x(line.ablation()), y);
            plot.label(54, y + 4, "end", String.valueOf(line.feature()));
        }
        return plot.svg(
                "Contributions of the strongest features to the output, with the exact effect of ablating each");
    }

    private static String graph(FeatureGraph g, AttributeOutcome o) {
        int rows = Math.max(1, Math.max(g.sources().length, g.targets().length));
        int height = 40 + 26 * rows;
        Plot plot = new Plot(WIDTH, height, 0, 1, 0, 1);
        double most = 1e-12;
        for (double[] row : g.edges()) {
            for (double e : row) {
                most = Math.max(most, Math.abs(e));
            }
        }
        double mostOut = 1e-12;
        for (double e : g.outputs()) {
            mostOut = Math.max(mostOut, Math.abs(e));
        }
        double least = least(g);
        for (int i = 0; i < g.sources().length; i++) {
            for (int k = 0; k < g.targets().length; k++) {
                if (Math.abs(g.edges()[i][k]) < least) {
                    continue;
                }
                edge(plot, 90, line(i), 330, line(k), g.edges()[i][k] / most);
            }
        }
        double middle = 30 + 13.0 * rows;
        for (int k = 0; k < g.targets().length; k++) {
            edge(plot, 386, line(k), 520, middle, g.outputs()[k] / mostOut);
        }
        plot.label(60, 14, "middle", o.graphFrom()).label(358, 14, "middle", o.hook());
        for (int i = 0; i < g.sources().length; i++) {
            plot.label(84, line(i) + 4, "end", String.valueOf(g.sources()[i]));
        }
        for (int k = 0; k < g.targets().length; k++) {
            plot.label(358, line(k) + 4, "middle", String.valueOf(g.targets()[k]));
        }
        plot.label(528, middle + 4, "start", o.output());
        return plot.svg("Graph of features from " + o.graphFrom() + " to " + o.hook() + " to " + o.output());
    }

    private static int linked(FeatureGraph g) {
        return (int) java.util.Arrays.stream(g.edges())
                .flatMapToDouble(java.util.Arrays::stream)
                .filter(e -> e != 0)
                .count();
    }

    /** The size of the weakest link that is drawn: more than some dozens hide each other. */
    private static double least(FeatureGraph g) {
        double[] sizes = java.util.Arrays.stream(g.edges())
                .flatMapToDouble(java.util.Arrays::stream)
                .map(Math::abs)
                .sorted()
                .toArray();
        return sizes.length <= DRAWN ? 0 : sizes[sizes.length - DRAWN];
    }

    private static String links(FeatureGraph g, AttributeOutcome o) {
        StringBuilder csv = new StringBuilder("from,feature,to,target,contribution\r\n");
        for (int i = 0; i < g.sources().length; i++) {
            for (int k = 0; k < g.targets().length; k++) {
                link(csv, o.graphFrom(), g.sources()[i], o.hook(), String.valueOf(g.targets()[k]), g.edges()[i][k]);
            }
        }
        for (int k = 0; k < g.targets().length; k++) {
            link(csv, o.hook(), g.targets()[k], "output", o.output(), g.outputs()[k]);
        }
        return csv.toString();
    }

    private static void link(StringBuilder csv, String from, int feature, String to, String target, double size) {
        Csv.line(csv, from, String.valueOf(feature), to, target, Numbers.plain(size));
        csv.append("\r\n");
    }

    private static double line(int i) {
        return 36 + 26.0 * i;
    }

    private static void edge(Plot plot, double x0, double y0, double x1, double y1, double share) {
        if (Math.abs(share) < LEAST_SHARE) {
            return;
        }
        plot.add(
                "<path d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" style=\"fill:none;stroke:%s;stroke-width:%.2f;opacity:%.2f%s\"/>",
                x0,
                y0,
                (x0 + x1) / 2,
                y0,
                (x0 + x1) / 2,
                y1,
                x1,
                y1,
                share > 0 ? PLUS : MINUS,
                0.4 + 4 * Math.abs(share),
                0.25 + 0.6 * Math.abs(share),
                share > 0 ? "" : ";stroke-dasharray:5 4");
    }
}
