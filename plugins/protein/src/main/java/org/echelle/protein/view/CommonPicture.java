package org.echelle.protein.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.echelle.protein.profile.Common;
import org.echelle.protein.profile.Common.Joint;
import org.echelle.protein.profile.Interval;
import org.echelle.protein.profile.MeanProfile;
import org.echelle.protein.profile.MeanRatio;
import org.echelle.protein.profile.Spread;
import org.echelle.protein.profile.Tally;

/** Where a feature's strongest samples are active: by amino acid, by place, and in space. */
final class CommonPicture {
    private static final int PERCENT = 10;

    private final Common common;

    CommonPicture(Common common) {
        this.common = common;
    }

    String markup() {
        List<MeanChart.Bar> letters = new ArrayList<>();
        for (char letter : Tally.AMINO_ACIDS.toCharArray()) {
            letters.add(new MeanChart.Bar("" + letter, "" + letter, Logo.colour(letter)));
        }
        List<MeanChart.Bar> tenths = new ArrayList<>();
        for (int t = 0; t < common.tenths().bins().size(); t++) {
            String range = t * PERCENT + "–" + (t + 1) * PERCENT;
            tenths.add(new MeanChart.Bar(range + " %", range + " % of the length", "#111111"));
        }
        return "<h3>On which amino acids</h3>"
                + new MeanChart(common.letters(), letters).markup("Mean activation by amino acid")
                + letters()
                + "<h3>In which part of the protein</h3>"
                + new MeanChart(common.tenths(), tenths).markup("Mean activation by place in the protein")
                + tenths()
                + "<h3>Neighbours in space or in sequence</h3>" + spread();
    }

    private String letters() {
        return paragraph(samples() + ": mean over their measured residues (n beneath), silent ones included. Dashed: "
                + Text.number((float) common.letters().mean()) + ", the mean of the twenty amino acids. "
                + (common.families() >= MeanProfile.LEAST
                        ? "Whiskers: 95 % interval, bootstrap over proteins with their relatives; ▲ ▼ mark bars whose difference from the"
                                + " dashed line has an interval without 0, each looked at alone. "
                        : "No intervals: fewer than " + MeanProfile.LEAST + " families. ")
                + "These samples were chosen for their maximum: other proteins have lower means.");
    }

    private String tenths() {
        return paragraph("The same samples, as above. Dashed: "
                + Text.number((float) common.tenths().mean()) + ", the mean of all their residues.");
    }

    private String samples() {
        int n = common.samples();
        return (n == 1 ? "The strongest sample" : "The " + n + " strongest samples")
                + (common.families() < n
                        ? " (" + count(common.families(), "family", "families") + " of relatives)"
                        : "");
    }

    private String spread() {
        if (common.structures() == 0) {
            return paragraph(
                    "No structure of these samples is known; samples of kind structure (PDB, mmCIF) bring theirs along.");
        }
        String which = "residues with at least half of their protein's peak, at most " + Spread.MOST;
        Optional<Joint> joint = common.spread();
        if (joint.isEmpty()) {
            return paragraph("Of " + count(common.samples(), "strongest sample", "strongest samples") + " "
                    + common.structures() + " have a structure, but none shows " + Spread.LEAST + " " + which + ".");
        }
        Joint j = joint.get();
        return "<table class=\"ep-table\"><thead><tr><th scope=\"col\">mean over pairs of " + which
                + "</th><th scope=\"col\">here</th><th scope=\"col\">ratio to what is usual</th><th scope=\"col\">95 % interval</th></tr></thead><tbody>"
                + row(
                        "apart in sequence; usual: as many residues at random",
                        String.format(Locale.ROOT, "%.0f residues", j.separation()),
                        j.inSequence())
                + row(
                        "apart in space (alpha carbons); usual: residues of the chain as far apart in sequence",
                        String.format(Locale.ROOT, "%.1f Å", j.distance()),
                        j.inSpace())
                + "</tbody></table>"
                + paragraph("<strong>" + verdict(j) + "</strong> From " + j.samples() + " of the "
                        + count(common.samples(), "strongest sample", "strongest samples")
                        + " (" + common.structures() + " have a structure; "
                        + count(j.inSpace().families(), "family", "families") + " of relatives), "
                        + String.format(Locale.ROOT, "%.1f", j.residues())
                        + " residues of each on average. Intervals: Student's, over families.");
    }

    private static String row(String what, String here, MeanRatio ratio) {
        return "<tr><th scope=\"row\">" + what + "</th><td>" + here + "</td><td>" + ratio(ratio.value()) + "</td><td>"
                + ratio.interval().map(CommonPicture::range).orElse("none, fewer than " + MeanRatio.LEAST + " families")
                + "</td></tr>";
    }

    private static String range(Interval interval) {
        return ratio(interval.low()) + " to " + ratio(interval.high());
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String verdict(Joint joint) {
        return switch (joint.finding()) {
            case SPACE -> "Near in space though not in sequence.";
            case BOTH ->
                "In runs along the sequence, and nearer in space than such runs usually are, as a helix or a folded run is.";
            case SEQUENCE -> "In runs along the sequence, and in space no nearer than that makes them.";
            case STRETCHED ->
                "In runs along the sequence, and further apart in space than such runs usually are, as a strand is.";
            case APART -> "Scattered along the sequence, and further apart in space than that makes them.";
            case NEITHER -> "Neither in sequence nor in space nearer than chance, as far as these proteins tell.";
            case UNKNOWN -> "Too few families to tell.";
        };
    }

    private static String paragraph(String text) {
        return "<p class=\"ep-told\">" + text + "</p>";
    }

    private static String count(int n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }
}
