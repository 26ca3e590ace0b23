package org.echelle.report;

import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A few series in one small chart, as inline SVG that takes its colours from the page.
 *
 * <p>Colours are painted as marks that never occur otherwise and then replaced by style variables, so that a chart follows the
 * page's light, dark and print palettes.
 */
final class ChartSvg {
    /** How the series is drawn. */
    enum Form {
        LINE,
        BARS
    }

    private static final Color INK = new Color(1, 1, 1);
    private static final Color GRID = new Color(2, 2, 2);
    private static final Color SERIES = new Color(3, 3, 3);
    private static final Color NOTHING = new Color(4, 4, 4);
    private static final Color SERIES_FILL = new Color(5, 5, 5);
    private static final int MARK = 8;
    private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Pattern COLOUR = Pattern.compile("rgb\\((\\d),\\1,\\1\\)");
    private static final Pattern STYLED_TEXT = Pattern.compile("<text ([^>]*?)style=\"[^\"]*\"");
    private static final Pattern TAG = Pattern.compile("<[^>]+>");
    private static final Pattern LONG_NUMBER = Pattern.compile("(-?\\d+\\.\\d)\\d+");

    private final XYChart chart;
    private final Set<String> labels = new LinkedHashSet<>();
    private final int width;
    private final int height;

    ChartSvg(int width, int height, String xTitle, String yTitle) {
        this.width = width;
        this.height = height;
        chart = new XYChartBuilder()
                .width(width)
                .height(height)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        XYStyler style = chart.getStyler();
        style.setLegendVisible(false);
        style.setChartBackgroundColor(NOTHING).setPlotBackgroundColor(NOTHING).setChartFontColor(INK);
        style.setPlotGridLinesColor(GRID).setPlotBorderVisible(false);
        style.setPlotGridVerticalLinesVisible(false).setPlotGridLinesStroke(new BasicStroke(1f));
        style.setAxisTickLabelsFont(LABEL).setAxisTitleFont(TITLE).setAxisTickLabelsColor(INK);
        style.setAxisTickMarksColor(GRID).setAxisTickMarkLength(3).setAxisTickPadding(4);
        style.setXAxisTitleColor(INK).setYAxisTitleColor(INK);
        style.setXAxisTickMarkSpacingHint(70).setYAxisTickMarkSpacingHint(42);
        style.setPlotMargin(0).setChartPadding(4).setPlotContentSize(1).setAntiAlias(true);
    }

    /** Writes the ticks; a blank label leaves a tick bare. */
    ChartSvg ticks(DoubleFunction<String> x, DoubleFunction<String> y) {
        Map<String, Double> xUsed = new HashMap<>();
        Map<String, Double> yUsed = new HashMap<>();
        chart.setCustomXAxisTickLabelsFormatter(value -> unique(x.apply(value), value, xUsed));
        chart.setCustomYAxisTickLabelsFormatter(value -> unique(y.apply(value), value, yUsed));
        return this;
    }

    /** XChart spaces ticks further and further, for ever, until no two labels are equal: equal ones get an invisible end. */
    private String unique(String label, double value, Map<String, Double> used) {
        labels.add(label);
        String distinct = label.isEmpty() ? " " : label;
        while (used.putIfAbsent(distinct, value) != null && used.get(distinct) != value) {
            distinct += label.isEmpty() ? " " : "\u200B";
        }
        return distinct;
    }

    ChartSvg yRange(double low, double high) {
        chart.getStyler().setYAxisMin(low).setYAxisMax(high > low ? high : low + 1);
        return this;
    }

    ChartSvg xRange(double low, double high) {
        chart.getStyler().setXAxisMin(low).setXAxisMax(high > low ? high : low + 1);
        return this;
    }

