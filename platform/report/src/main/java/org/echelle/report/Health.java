package org.echelle.report;

import java.util.ArrayList;
import java.util.List;
import org.echelle.sae.health.Advice;

/** What a practised reader would say at a glance about a dictionary's figures. The bounds are rules of thumb, and said so. */
final class Health {
    private static final double MUCH_DEAD = 0.2;
    private static final double DENSE = 0.1;
    private static final double MUCH_DENSE = 0.05;
    private static final double POOR_FVU = 0.5;
    private static final double OVERFIT = 1.3;

    private Health() {}

    /** Number of features that are active on more than a tenth of the rows. */
    static long dense(Evaluation e) {
        long dense = 0;
        for (long count : e.counts()) {
            dense += count > DENSE * e.densityRows() ? 1 : 0;
        }
        return dense;
    }

    static List<String> readings(HookPointReport report) {
        List<String> readings = evaluated(report);
        for (Advice advice : report.advice()) {
            readings.add("When training ended: " + advice.sentence());
        }
        return readings;
    }

    private static List<String> evaluated(HookPointReport report) {
        List<String> readings = new ArrayList<>();
        if (report.evaluation().isEmpty()) {
            return readings;
        }
        Evaluation e = report.evaluation().get();
        if (e.fvu() >= 1) {
            readings.add(
                    "FVU is at least 1: the reconstruction is no better than the mean activation. Look at the learning rate"
                            + " and at the input normalisation before reading anything into features.");
        } else if (e.fvu() > POOR_FVU) {
            readings.add(
                    "More than half of the variance is unexplained: features speak for a minor part of what the subject"
                            + " does here. A larger k or longer training would help.");
        }
        if (e.deadShare() > MUCH_DEAD) {
            readings.add("More than a fifth of the features is dead over " + Numbers.count(e.densityRows())
                    + " rows: the dictionary is wider than these rows can fill.");
        }
        long dense = dense(e);
        if (dense > MUCH_DENSE * e.counts().length) {
            readings.add(Numbers.count(dense, "feature is", "features are")
                    + " active on more than a tenth of the rows; such features seldom" + " mean one thing.");
        }
        if (!report.history().isEmpty()) {
            double training = report.history().get(report.history().size() - 1).fvu();
            if (training > 0 && e.fvu() > OVERFIT * training) {
                readings.add(
                        "FVU is " + Numbers.figure(e.fvu() / training) + " times that of the last training batch: the"
                                + " dictionary fits its training rows better than others. More samples would help.");
            }
        }
        return readings;
    }
}
