package org.echelle.diffusion.sampling;

/** Noise for tests. */
final class Noises {
    static final Noise NONE = (step, shape, manager) -> manager.zeros(shape);
    static final Noise ONES = (step, shape, manager) -> manager.ones(shape);

    private Noises() {}
}