    ChartSvg series(Form form, double[] x, double[] y) {
        // XChart puts ticks on the points of an evenly spaced series, at odd values; one more point on the way prevents
        // that.
        double[] xs = insert(x, x.length > 1 ? x[0] + (x[1] - x[0]) / 3 : x[0]);
        double[] ys = insert(y, y.length > 1 ? y[0] + (y[1] - y[0]) / 3 : y[0]);
        XYSeries series = chart.addSeries("series " + chart.getSeriesMap().size(), xs, ys);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(SERIES);
        series.setLineStyle(new BasicStroke(1.6f));
        if (form == Form.BARS) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
            series.setFillColor(SERIES_FILL);
            series.setLineStyle(new BasicStroke(1f));
        } else {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
        }
        return this;
    }

    /** Points without a line; the weighty ones filled in the colour of lines, the others in the paler one of bars. */
    ChartSvg points(double[] x, double[] y, boolean weighty) {
        XYSeries series = chart.addSeries("points " + chart.getSeriesMap().size(), x, y);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setMarkerColor(weighty ? SERIES : SERIES_FILL);
        chart.getStyler().setMarkerSize(MARK);
        return this;
    }

    /**
     * XChart leaves an axis bare where all values along it are equal, whatever its range: three unseen points then span the chart,
     * unevenly, so that no tick is put on them.
     */
    private void span() {
        XYStyler style = chart.getStyler();
        boolean spread = chart.getSeriesMap().values().stream().anyMatch(s -> s.getXMax() > s.getXMin())
                && chart.getSeriesMap().values().stream().anyMatch(s -> s.getYMax() > s.getYMin());
        if (spread || style.getXAxisMin() == null || style.getYAxisMin() == null) {
            return;
        }
        XYSeries unseen = chart.addSeries(
                "span",
                thirds(style.getXAxisMin(), style.getXAxisMax()),
                thirds(style.getYAxisMin(), style.getYAxisMax()));
        unseen.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        unseen.setMarker(SeriesMarkers.NONE);
    }

    private static double[] thirds(double low, double high) {
        return new double[] {low, low + (high - low) / 3, high};
    }

    private static double[] insert(double[] values, double second) {
        double[] longer = new double[values.length + 1];
        longer[0] = values[0];
        longer[1] = second;
        System.arraycopy(values, 1, longer, 2, values.length - 1);
        return longer;
    }

    /** Ticks are at least this far apart, in pixels. */
    ChartSvg xSpacing(int pixels) {
        chart.getStyler().setXAxisTickMarkSpacingHint(pixels);
        return this;
    }

    /**
     * Paints the chart.
     *
     * @param id unique on the page; names the chart's clip paths
     * @param description read aloud in place of the picture
     */
    String svg(String id, String description) {
        span();
        // The first painting only collects the tick labels.
        chart.paint(new TextGraphics(), width, height);
        TextGraphics graphics = new TextGraphics();
        for (String label : labels) {
            graphics.expect(label, LABEL);
        }
        graphics.expect(chart.getXAxisTitle(), TITLE);
        graphics.expect(chart.getYAxisTitle(), TITLE);
        chart.paint(graphics, width, height);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new SVGProcessor()
                    .getDocument(graphics.getCommands(), new PageSize(0, 0, width, height))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inline(out.toString(StandardCharsets.UTF_8), id, description);
    }

    private String inline(String document, String id, String description) {
        String body = document.substring(document.indexOf('>', document.indexOf("<svg")) + 1);
        body = STYLED_TEXT.matcher(body).replaceAll("<text $1");
        body = body.replaceAll("clip(-?\\d+)", Matcher.quoteReplacement(id) + "-clip$1");
        body = TAG.matcher(body)
                .replaceAll(tag -> Matcher.quoteReplacement(
                        LONG_NUMBER.matcher(tag.group()).replaceAll("$1")));
        body = body.replace("stroke-miterlimit:10;", "")
                .replace("stroke-linecap:square;", "")
                .replaceAll(">\\s+<", "><");
        body = COLOUR.matcher(body).replaceAll(found -> switch (found.group(1)) {
            case "1" -> "var(--chart-ink)";
            case "2" -> "var(--chart-grid)";
            case "3" -> "var(--chart-series)";
            case "5" -> "var(--chart-fill)";
            default -> "none";
        });
        return String.format(
                        Locale.ROOT,
                        "<svg class=\"chart\" role=\"img\" viewBox=\"0 0 %d %d\" xmlns=\"http://www.w3.org/2000/svg\"><title>%s</title>",
                        width,
                        height,
                        Html.escape(description))
                + body.strip();
    }
}
