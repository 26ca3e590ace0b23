package org.echelle.report;

import org.echelle.analysis.Interval;
import org.echelle.analysis.naming.FeatureCard;

/** A feature's card on its page: what it may stand for, how sure that is, and what describers say. */
final class CardSection {
    private CardSection() {}

    static void write(Html html, String root, FeatureCard card) {
        html.open("section").element("h2", "Card");
        for (FeatureCard.Text text : card.texts()) {
            html.open("p").text(text.text() + " ");
            html.element("span", "(" + text.by() + ")", "class", "interval").end();
        }
        if (card.meanings().isEmpty()) {
            html.end();
            return;
        }
        FeatureCard.Confidence sure = card.confidence();
        html.open("p", "class", "note");
        Page.term(html, root, Term.CONFIDENCE, "Confidence");
        html.text(" " + Numbers.score(sure.share())
                + range(sure.interval())
                + (sure.verified() ? ", verified" : ", not verified") + ": the name is right for "
                + sure.rightPositives() + " of the " + sure.positives() + " strongest held-out samples and for "
                + sure.rightNegatives() + " of " + sure.negatives() + " silent ones"
                + alike(sure)
                + ".");
        html.end();
        Table table = new Table(html, root)
                .text("meaning", "Meaning")
                .number("precision", "Precision", Term.PRECISION)
                .number("recall", "Recall", Term.RECALL)
                .number("lift", "Lift", Term.LIFT)
                .number("threshold", "Threshold", Term.THRESHOLD)
                .counts("n", "Above it")
                .begin("card", "In samples of the held-out side; chosen on the selection side", "", false);
        for (FeatureCard.Meaning m : card.meanings()) {
            table.row().cell(m.name());
            ranged(html, table, m.precision(), m.precisionInterval());
            ranged(html, table, m.recall(), m.recallInterval());
            table.cell(Numbers.figure(m.lift()), m.lift());
            table.cell(Numbers.figure(m.threshold()), m.threshold());
            table.open((double) m.fired()).text(Numbers.count(m.fired()));
            html.element("span", " of " + Numbers.count(m.known()), "class", "interval")
                    .close();
            table.endRow();
        }
        table.end();
        html.end();
    }

    private static void ranged(Html html, Table table, double value, Interval interval) {
        table.open(value).text(Numbers.score(value));
        html.element("span", range(interval), "class", "interval").close();
    }

    private static String range(Interval interval) {
        return Numbers.interval(interval);
    }

    /** The harder cases in words; empty without any. */
    static String alike(FeatureCard.Confidence sure) {
        return sure.near() == 0
                ? ""
                : "; of " + Numbers.count(sure.near(), "silent one that looks", "silent ones that look")
                        + " alike in everything else, " + Numbers.count(sure.rightNear(), "does", "do")
                        + " not have it";
    }
}
