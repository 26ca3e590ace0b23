package ${package};

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;

/**
 * How a row looks in a report: its largest numbers as bars, and above them how strongly a feature fires.
 *
 * @param columns names of the numbers; they are numbered without
 */
record RowView(List<String> columns) implements SampleView {
    private static final int BARS = 8;

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        return "<div class=\"row-card\">" + bars(((Row) sample).values()) + "</div>";
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        float strength = activations.full() > 0 ? activations.values()[0] / activations.full() : 0;
        return "<div class=\"row-card\">" + bar("fires", "this feature", strength, "") + bars(((Row) sample).values()) + "</div>";
    }

    private String bars(float[] values) {
        List<Integer> order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -Math.abs(values[i])))
                .limit(BARS)
                .toList();
        float most = order.isEmpty() ? 1 : Math.max(1e-12f, Math.abs(values[order.get(0)]));
        StringBuilder out = new StringBuilder();
        for (int i : order) {
            String name = i < columns.size() ? columns.get(i) : Integer.toString(i);
            out.append(bar("", name, Math.abs(values[i]) / most, String.format(Locale.ROOT, "%.3g", values[i])));
        }
        return out.toString();
    }

    private static String bar(String style, String name, float share, String text) {
        return String.format(
                Locale.ROOT,
                "<div class=\"%s\"><i style=\"width:%.0f%%\"></i><b>%s</b> %s</div>",
                style,
                100 * Math.min(1, Math.max(0, share)),
                escaped(name),
                text);
    }

    /** Names come from files: they must not become markup. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    @Override
    public String css() {
        return ".row-card{min-width:11em;font-size:12px}"
                + ".row-card div{position:relative;isolation:isolate;margin:1px 0;padding:1px 3px;white-space:nowrap;overflow:hidden}"
                + ".row-card i{position:absolute;z-index:-1;left:0;top:0;bottom:0;background:#cfe0de}.row-card .fires i{background:#f0c8a8}";
    }
}
