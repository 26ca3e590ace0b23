package org.echelle.protein.view;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.echelle.protein.Protein;

/**
 * A structure on paper: the chain's course through its alpha carbons, with the active residues as dots in the colours of the sequence
 * track, nearer ones over farther ones. Stretches without coordinates are dashed.
 */
final class StillPicture {
    private static final double SIZE = 260;
    private static final double MARGIN = 8;

    private StillPicture() {}

    static String markup(Protein protein, ChainModel chain, Profile profile) {
        Flattened flat = Flattened.of(chain);
        int[] seen = IntStream.range(0, chain.length()).filter(chain::seen).toArray();
        if (seen.length == 0) {
            return "";
        }
        double left = IntStream.of(seen).mapToDouble(i -> flat.x()[i]).min().orElse(0);
        double right = IntStream.of(seen).mapToDouble(i -> flat.x()[i]).max().orElse(0);
        double low = IntStream.of(seen).mapToDouble(i -> flat.y()[i]).min().orElse(0);
        double high = IntStream.of(seen).mapToDouble(i -> flat.y()[i]).max().orElse(0);
        double scale = SIZE / Math.max(1, Math.max(right - left, high - low));
        double[] x = new double[chain.length()];
        double[] y = new double[chain.length()];
        for (int i : seen) {
            x[i] = MARGIN + (flat.x()[i] - left) * scale;
            y[i] = MARGIN + (high - flat.y()[i]) * scale;
        }
        StringBuilder course = new StringBuilder();
        StringBuilder gaps = new StringBuilder();
        for (int k = 0; k < seen.length; k++) {
            int i = seen[k];
            boolean joined = k > 0 && seen[k - 1] == i - 1;
            if (k > 0 && !joined) {
                gaps.append('M').append(at(x, y, seen[k - 1])).append('L').append(at(x, y, i));
            }
            course.append(joined ? "L" : "M").append(at(x, y, i));
        }
        StringBuilder out = new StringBuilder("<svg class=\"ep-still\" role=\"group\" aria-label=\"Course of chain ");
        out.append(Text.escape(chain.title())).append("\" viewBox=\"0 0 ");
        out.append(Text.coordinate((right - left) * scale + 2 * MARGIN)).append(' ');
        out.append(Text.coordinate((high - low) * scale + 2 * MARGIN))
                .append("\" xmlns=\"http://www.w3.org/2000/svg\">");
        if (!gaps.isEmpty()) {
            out.append("<path class=\"ep-gap\" d=\"").append(gaps).append("\"/>");
        }
        out.append("<path class=\"ep-course\" d=\"").append(course).append("\"/>");
        IntStream.of(seen)
                .boxed()
                .filter(i -> active(protein, profile, i))
                .sorted(Comparator.comparingDouble(i -> flat.depth()[i]))
                .forEach(i -> dot(out, x[i], y[i], protein, profile, i - protein.offset()));
        return out.append("</svg>").toString();
    }

    private static boolean active(Protein protein, Profile profile, int residue) {
        int at = residue - protein.offset();
        return at >= 0 && at < profile.length() && profile.active(at);
    }

    private static void dot(StringBuilder out, double x, double y, Protein protein, Profile profile, int at) {
        out.append("<circle r=\"4.5\" cx=\"")
                .append(Text.coordinate(x))
                .append("\" cy=\"")
                .append(Text.coordinate(y));
        out.append("\" fill=\"").append(Ramp.colour(profile.share(at))).append("\"><title>");
        out.append(protein.sequence().charAt(at))
                .append(protein.offset() + at + 1)
                .append(' ');
        out.append(Text.number(profile.value(at))).append("</title></circle>");
    }

    private static String at(double[] x, double[] y, int i) {
        return Text.coordinate(x[i]) + " " + Text.coordinate(y[i]);
    }
}
