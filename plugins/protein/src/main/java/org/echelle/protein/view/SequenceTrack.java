package org.echelle.protein.view;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.echelle.protein.Protein;

/**
 * A sequence in lines of sixty residues with the numbers of their first and last, coloured by a feature's activations, with what is
 * known about them in bars beneath. Plain SVG, black on white, for screens and printers alike.
 *
 * <p>Of a long protein the lines with the largest activations are drawn, and what is left out between them is told.
 */
final class SequenceTrack {
    static final int LINE = 60;
    /** Lines of one card. */
    private static final int LINES = 6;

    private static final int MARK_ROWS = 4;
    private static final int CELL = 10;
    private static final int LEFT = 40;
    private static final int WIDTH = LEFT + LINE * CELL + 40;
    private static final int LETTERS = 18;
    private static final int ROW = 11;
    private static final int GAP = 7;
    private static final int NOTE = 13;

    private final Protein protein;
    private final List<Mark> marks;
    private final Optional<Profile> profile;
    private final Optional<ChainModel> structure;
    private final StringBuilder out = new StringBuilder();
    private int y = 1;
    private int left;

    /** @param profile empty for the bare sequence */
    SequenceTrack(Protein protein, List<Mark> marks, Optional<Profile> profile, Optional<ChainModel> structure) {
        this.protein = protein;
        this.marks = marks;
        this.profile = profile;
        this.structure = structure;
    }

    String markup(String label) {
        boolean[] drawn = lines();
        for (int line = 0; line < drawn.length; line++) {
            if (drawn[line]) {
                line(line);
                continue;
            }
            int end = line;
            while (end + 1 < drawn.length && !drawn[end + 1]) {
                end++;
            }
            note(line, end);
            line = end;
        }
        if (left > 0) {
            out.append("<text class=\"ep-no\" x=\"")
                    .append(LEFT)
                    .append("\" y=\"")
                    .append(y + NOTE - 4)
                    .append("\">");
            out.append(left).append(left == 1 ? " annotation" : " annotations").append(" more, without room</text>");
            y += NOTE;
        }
        return "<div class=\"ep-scroll\"><svg class=\"ep-track\" role=\"group\" aria-label=\"" + Text.escape(label)
                + "\" viewBox=\"0 0 " + WIDTH + " " + (y + 1) + "\" xmlns=\"http://www.w3.org/2000/svg\">" + out
                + "</svg></div>";
    }

