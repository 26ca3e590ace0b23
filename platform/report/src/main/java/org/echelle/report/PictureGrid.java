package org.echelle.report;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.echelle.runs.pictures.Picture;

/** Rows of small pictures as one drawing that needs no other file. */
final class PictureGrid {
    private static final int LABEL = 130;
    private static final int CELL = 56;
    private static final int GAP = 2;
    private static final int HEAD = 16;

    /** Width of a letter in a head, about. */
    private static final double LETTER = 6;

    /** Heads that do not fit above their columns are turned by so many degrees. */
    private static final int TURN = 50;

    /** What stands above a column. */
    record Head(String text, boolean strong) {}

    private PictureGrid() {}

    /**
     * Draws.
     *
     * @param title for those who cannot see it
     * @param heads of the columns; may be fewer, or none
     * @param names of the rows
     * @param rows pictures; what lies beyond {@code columns} is left out
     */
    static String svg(String title, List<Head> heads, List<String> names, List<List<Picture>> rows, int columns) {
        double longest = LETTER
                * heads.stream()
                        .limit(columns)
                        .mapToInt(h -> h.text().length())
                        .max()
                        .orElse(0);
        boolean turned = longest > CELL;
        int top = turned ? HEAD + (int) Math.ceil(longest * Math.sin(Math.toRadians(TURN))) : HEAD;
        int beyond = turned ? (int) Math.ceil(longest * Math.cos(Math.toRadians(TURN))) - CELL / 2 : 0;
        int width = LABEL + columns * (CELL + GAP) + Math.max(0, beyond);
        int height = top + rows.size() * (CELL + GAP);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"><title>%s</title>",
                width,
                height,
                width,
                Html.escape(title)));
        for (int c = 0; c < columns && c < heads.size(); c++) {
            Head head = heads.get(c);
            int x = LABEL + c * (CELL + GAP) + CELL / 2;
            svg.append(text(x, top - 4, turned ? TURN : 0, turned ? "start" : "middle", head.text(), head.strong()));
        }
        for (int r = 0; r < rows.size(); r++) {
            int y = top + r * (CELL + GAP);
            svg.append(text(LABEL - 6, y + CELL / 2 + 4, 0, "end", names.get(r), false));
            for (int c = 0; c < columns && c < rows.get(r).size(); c++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"image-rendering:pixelated\" href=\"%s\"/>",
                        LABEL + c * (CELL + GAP),
                        y,
                        CELL,
                        CELL,
                        dataUri(rows.get(r).get(c))));
            }
        }
        return svg.append("</svg>").toString();
    }

    /** @param turn degrees by which it rises */
    private static String text(int x, int y, int turn, String anchor, String content, boolean strong) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"11\"%s%s>%s</text>",
                x,
                y,
                anchor,
                turn == 0 ? "" : String.format(Locale.ROOT, " transform=\"rotate(%d %d %d)\"", -turn, x, y),
                strong ? " font-weight=\"bold\"" : "",
                Html.escape(content));
    }

    /** The picture itself in place of an address. */
    static String dataUri(Picture picture) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.png());
    }
}
