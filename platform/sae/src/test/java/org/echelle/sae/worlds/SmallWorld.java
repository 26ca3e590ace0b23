package org.echelle.sae.worlds;

import org.echelle.store.RowSource;

/** Noiseless rows of a {@link SuperpositionWorld} whose directions fire equally often, for tests that train on them. */
public final class SmallWorld {
    public final float[][] directions;
    public final float[][] rows;

    /** Every row: each of {@code count} unit directions with probability p. */
    public SmallWorld(long seed, int rowCount, int width, int count, double p) {
        SuperpositionWorld world = SuperpositionWorld.of(
                new SuperpositionWorld.Plan(width, count, count * p, SuperpositionWorld.Firing.EQUAL, false, 0), seed);
        directions = world.directions();
        rows = world.draw(seed, rowCount).rows();
    }

    public RowSource source() {
        return RowSource.of(rows);
    }

    /** Share of the true directions that some atom matches at a cosine above {@code least}. */
    public double recovered(float[] atoms, double least) {
        int width = directions[0].length;
        int found = 0;
        for (float[] direction : directions) {
            double best = 0;
            for (int j = 0; j < atoms.length / width; j++) {
                double dot = 0;
                double norm = 0;
                for (int i = 0; i < width; i++) {
                    dot += direction[i] * atoms[j * width + i];
                    norm += atoms[j * width + i] * atoms[j * width + i];
                }
                best = Math.max(best, dot / Math.sqrt(norm));
            }
            found += best > least ? 1 : 0;
        }
        return (double) found / directions.length;
    }
}