    /** Which lines are drawn: all, or those with the largest activations, or the first. */
    private boolean[] lines() {
        int count = (protein.sequence().length() + LINE - 1) / LINE;
        boolean[] drawn = new boolean[count];
        if (profile.isEmpty()) {
            Arrays.fill(drawn, 0, Math.min(LINES / 2, count), true);
            return drawn;
        }
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(largest(b, b), largest(a, a)));
        for (int i = 0; i < Math.min(LINES, count); i++) {
            drawn[order[i]] = true;
        }
        return drawn;
    }

    private float largest(int line, int last) {
        float largest = 0;
        for (int i = line * LINE;
                i < Math.min((last + 1) * LINE, protein.sequence().length());
                i++) {
            largest = Math.max(largest, profile.orElseThrow().value(i));
        }
        return largest;
    }

    /** What is left out from one line to another. */
    private void note(int line, int last) {
        int to = Math.min((last + 1) * LINE, protein.sequence().length());
        String what = "residues " + (protein.offset() + line * LINE + 1) + "–" + (protein.offset() + to) + " not drawn";
        if (profile.isPresent()) {
            float largest = largest(line, last);
            what += largest > 0 ? ", largest activation " + Text.number(largest) : silence(line * LINE, to);
        }
        out.append("<text class=\"ep-no\" x=\"")
                .append(LEFT)
                .append("\" y=\"")
                .append(y + NOTE - 4)
                .append("\">… ");
        out.append(Text.escape(what)).append("</text>");
        y += NOTE + 2;
    }

    /** Why a stretch has no activation. */
    private String silence(int from, int to) {
        long measured = java.util.stream.IntStream.range(from, to)
                .filter(profile.orElseThrow()::measured)
                .count();
        return measured == to - from
                ? ", silent"
                : measured == 0 ? ", not in this run's rows" : ", silent or not in this run's rows";
    }

    private void line(int line) {
        int from = line * LINE;
        int to = Math.min(from + LINE, protein.sequence().length());
        profile.ifPresent(p -> cells(p, from, to));
        letters(from, to);
        y += LETTERS;
        ticks(from, to);
        y += 4;
        MarkRows rows = MarkRows.of(marks, protein.offset() + from, to - from, LINE, MARK_ROWS);
        rows.placed().forEach(placed -> mark(placed, protein.offset() + from));
        left += rows.left();
        y += rows.rows() * ROW + GAP;
    }

    /** Coloured cells: one for each active residue, one for each run of silent ones, so that every residue can be pointed at. */
    private void cells(Profile activations, int from, int to) {
        for (int i = from; i < to; ) {
            int end = i + 1;
            boolean active = activations.active(i);
            while (!active
                    && end < to
                    && !activations.active(end)
                    && activations.measured(end) == activations.measured(i)) {
                end++;
            }
            String fill = active ? Ramp.colour(activations.share(i)) : activations.measured(i) ? "#fff" : "#e4e4e4";
            out.append("<rect x=\"")
                    .append(x(i - from))
                    .append("\" y=\"")
                    .append(y)
                    .append("\" width=\"");
            out.append((end - i) * CELL)
                    .append("\" height=\"")
                    .append(LETTERS)
                    .append("\" fill=\"")
                    .append(fill);
            out.append(i == activations.peak() ? "\" stroke=\"#000\" stroke-width=\"1.5\"><title>" : "\"><title>");
            out.append(title(activations, i, end)).append("</title></rect>");
            i = end;
        }
    }

    private String title(Profile activations, int i, int end) {
        if (activations.active(i)) {
            return name(i) + " " + Text.number(activations.value(i)) + (i == activations.peak() ? ", the peak" : "")
                    + unseen(i);
        }
        String run = end - i == 1 ? name(i) : name(i) + " to " + name(end - 1);
        return run + (activations.measured(i) ? " silent" : " not in this run's rows");
    }

    private String unseen(int i) {
        return structure.isPresent() && !structure.get().seen(protein.offset() + i) ? ", without coordinates" : "";
    }

    /** Such as {@code K73}, counted from 1 in the whole protein. */
    private String name(int i) {
        return "" + protein.sequence().charAt(i) + (protein.offset() + i + 1);
    }

    private void letters(int from, int to) {
        number(protein.offset() + from + 1, LEFT - 5, "end");
        number(protein.offset() + to, x(to - from) + 5, "start");
        // Each letter has a place of its own, so that no font can shift them.
        for (boolean grey : new boolean[] {false, true}) {
            StringBuilder places = new StringBuilder();
            StringBuilder letters = new StringBuilder();
            for (int i = from; i < to; i++) {
                if (unseen(i).isEmpty() != grey) {
                    places.append(places.isEmpty() ? "" : " ").append(x(i - from) + CELL / 2);
                    letters.append(protein.sequence().charAt(i));
                }
            }
            if (!letters.isEmpty()) {
                out.append("<text class=\"")
                        .append(grey ? "ep-aa ep-unseen" : "ep-aa")
                        .append("\" y=\"")
                        .append(y + 13);
                out.append("\" x=\"")
                        .append(places)
                        .append("\">")
                        .append(letters)
                        .append("</text>");
            }
        }
    }

    private void number(int number, int at, String anchor) {
        out.append("<text class=\"ep-no\" x=\"")
                .append(at)
                .append("\" y=\"")
                .append(y + 13)
                .append("\" text-anchor=\"");
        out.append(anchor).append("\">").append(number).append("</text>");
    }

    /** A tick under each tenth residue of the whole protein. */
    private void ticks(int from, int to) {
        StringBuilder path = new StringBuilder();
        for (int i = from; i < to; i++) {
            if ((protein.offset() + i + 1) % 10 == 0) {
                path.append('M')
                        .append(x(i - from) + CELL / 2)
                        .append(' ')
                        .append(y)
                        .append("v3");
            }
        }
        if (!path.isEmpty()) {
            out.append("<path class=\"ep-tick\" d=\"").append(path).append("\"/>");
        }
    }

    private void mark(MarkRows.Placed placed, int first) {
        int top = y + placed.row() * ROW;
        int x = x(placed.from());
        int width = (placed.to() - placed.from()) * CELL;
        out.append("<g class=\"ep-mark\"><title>")
                .append(Text.escape(placed.mark().told()))
                .append("</title>");
        if (placed.mark().paired()) {
            // An end that lies in another line is left open here.
            boolean begins = placed.mark().from() == first + placed.from();
            boolean ends = placed.mark().to() == first + placed.to();
            int begin = begins ? x + CELL / 2 : x;
            int end = ends ? x + width - CELL / 2 : x + width;
            out.append("<path d=\"M")
                    .append(begin)
                    .append(' ')
                    .append(top + (begins ? 1 : 7))
                    .append(begins ? "v6H" : "H");
            out.append(end).append(ends ? "v-6" : "").append("\" fill=\"none\"/>");
        } else {
            out.append("<rect x=\"")
                    .append(x + 0.5)
                    .append("\" y=\"")
                    .append(top + 0.5)
                    .append("\" width=\"");
            out.append(width - 1).append("\" height=\"").append(ROW - 2).append("\"/>");
        }
        if (!placed.label().isEmpty()) {
            out.append("<text x=\"")
                    .append(placed.inside() ? x + 3 : x + width + 2)
                    .append("\" y=\"")
                    .append(top + 8);
            out.append("\">").append(Text.escape(placed.label())).append("</text>");
        }
        out.append("</g>");
    }

    private static int x(int cell) {
        return LEFT + cell * CELL;
    }
}
