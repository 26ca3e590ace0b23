package org.echelle.sae.worlds;

import java.util.List;

/**
 * A world of the benchmark with its name.
 *
 * @param name for the table
 * @param what one line for people
 * @param plan its sizes
 */
public record BenchmarkWorld(String name, String what, SuperpositionWorld.Plan plan) {
    private static final int WIDTH = 32;
    private static final int DIRECTIONS = 64;
    private static final double NOISE = 0.1;

    /** All of them: three sparsities without and with noise, then unequal frequencies, families, and no negative values. */
    public static List<BenchmarkWorld> all() {
        return List.of(
                equal("l0-1", 1, 0),
                equal("l0-3", 3, 0),
                equal("l0-6", 6, 0),
                equal("l0-1-noise", 1, NOISE),
                equal("l0-3-noise", 3, NOISE),
                equal("l0-6-noise", 6, NOISE),
                of("zipf", "frequencies proportional to 1/rank", 3, SuperpositionWorld.Firing.ZIPF, false, 0),
                of("families", "a child never without its parent", 3, SuperpositionWorld.Firing.FAMILIES, false, 0),
                of("non-negative", "directions without negative values", 3, SuperpositionWorld.Firing.EQUAL, true, 0));
    }

    private static BenchmarkWorld equal(String name, double l0, double noise) {
        return of(name, "equal frequencies", l0, SuperpositionWorld.Firing.EQUAL, false, noise);
    }

    private static BenchmarkWorld of(
            String name, String what, double l0, SuperpositionWorld.Firing firing, boolean nonNegative, double noise) {
        return new BenchmarkWorld(
                name, what, new SuperpositionWorld.Plan(WIDTH, DIRECTIONS, l0, firing, nonNegative, noise));
    }
}
