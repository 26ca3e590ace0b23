package org.echelle.recommender.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.recommender.History;

/**
 * A user's history as a list of titles, oldest first. Activations are numbers and bars beside the titles; the shade behind them says the
 * same again and nothing more.
 */
public final class TimelineView implements SampleView {
    private static final int SHOWN = 12;
    private static final int LISTED = 15;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        History h = (History) sample;
        return list(h, Math.max(0, h.length() - SHOWN), new float[0], 1);
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        History h = (History) sample;
        float[] values = values(h, activations);
        int peak = peak(values);
        int from = Math.max(0, Math.min(peak - SHOWN / 2, h.length() - SHOWN));
        return list(h, from, values, Math.max(activations.full(), Float.MIN_NORMAL));
    }

    private static float[] values(History h, SiteActivations a) {
        float[] values = new float[h.length()];
        int[] actions = a.sites().hook().axis("action") < 0 ? null : a.sites().along("action");
        for (int row = 0; row < a.values().length; row++) {
            int place = actions == null || actions[row] < 0 ? h.length() - 1 : actions[row];
            values[place] = Math.max(values[place], a.values()[row]);
        }
        return values;
    }

    private static int peak(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static String list(History h, int from, float[] values, float full) {
        int to = Math.min(h.length(), from + SHOWN);
        StringBuilder html = new StringBuilder("<div class=\"history\"><p class=\"history-head\">user ")
                .append(escape(h.id()))
                .append(", actions ")
                .append(from + 1)
                .append(" to ")
                .append(to)
                .append(" of ")
                .append(h.length())
                .append("</p><ol start=\"")
                .append(from + 1)
                .append("\">");
        for (int i = from; i < to; i++) {
            float value = values.length == 0 ? 0 : values[i];
            double share = Math.max(0, Math.min(1, value / full));
            html.append("<li");
            if (share > 0) {
                html.append(
                        String.format(Locale.ROOT, " style=\"background:rgba(230,159,0,%.2f)\"", 0.15 + 0.65 * share));
            }
            html.append('>')
                    .append(escape(
                            h.titles().isEmpty()
                                    ? "item " + h.items()[i]
                                    : h.titles().get(i)));
            if (h.times().length > 0) {
                html.append(" <span class=\"history-day\">")
                        .append(DAY.format(Instant.ofEpochSecond(h.times()[i])))
                        .append("</span>");
            }
            if (value > 0) {
                html.append(String.format(Locale.ROOT, " <b>%.3g</b>", value));
            }
            html.append("</li>");
        }
        html.append("</ol>");
        return html.append("</div>").toString();
    }

    @Override
    public int excerpts() {
        return 50;
    }

    /** The title at which the feature is strongest. */
    @Override
    public String excerpt(Sample sample, SiteActivations activations) {
        History h = (History) sample;
        int peak = peak(values(h, activations));
        return h.titles().isEmpty() ? "item " + h.items()[peak] : h.titles().get(peak);
    }

    @Override
    public String together(List<String> excerpts, ViewAssets assets) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        excerpts.forEach(title -> counts.merge(title, 1, Integer::sum));
        List<Map.Entry<String, Integer>> all = new ArrayList<>(counts.entrySet());
        all.sort((a, b) -> Integer.compare(b.getValue(), a.getValue()));
        StringBuilder html = new StringBuilder("<div class=\"history\"><p class=\"history-head\">Items at which the ")
                .append(excerpts.size())
                .append(" strongest users peak, most frequent first</p><ol>");
        for (Map.Entry<String, Integer> e : all.subList(0, Math.min(LISTED, all.size()))) {
            html.append("<li>")
                    .append(escape(e.getKey()))
                    .append(" <b>")
                    .append(e.getValue())
                    .append("</b></li>");
        }
        return html.append("</ol></div>").toString();
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c < ' ' ? ' ' : (char) c);
            }
        });
        return out.toString();
    }

    @Override
    public String css() {
        return String.join(
                "\n",
                Arrays.asList(
                        ".history ol{margin:0;padding-left:2.4em;font-size:.82rem;text-align:left}",
                        ".history li{padding:.05em .3em;color:inherit}",
                        ".history-head{margin:.2em 0;font-size:.8rem}",
                        ".history-day{opacity:.7;font-size:.75rem}"));
    }
}
