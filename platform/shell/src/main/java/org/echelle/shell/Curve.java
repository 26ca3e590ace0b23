package org.echelle.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small chart of one series in characters: braille dots, two across and four down a character, or plain ASCII.
 *
 * <p>The vertical axis begins at 0. A column shows the range of the values that fall on it, so that nothing that stands out is
 * lost; a column without a value joins its neighbours by a straight line.
 */
final class Curve {
    private static final int BLANK_BRAILLE = 0x2800;
    /** Bits of a braille character's dots, {@code [row][column]}. */
    private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    private final int width;
    private final int height;
    private final boolean unicode;
    /** Dots across and down. */
    private final int across;

    private final int down;

    /**
     * @param width characters across
     * @param height lines
     * @param unicode braille, else ASCII
     */
    Curve(int width, int height, boolean unicode) {
        this.width = width;
        this.height = height;
        this.unicode = unicode;
        across = unicode ? 2 * width : width;
        down = unicode ? 4 * height : height;
    }

    /**
     * Draws.
     *
     * @param x from 0 to 1, rising
     * @param y as many; what is not finite is left out
     * @param top the value at the upper edge, above 0
     * @return as many lines as the chart is high, each as wide as the chart
     */
    List<String> draw(double[] x, double[] y, double top) {
        int[] low = new int[across];
        int[] high = new int[across];
        Arrays.fill(low, -1);
        int before = -1;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(y[i])) {
                continue;
            }
            int column = (int) Math.round(Math.max(0, Math.min(1, x[i])) * (across - 1));
            int dot = (int) Math.round(Math.max(0, Math.min(1, y[i] / top)) * (down - 1));
            if (before >= 0 && column > before + 1) {
                join(low, high, before, column, dot);
            }
            low[column] = low[column] < 0 ? dot : Math.min(low[column], dot);
            high[column] = Math.max(high[column], dot);
            before = column;
        }
        return unicode ? braille(low, high) : ascii(low, high);
    }

    private static void join(int[] low, int[] high, int from, int to, int dot) {
        double start = (low[from] + high[from]) / 2.0;
        for (int c = from + 1; c < to; c++) {
            low[c] = (int) Math.round(start + (dot - start) * (c - from) / (to - from));
            high[c] = low[c];
        }
    }

    private List<String> braille(int[] low, int[] high) {
        int[][] cells = new int[height][width];
        for (int c = 0; c < across; c++) {
            for (int dot = low[c]; dot >= 0 && dot <= high[c]; dot++) {
                int fromTop = down - 1 - dot;
                cells[fromTop / 4][c / 2] |= DOTS[fromTop % 4][c % 2];
            }
        }
        List<String> lines = new ArrayList<>();
        for (int[] row : cells) {
            StringBuilder line = new StringBuilder();
            for (int cell : row) {
                line.append(cell == 0 ? ' ' : (char) (BLANK_BRAILLE + cell));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private List<String> ascii(int[] low, int[] high) {
        List<String> lines = new ArrayList<>();
        for (int row = down - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < across; c++) {
                line.append(low[c] >= 0 && low[c] <= row && row <= high[c] ? '*' : ' ');
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
