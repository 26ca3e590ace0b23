package org.echelle.sae.train;

/** Hears of every point of a training's history as it is made, on the training's thread. */
public interface TrainListener {
    /** Hears nothing. */
    TrainListener NONE = point -> {};

    /** @param point the newest point */
    void point(TrainPoint point);
}
