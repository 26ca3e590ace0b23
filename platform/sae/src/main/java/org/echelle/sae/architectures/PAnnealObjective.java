package org.echelle.sae.architectures;

import java.util.ArrayDeque;
import java.util.Deque;
import org.echelle.sae.Settings;
import org.echelle.sae.SparsityWarmup;
import org.echelle.sae.TrainConfig;

/** A ReLU training whose p falls and whose coefficient follows. */
final class PAnnealObjective extends ReluObjective {
    private static final int LOOK_BACK = 10;
    private final int jumps;
    private final double least;
    private double coefficient;
    private double p = 1;
    /** 0 before the annealing starts. */
    private double next;

    private int done;
    /** Penalties under p and under the next p, of the last steps. */
    private final Deque<double[]> recent = new ArrayDeque<>();

    PAnnealObjective(TrainConfig config, int width) {
        super(config, width, Settings.word(config, PAnneal.SHAPE).equals("root") ? ROOT : SUM, true);
        jumps = (int) Settings.number(config, PAnneal.JUMPS);
        least = Settings.number(config, PAnneal.LEAST);
        coefficient = Settings.number(config, COEFFICIENT);
    }

    @Override
    double coefficient() {
        return coefficient;
    }

    double p() {
        return p;
    }

    @Override
    double[] own() {
        return own(p, next, least);
    }

    /** The step after which p takes its value of this number; evenly spaced, rounded down. */
    long jumpAt(int number) {
        double from = SparsityWarmup.steps(config, Settings.number(config, PAnneal.FROM));
        double to = SparsityWarmup.steps(config, Settings.number(config, PAnneal.TO));
        double apart = ((long) to - (long) from) / (jumps - 1.0);
        // from the nearer end, so that rounding never moves the last
        return (long) (number < jumps / 2 ? (long) from + apart * number : (long) to - apart * (jumps - number - 1));
    }

    private double value(int number) {
        return 1 + (Settings.number(config, PAnneal.P_END) - 1) * number / (jumps - 1.0);
    }

    @Override
    public void learned(long step, double[] stats) {
        if (next > 0) {
            recent.addLast(new double[] {stats[OWN_SUMS], stats[OWN_SUMS + 1]});
            if (recent.size() > LOOK_BACK) {
                recent.removeFirst();
            }
        }
        if (done < jumps && step == jumpAt(done)) {
            double before = recent.stream().mapToDouble(r -> r[0]).sum();
            double after = recent.stream().mapToDouble(r -> r[1]).sum();
            if (before > 0 && after > 0) {
                coefficient *= before / after;
            }
            p = value(done);
            next = value(Math.min(done + 1, jumps - 1));
            done++;
        }
    }

    @Override
    public double[] memory() {
        double[] out = new double[4 + 2 * recent.size()];
        out[0] = coefficient;
        out[1] = p;
        out[2] = next;
        out[3] = done;
        int at = 4;
        for (double[] r : recent) {
            out[at++] = r[0];
            out[at++] = r[1];
        }
        return out;
    }

    @Override
    public void remember(double[] memory) {
        coefficient = memory[0];
        p = memory[1];
        next = memory[2];
        done = (int) memory[3];
        recent.clear();
        for (int i = 4; i < memory.length; i += 2) {
            recent.addLast(new double[] {memory[i], memory[i + 1]});
        }
    }
}
