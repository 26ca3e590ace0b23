package org.echelle.pictures;

import java.util.List;
import java.util.Locale;

/** Pieces of a picture's figure on a page, in HTML. */
public final class ViewText {
    private ViewText() {}

    /** Text as the content of an element or the value of an attribute. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A length for a style: at most three places after the point. */
    public static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceAll("\\.?0+$", "");
    }

    /** An activation, with three figures. */
    public static String number(float value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    /**
     * The style of an element that lies over a rectangle of a picture, in percent of the picture.
     *
     * @param box left, upper, right and lower edge in picture pixels
     */
    public static String place(double[] box, int width, int height) {
        double x = 100.0 / width;
        double y = 100.0 / height;
        return "left:" + decimal(box[0] * x) + "%;top:" + decimal(box[1] * y) + "%;width:"
                + decimal((box[2] - box[0]) * x) + "%;height:" + decimal((box[3] - box[1]) * y) + "%";
    }

    /**
     * Frames of a picture's shape side by side.
     *
     * @param prefix of the classes {@code -panes} and {@code -frame}
     * @param rem largest width of a frame
     * @param panes what the frames hold
     */
    public static String frames(String prefix, double rem, int width, int height, List<String> panes) {
        StringBuilder out = new StringBuilder("<div class=\"").append(prefix).append("-panes\">");
        for (String pane : panes) {
            out.append("<div class=\"")
                    .append(prefix)
                    .append("-frame\" style=\"max-width:")
                    .append(decimal(rem))
                    .append("rem;aspect-ratio:")
                    .append(width)
                    .append('/')
                    .append(height)
                    .append("\">")
                    .append(pane)
                    .append("</div>");
        }
        return out.append("</div>").toString();
    }
}
