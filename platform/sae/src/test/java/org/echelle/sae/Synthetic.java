package org.echelle.sae;

import java.util.SplittableRandom;
import org.echelle.store.RowSource;

/** Rows made of known directions in superposition. */
final class Synthetic {
    final float[][] directions;
    final float[][] rows;

    /** Every row: each of {@code count} unit directions with probability p, strength 0.7 to 1.3. */
    Synthetic(long seed, int rowCount, int width, int count, double p) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] flat = Start.directions(seed + 1, count, width);
        directions = new float[count][];
        for (int g = 0; g < count; g++) {
            directions[g] = java.util.Arrays.copyOfRange(flat, g * width, (g + 1) * width);
        }
        rows = new float[rowCount][width];
        for (float[] row : rows) {
            for (int g = 0; g < count; g++) {
                if (random.nextDouble() < p) {
                    float strength = (float) (0.7 + 0.6 * random.nextDouble());
                    for (int i = 0; i < width; i++) {
                        row[i] += strength * directions[g][i];
                    }
                }
            }
        }
    }

    RowSource source() {
        return RowSource.of(rows);
    }

    /** Share of the true directions that some atom matches at a cosine above {@code least}. */
    double recovered(float[] atoms, double least) {
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
