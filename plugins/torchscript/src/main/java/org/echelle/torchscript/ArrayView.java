package org.echelle.torchscript;

import java.util.Locale;
import java.util.Map;
import org.echelle.api.Sample;
import org.echelle.api.SampleView;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.echelle.torch.HostTensor;
import org.echelle.torchscript.samples.ArraySample;

/** Draws arrays: a picture where there is one, else a chart of the first numbers; and activations as cells on the hook point's axes. */
final class ArrayView implements SampleView {
    private static final int CELLS = 4096;
    private static final int CHART = 200;

    @Override
    public String draw(Sample sample, ViewAssets assets) {
        return "<div class=\"arr\">" + body(sample, assets) + "</div>";
    }

    @Override
    public String draw(Sample sample, SiteActivations activations, ViewAssets assets) {
        return "<div class=\"arr\">" + body(sample, assets) + cells(activations) + "</div>";
    }

    private static String body(Sample sample, ViewAssets assets) {
        if (!(sample instanceof ArraySample array)) {
            return "";
        }
        if (array.png().isPresent()) {
            return "<img alt=\"" + escaped(sample.id()) + "\" src=\""
                    + assets.put("png", array.png().get()) + "\">";
        }
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, HostTensor> tensor : array.tensors().entrySet()) {
            out.append(chart(tensor.getValue()));
        }
        return out.toString();
    }

    /** The first numbers as bars around 0. */
    private static String chart(HostTensor tensor) {
        float[] values = tensor.toFloats();
        int n = Math.min(CHART, values.length);
        float most = 1e-12f;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < n; i++) {
            path.append(String.format(Locale.ROOT, "M%.1f 15V%.1f", (i + 0.5) * 200.0 / n, 15 - 14 * values[i] / most));
        }
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 200 30\" role=\"img\" aria-label=\"%s\"><path d=\"%s\" stroke=\"#557\" stroke-width=\"%.2f\"/></svg>",
                "the first " + n + " of " + values.length + " numbers",
                path,
                Math.max(0.3, 160.0 / n));
    }

    /** One cell a site: along one axis in a row, along two as a grid, more as further grids below. */
    private static String cells(SiteActivations activations) {
        int[][] at = activations.sites().coordinates();
        float[] values = activations.values();
        int rows = Math.min(CELLS, values.length);
        int xAxis = at.length == 0 ? -1 : at.length == 1 ? 0 : 1;
        int yAxis = at.length < 2 ? -1 : 0;
        int columns = 1;
        int lines = 1;
        for (int r = 0; r < rows; r++) {
            columns = Math.max(columns, xAxis < 0 ? 1 : at[xAxis][r] + 1);
            lines = Math.max(lines, yAxis < 0 ? 1 : at[yAxis][r] + 1);
        }
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"activations by %s\">",
                columns * 10,
                lines * 10,
                axes(activations)));
        for (int r = 0; r < rows; r++) {
            int x = xAxis < 0 ? 0 : at[xAxis][r];
            int y = yAxis < 0 ? 0 : at[yAxis][r];
            if (x < 0 || y < 0) {
                continue;
            }
            double strength = activations.full() > 0 ? Math.min(1, Math.max(0, values[r] / activations.full())) : 0;
            out.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"9\" height=\"9\" fill=\"#c2410c\" fill-opacity=\"%.2f\" stroke=\"#ccc\" stroke-width=\".4\"/>",
                    x * 10,
                    y * 10,
                    strength));
        }
        return out.append("</svg>").toString();
    }

    private static String axes(SiteActivations activations) {
        return escaped(String.join(
                ", ",
                activations.sites().hook().axes().stream().map(a -> a.name()).toList()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    @Override
    public String css() {
        return ".arr img,.arr svg{display:block;width:100%;max-height:220px;margin:2px 0}";
    }
}
