package org.echelle.nn;

/**
 * A learning rate that rises in a straight line during the warm-up, then stays or falls to zero along half a cosine.
 *
 * @param highest reached after the warm-up
 * @param warmup steps of it, 0 for none
 * @param steps of the whole training
 * @param falls whether it falls afterwards
 */
public record LearningRate(double highest, int warmup, int steps, boolean falls) {
    /** The rate at a step, counted from 0. */
    public double at(int step) {
        if (step < warmup) {
            return highest * (step + 1) / warmup;
        }
        double way = (step - warmup) / (double) Math.max(1, steps - warmup);
        return falls ? highest * 0.5 * (1 + Math.cos(Math.PI * way)) : highest;
    }
}
