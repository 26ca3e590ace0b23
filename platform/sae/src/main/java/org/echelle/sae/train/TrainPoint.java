package org.echelle.sae.train;

/**
 * One point of a training's history: means over the steps since the point before.
 *
 * @param step steps done
 * @param rows rows seen
 * @param loss the loss, auxiliary part included, in the config's scaling and in normalised units
 * @param fvu fraction of variance unexplained: squared error over squared distance from the batch mean, ratio of sums
 * @param l0 features with an activation above 0, a row
 * @param deadShare share of the features that are dead
 * @param denseShare share of the features that fired on more than a tenth of the last batch's rows
 * @param learningRate of the last step
 * @param rowsPerSecond speed
 */
public record TrainPoint(
        long step,
        long rows,
        double loss,
        double fvu,
        double l0,
        double deadShare,
        double denseShare,
        double learningRate,
        double rowsPerSecond) {}
