package org.echelle.recommender.training;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.echelle.recommender.History;

/** What losses on drawn items share. */
final class Negatives {
    private static final int TRIES = 100;

    private Negatives() {}

    /** An item that the user has not consumed; after many tries any, for users who consumed nearly all. */
    static int draw(History h, int rows, SplittableRandom random) {
        int item = 1;
        for (int i = 0; i < TRIES; i++) {
            item = 1 + random.nextInt(rows - 1);
            int drawn = item;
            if (Arrays.stream(h.items()).noneMatch(x -> x == drawn)
                    && Arrays.stream(h.earlier()).noneMatch(x -> x == drawn)) {
                return item;
            }
        }
        return item;
    }

    /** {@code log(1 + e^x)} without overflow: {@code max(x, 0) + log(1 + e^-|x|)}. */
    static NDArray softplus(NDArray x) {
        return x.getNDArrayInternal().relu().add(x.abs().neg().exp().add(1).log());
    }
}
