package org.echelle.sae.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says in plain words what looks off in a training, and what to change.
 *
 * <p>A pure function of the points so far. The bounds are rules of thumb, chosen so that a healthy training hears nothing:
 *
 * <ul>
 *   <li>{@link Advice.Topic#DIVERGING}: the last three FVUs are all above 1.5 times (and 0.05 above) the best one that was reached
 *       with no more active features, so that a k or a penalty that is being tightened is not mistaken for it
 *   <li>{@link Advice.Topic#DEAD}: more than a fifth dead (an alarm from nine tenths), and not becoming fewer
 *   <li>{@link Advice.Topic#L0_OFF_TARGET}: a quarter off, and not coming nearer; neither it nor {@link Advice.Topic#DENSE}
 *       while k anneals
 *   <li>{@link Advice.Topic#DENSE}: more than a twentieth of the features on more than a tenth of the rows
 *   <li>{@link Advice.Topic#NOT_FALLING}: above 0.5, and less than 1 % won from one quarter of the history to the next
 *   <li>{@link Advice.Topic#TOO_SHORT}: FVU fell by more than 5 %, and by more than 0.01, in the tenth of the training
 *       before the learning rate fell
 * </ul>
 */
public final class TrainingAdvice {
    private static final double MUCH_DEAD = 0.2;
    private static final double ALL_DEAD = 0.9;
    private static final double OFF_TARGET = 0.25;
    private static final double MUCH_DENSE = 0.05;
    private static final double POOR_FVU = 0.5;
    /** Above it hardly anything is learned, and what looks off elsewhere follows from that. */
    private static final double LOST_FVU = 0.9;
    /** Adam's steps are about as large as its rate; the defaults stay below 3e-3. */
    private static final double LARGE_RATE = 5e-3;

    private static final double USUAL_RATE = 3e-3;

    private static final double STILL_FALLING = 0.05;
    private static final double WORTH_WAITING_FOR = 0.01;

    private final TrainingFacts facts;
    private final TrainingHistory history;

    private TrainingAdvice(TrainingFacts facts, TrainingHistory history) {
        this.facts = facts;
        this.history = history;
    }

    /**
     * What applies now.
     *
     * @param facts the training's settings
     * @param points from its first on
     * @return the worst first; empty when nothing looks off
     */
    public static List<Advice> of(TrainingFacts facts, List<HealthPoint> points) {
        if (points.isEmpty()) {
            return List.of();
        }
        List<Advice> all = new TrainingAdvice(facts, new TrainingHistory(points, facts.steps())).all();
        all.sort(Comparator.comparing(Advice::severity));
        return List.copyOf(all);
    }

    private List<Advice> all() {
        List<Advice> found = new ArrayList<>();
        notANumber().ifPresent(found::add);
        if (!found.isEmpty()) {
            return found;
        }
        diverging().ifPresent(found::add);
        if (history.settled()) {
            if (found.isEmpty()) {
                aboveOne().ifPresent(found::add);
            }
            boolean fits = found.isEmpty();
            dead().ifPresent(found::add);
            if (!annealing()) {
                offTarget().or(this::notSparse).ifPresent(found::add);
                dense().ifPresent(found::add);
            }
            if (fits) {
                notFalling().or(this::tooShort).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<Advice> notANumber() {
        HealthPoint last = history.last();
        if (Double.isFinite(last.loss()) && Double.isFinite(last.fvu())) {
            return Optional.empty();
        }
        return Double.isFinite(last.loss())
                ? alarm(
                        Advice.Topic.NOT_A_NUMBER,
                        "FVU is not a number: the rows of a batch do not vary.",
                        "Look at the rows, and at the hook point that they come from.")
                : alarm(Advice.Topic.NOT_A_NUMBER, "The loss is not a number.", lowerRate());
    }

    private Optional<Advice> diverging() {
        if (history.size() < 6) {
            return Optional.empty();
        }
        double best = Double.POSITIVE_INFINITY;
        double most = 1.2 * history.last().l0();
        for (int i = 0; i < history.size() - 3; i++) {
            if (history.get(i).l0() <= most) {
                best = Math.min(best, history.get(i).fvu());
            }
        }
        double now =
                history.recent().stream().mapToDouble(HealthPoint::fvu).min().getAsDouble();
        if (now <= 1.5 * best || now <= best + 0.05) {
            return Optional.empty();
        }
        return alarm(
                Advice.Topic.DIVERGING,
                say("The training is diverging: FVU was %s and is %s.", figure(best), figure(now)),
                lowerRate());
    }

    private Optional<Advice> aboveOne() {
        if (!history.recent().stream().allMatch(p -> p.fvu() >= 1)) {
            return Optional.empty();
        }
        return alarm(
                Advice.Topic.FVU_ABOVE_ONE,
                say(
                        "FVU is %s: the reconstruction is no better than answering every row with the mean row.",
                        figure(history.recent(HealthPoint::fvu))),
                silent() ? weakerPenalty() : lowerRate());
    }

    /** Whether k is still falling to its target: nothing else makes more than k features fire where k rules. */
    private boolean annealing() {
        return !facts.moreIsSparser()
                && facts.pull().isEmpty()
                && history.recent(HealthPoint::l0) > (1 + OFF_TARGET) * facts.targetL0();
    }

    /** Whether a penalty, or a rate that is too high beside it, has left next to nothing active. */
    private boolean silent() {
        return facts.moreIsSparser() && history.recent(HealthPoint::l0) < 1;
    }

    private String weakerPenalty() {
        return say(
                "%s, to a tenth for a start: under too strong a penalty nothing fires; if that does not help,"
                        + " lower dictionary.learning-rate, to %.2g.",
                facts.sparsity(true), lowerThanPeak());
    }

    private String lowerRate() {
        return say(
                "Lower dictionary.learning-rate, to %.2g for a start; if that does not help, try another dictionary.normalise.",
                lowerThanPeak());
    }

    /** A third of the rate; from one that is beyond all use, back to where the defaults lie. */
    private double lowerThanPeak() {
        return Math.min(history.peakRate() / 3, USUAL_RATE);
    }

    private Optional<Advice> dead() {
        double dead = history.last().deadShare();
        if (dead <= MUCH_DEAD || history.improving(HealthPoint::deadShare)) {
            return Optional.empty();
        }
        String finding = dead >= 1
                ? "All features are dead: none has fired for a long time."
                : say("%.0f %% of the features are dead: they have not fired for a long time.", 100 * dead);
        if (dead >= ALL_DEAD) {
            return alarm(Advice.Topic.DEAD, finding, silent() ? weakerPenalty() : lowerRate());
        }
        if (!facts.revival().isEmpty()) {
            return warn(Advice.Topic.DEAD, finding, "Set " + facts.revival() + ", which revives them.");
        }
        long alive = Math.max(1, Math.round(facts.features() * (1 - dead) / facts.width())) * facts.width();
        String fewer =
                alive < facts.features() ? say("Use fewer features (dictionary.features: %d), or", alive) : "Use";
        return warn(
                Advice.Topic.DEAD,
                finding,
                fewer + " more rows, or a smaller dictionary.learning-rate; the rest is idle.");
    }

    private Optional<Advice> offTarget() {
        double target = facts.targetL0();
        double l0 = history.recent(HealthPoint::l0);
        if (!(Math.abs(l0 - target) > OFF_TARGET * target) || history.done() < 0.2) {
            return Optional.empty();
        }
        if (history.improving(p -> Math.abs(p.l0() - target))) {
            return Optional.empty();
        }
        boolean few = l0 < target;
        String finding =
                say("L0 is %s, %s the target of %s.", figure(l0), few ? "well below" : "well above", figure(target));
        double fvu = history.recent(HealthPoint::fvu);
        if (few && fvu > LOST_FVU && stepsTooLarge(fvu)) {
            return warn(Advice.Topic.L0_OFF_TARGET, finding, lowerRate());
        }
        if (!facts.pull().isEmpty()) {
            return warn(Advice.Topic.L0_OFF_TARGET, finding, "Raise " + facts.pull() + ", which pulls it there.");
        }
        if (few && !facts.moreIsSparser()) {
            return warn(
                    Advice.Topic.L0_OFF_TARGET,
                    finding,
                    say(
                            "Rows do not have that many features to offer: lower %s to %d, or give more of them with"
                                    + " dictionary.features.",
                            facts.sparsityKey(), Math.max(1, Math.round(l0))));
        }
        return warn(Advice.Topic.L0_OFF_TARGET, finding, facts.sparsity(few) + ".");
    }

    /** What makes fewer features active: a target that is not reached yet is not what is wrong. */
    private String fewerActive() {
        boolean beyond = history.recent(HealthPoint::l0) > (1 + OFF_TARGET) * facts.targetL0();
        return !facts.pull().isEmpty() && beyond ? "Raise " + facts.pull() : facts.sparsity(false);
    }

    private Optional<Advice> notSparse() {
        double l0 = history.recent(HealthPoint::l0);
        if (l0 >= facts.width()) {
            return warn(
                    Advice.Topic.NOT_SPARSE,
                    say(
                            "%s features are active on a row of %d numbers: the code is no sparser than the row.",
                            figure(l0), facts.width()),
                    fewerActive() + ".");
        }
        if (l0 < 1) {
            return warn(
                    Advice.Topic.NOT_SPARSE,
                    say("Only %s features are active on a row: many rows get none.", figure(l0)),
                    facts.sparsity(true) + ".");
        }
        return Optional.empty();
    }

    private Optional<Advice> dense() {
        double dense = history.last().denseShare();
        if (!(dense > MUCH_DENSE) || history.done() < 0.2 || history.improving(HealthPoint::denseShare)) {
            return Optional.empty();
        }
        double mean = history.recent(HealthPoint::l0) / facts.features();
        String finding = say(
                "%.0f %% of the features fire on more than a tenth of the rows; such features seldom mean one thing.",
                100 * dense);
        String fewer = fewerActive();
        if (mean > MUCH_DENSE) {
            // So it was chosen.
            return Optional.of(new Advice(
                    Advice.Topic.DENSE,
                    Advice.Severity.NOTE,
                    finding,
                    say(
                            "On average a feature fires on %.0f %% of the rows: use more features (dictionary.features), or %s.",
                            100 * mean, fewer.toLowerCase(Locale.ROOT))));
        }
        return warn(
                Advice.Topic.DENSE,
                finding,
                fewer + ", or set dictionary.normalise to centre, or lower dictionary.learning-rate.");
    }

    private Optional<Advice> notFalling() {
        int quarter = history.size() / 4;
        if (quarter < 2 || history.done() < 0.3) {
            return Optional.empty();
        }
        int end = history.size();
        double now = history.median(end - quarter, end, HealthPoint::fvu);
        double before = history.median(end - 2 * quarter, end - quarter, HealthPoint::fvu);
        if (now < POOR_FVU || now < 0.99 * before) {
            return Optional.empty();
        }
        if (now > 0.95 * history.get(0).fvu()) {
            double first = history.get(0).fvu();
            String finding = now > 1.05 * first
                    ? say("FVU is %s and was %s at the beginning: training makes it worse.", figure(now), figure(first))
                    : say("FVU is %s and has hardly moved since the beginning.", figure(now));
            if (stepsTooLarge(now)) {
                return warn(Advice.Topic.NOT_FALLING, finding, lowerRate());
            }
            return warn(
                    Advice.Topic.NOT_FALLING,
                    finding,
                    say(
                            "Raise dictionary.learning-rate, to %.2g for a start; if that does not help, try another"
                                    + " dictionary.normalise.",
                            3 * history.peakRate()));
        }
        return warn(
                Advice.Topic.NOT_FALLING,
                say(
                        "FVU stands at %s since step %,d: more than half of the variance is unexplained.",
                        figure(now), history.get(end - 2 * quarter).step()),
                facts.sparsity(true) + ", or use more features (dictionary.features).");
    }

    /** Whether a high FVU comes from too large steps: it was better before, features died, or the rate is beyond all use. */
    private boolean stepsTooLarge(double now) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < history.size(); i++) {
            best = Math.min(best, history.get(i).fvu());
        }
        return history.peakRate() > LARGE_RATE || history.last().deadShare() > MUCH_DEAD || best < 0.95 * now;
    }

    private Optional<Advice> tooShort() {
        int fell = history.lastAtPeak();
        boolean falls = fell < history.size() - 1;
        if (!falls && !history.over()) {
            return Optional.empty();
        }
        double tenth = facts.steps() / 10.0;
        int before = history.before(fell, tenth);
        if (before < 2 || fell - before < 2 || history.get(before).step() < tenth) {
            return Optional.empty();
        }
        double earlier = history.median(before - 2, before + 1, HealthPoint::fvu);
        double won = earlier - history.median(fell - 2, fell + 1, HealthPoint::fvu);
        if (won <= STILL_FALLING * earlier || won <= WORTH_WAITING_FOR) {
            return Optional.empty();
        }
        double percent = 100 * won / earlier;
        String finding = falls
                ? say(
                        "The learning rate began to fall at step %,d, while FVU still fell by %.0f %% in a tenth of the training.",
                        history.get(fell).step(), percent)
                : say("FVU still fell by %.0f %% in the last tenth of the training.", percent);
        return Optional.of(new Advice(
                Advice.Topic.TOO_SHORT,
                Advice.Severity.NOTE,
                finding,
                say("Train longer: dictionary.steps %d, or more dictionary.epochs.", 2 * facts.steps())));
    }

    private static Optional<Advice> alarm(Advice.Topic topic, String finding, String remedy) {
        return Optional.of(new Advice(topic, Advice.Severity.ALARM, finding, remedy));
    }

    private static Optional<Advice> warn(Advice.Topic topic, String finding, String remedy) {
        return Optional.of(new Advice(topic, Advice.Severity.WARNING, finding, remedy));
    }

    /** Three significant digits. */
    private static String figure(double value) {
        if (Math.abs(value) >= 1e6) {
            return say("%.2e", value);
        }
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String say(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
