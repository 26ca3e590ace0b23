package org.echelle.vision.shapes;

import ai.djl.ndarray.NDManager;
import org.echelle.api.Progress;
import org.echelle.api.Tap;
import org.echelle.vision.subject.VisionTransformer;

/** Pictures of a seed of their own, which training never draws from. */
final class HeldOut {
    private static final int BATCH = 100;

    private HeldOut() {}

    /** The world of the held-out pictures that belong to a training seed. */
    static ShapesWorld world(long trainingSeed) {
        return new ShapesWorld(~trainingSeed);
    }

    /**
     * Counts, for each factor, the held-out pictures that a network tells right.
     *
     * @return {@code [factor]}
     */
    static int[] right(VisionTransformer network, long trainingSeed, int pictures, NDManager owner, Progress progress) {
        PictureBatches batches = new PictureBatches(world(trainingSeed), BATCH);
        int[] right = new int[Factor.values().length];
        for (int from = 0; from < pictures; from += BATCH) {
            progress.check();
            PictureBatches.Batch batch = batches.batch(from, Math.min(BATCH, pictures - from));
            try (NDManager scope = owner.newSubManager()) {
                int[] hits = FactorLoss.right(network.forward(batch.pixels(scope), Tap.NONE), batch.factors());
                for (int f = 0; f < right.length; f++) {
                    right[f] += hits[f];
                }
            }
            progress.advance(Math.min(pictures, from + BATCH), "");
        }
        return right;
    }
}
