package org.echelle.protein.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A sequence logo of windows that are aligned to the residue in their middle. */
final class Logo {
    private static final int REACH = 10;
    private static final char NOTHING = '-';

    private static final int LEFT = 34;
    private static final int TOP = 6;
    private static final int HEIGHT = 150;
    private static final int COLUMN = 26;
    /** Height of a capital letter over the font's size, in the common sans-serif fonts (Arial, Helvetica, Liberation Sans: 0.716 to 0.729). */
    private static final double CAPITAL = 0.72;

    /** What hangs below the line of a Q. */
    private static final double TAIL = 0.17;

    private final List<String> windows;

    /** @param windows of equal, odd length */
    Logo(List<String> windows) {
        this.windows = List.copyOf(windows);
    }

    /** The residues around one, with {@code -} beyond the sequence's ends. */
    static String window(String sequence, int centre) {
        StringBuilder window = new StringBuilder();
        for (int i = centre - REACH; i <= centre + REACH; i++) {
            window.append(i >= 0 && i < sequence.length() ? sequence.charAt(i) : NOTHING);
        }
        return window.toString();
    }

    String markup() {
        int length = windows.get(0).length();
        List<LogoColumn> columns = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            columns.add(LogoColumn.at(windows, i));
        }
        double most = columns.stream().mapToDouble(LogoColumn::bits).max().orElse(0);
        // Whole bits, so that logos of different features can be compared at a glance.
        double top = Math.max(1, Math.ceil(most));
        StringBuilder out = new StringBuilder("<svg class=\"ep-logo\" role=\"group\" aria-label=\"Logo of ");
        out.append(windows.size())
                .append(" windows\" viewBox=\"0 0 ")
                .append(LEFT + length * COLUMN + 6)
                .append(' ');
        out.append(TOP + HEIGHT + 20).append("\" xmlns=\"http://www.w3.org/2000/svg\">");
        axis(out, top, length);
        for (int i = 0; i < length; i++) {
            column(out, columns.get(i), i, i - length / 2, HEIGHT / top);
        }
        return out.append("</svg>").toString();
    }

    private static void axis(StringBuilder out, double top, int length) {
        out.append("<path class=\"ep-tick\" fill=\"none\" d=\"M")
                .append(LEFT - 2)
                .append(' ')
                .append(TOP)
                .append('v')
                .append(HEIGHT);
        out.append('h').append(length * COLUMN + 4).append("\"/>");
        for (int bit = 0; bit <= top; bit++) {
            double y = TOP + HEIGHT * (1 - bit / top);
            out.append("<text class=\"ep-no\" text-anchor=\"end\" x=\"")
                    .append(LEFT - 6)
                    .append("\" y=\"");
            out.append(Text.coordinate(y + 3)).append("\">").append(bit).append("</text>");
        }
        double middle = TOP + HEIGHT / 2.0;
        out.append("<text class=\"ep-no\" text-anchor=\"middle\" transform=\"translate(10 ")
                .append(middle);
        out.append(") rotate(-90)\">bits</text>");
    }

    private static void column(StringBuilder out, LogoColumn column, int at, int offset, double scale) {
        int x = LEFT + at * COLUMN;
        out.append("<g><title>").append(title(column, offset)).append("</title>");
        double y = TOP + HEIGHT;
        for (LogoColumn.Letter letter : column.letters()) {
            double height = letter.bits() * scale;
            if (height >= 0.5) { // smaller ones cannot be seen
                letter(out, letter.letter(), x, y, height);
            }
            y -= height;
        }
        out.append("</g><text class=\"ep-no\" text-anchor=\"middle\" x=\"")
                .append(x + COLUMN / 2)
                .append("\" y=\"");
        out.append(TOP + HEIGHT + 13)
                .append("\">")
                .append(offset == 0 ? "peak" : signed(offset))
                .append("</text>");
    }

    /** A letter as wide as its column and as high as its bits: glyphs of 20 pixels, stretched. */
    private static void letter(StringBuilder out, char letter, int x, double y, double height) {
        int size = 20;
        double below = letter == 'Q' ? TAIL : 0;
        double scale = height / (size * (CAPITAL + below));
        out.append("<text class=\"ep-letter\" text-anchor=\"middle\" textLength=\"")
                .append(COLUMN - 2);
        out.append("\" lengthAdjust=\"spacingAndGlyphs\" fill=\"").append(colour(letter));
        out.append("\" transform=\"translate(").append(x + COLUMN / 2).append(' ');
        out.append(Text.coordinate(y - below * size * scale)).append(") scale(1 ");
        out.append(String.format(Locale.ROOT, "%.3f", scale))
                .append(")\">")
                .append(letter)
                .append("</text>");
    }

    private static String title(LogoColumn column, int offset) {
        StringBuilder out = new StringBuilder(offset == 0 ? "peak" : "peak " + signed(offset));
        out.append(String.format(Locale.ROOT, ": %.2f bits, n = %d", column.bits(), column.n()));
        for (int i = column.letters().size() - 1; i >= 0; i--) {
            LogoColumn.Letter letter = column.letters().get(i);
            out.append(String.format(Locale.ROOT, ", %s %.0f %%", letter.letter(), 100 * letter.frequency()));
        }
        return out.toString();
    }

    private static String signed(int offset) {
        return offset > 0 ? "+" + offset : "−" + -offset;
    }

    /** By chemistry, in colours of Okabe and Ito's palette that colour-blind people tell apart and paper carries. */
    static String colour(char letter) {
        return switch (letter) {
            case 'D', 'E' -> "#d55e00"; // acidic
            case 'K', 'R', 'H' -> "#0072b2"; // basic
            case 'S', 'T', 'N', 'Q', 'C', 'G', 'Y' -> "#009e73"; // polar
            default -> "#111111"; // hydrophobic
        };
    }
}
