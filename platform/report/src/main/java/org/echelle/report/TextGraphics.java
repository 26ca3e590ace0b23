package org.echelle.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Records a chart with its labels as text.
 *
 * <p>XChart paints every label as the filled outline of its glyphs: a label becomes several hundred bytes of path, cannot be
 * searched or read aloud, and ten labels outweigh the chart. Outlines are a function of text and font, so whoever knows which
 * texts a chart can paint recognises them: each fill is compared with the outlines of the expected texts, upright and turned
 * by a quarter, and written as text around the middle of the outline (with {@code text-anchor: middle} the reader's font may
 * be of another width). An outline that is not recognised stays a path.
 */
final class TextGraphics extends VectorGraphics2D {
    private record Label(String text, double middle, boolean turned) {}

    private static final FontRenderContext TITLES = new FontRenderContext(null, true, false);

    private final Map<String, Label> outlines = new HashMap<>();

    /** Expects a text in a font; blank texts have no outline and need none. */
    void expect(String text, Font font) {
        if (text.isBlank()) {
            return;
        }
        // XChart lays out tick labels with the graphics' own context and titles with this one; both are expected.
        for (FontRenderContext context : new HashSet<>(List.of(getFontRenderContext(), TITLES))) {
            TextLayout layout = new TextLayout(text, font, context);
            Shape upright = layout.getOutline(null);
            double middle = upright.getBounds2D().getCenterX();
            outlines.putIfAbsent(key(upright), new Label(text, middle, false));
            Shape turned = layout.getOutline(AffineTransform.getRotateInstance(-Math.PI / 2, 0, 0));
            outlines.putIfAbsent(key(turned), new Label(text, middle, true));
        }
    }

    @Override
    public void fill(Shape shape) {
        Label label = outlines.get(key(shape));
        if (label == null) {
            super.fill(shape);
        } else if (label.turned()) {
            AffineTransform before = getTransform();
            rotate(-Math.PI / 2);
            drawString(label.text(), (float) label.middle(), 0f);
            setTransform(before);
        } else {
            drawString(label.text(), (float) label.middle(), 0f);
        }
    }

    private static String key(Shape shape) {
        StringBuilder key = new StringBuilder();
        double[] points = new double[6];
        for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
            Arrays.fill(points, 0);
            key.append(path.currentSegment(points));
            for (double point : points) {
                key.append(',').append(Math.round(point * 16));
            }
        }
        return key.toString();
    }
}
