package org.echelle.report;

/**
 * The state of training at one step.
 *
 * @param step from 1
 * @param rows rows seen so far
 * @param loss the objective, as the trainer minimises it
 * @param fvu fraction of variance unexplained on the batch
 * @param l0 mean number of active features a row
 * @param deadShare from 0 to 1
 * @param learningRate of that step
 */
public record TrainingPoint(
        long step, long rows, double loss, double fvu, double l0, double deadShare, double learningRate) {}
