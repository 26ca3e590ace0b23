package org.echelle.sae.health;

/**
 * What is looked at to say how a training goes: means over the steps since the point before.
 *
 * @param step steps done
 * @param rows rows seen
 * @param loss as the trainer minimises it
 * @param fvu fraction of variance unexplained on training batches
 * @param l0 active features a row
 * @param deadShare share of the features that are dead
 * @param denseShare share of the features that fire on more than a tenth of the rows; NaN where it is not measured
 * @param learningRate of the last step
 * @param rowsPerSecond speed; NaN where it is not measured
 */
public record HealthPoint(
        long step,
        long rows,
        double loss,
        double fvu,
        double l0,
        double deadShare,
        double denseShare,
        double learningRate,
        double rowsPerSecond) {}
