package org.echelle.steering;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.echelle.sae.Dictionary;
import org.echelle.sae.time.Timesteps;
import org.echelle.store.SparseRows;

/** A dictionary as an editor needs it: codes of rows, what features write, reconstructions, all on the host. */
final class Decoding {
    private final Dictionary dictionary;
    private final float[] atoms;
    /** {@code [feature]}: atoms that were added, in double precision; a loop that also widens numbers is not vectorised. */
    private final double[][] added;

    private final int width;
    private final boolean scaled;

    Decoding(Dictionary dictionary) {
        if (dictionary.outputWidth() != dictionary.width() || reads(dictionary)) {
            throw new SteeringException("A " + dictionary.architecture()
                    + " dictionary writes to another place than it reads from, so it cannot edit what it read; use a"
                    + " dictionary that reconstructs its own rows.");
        }
        this.dictionary = dictionary;
        this.width = dictionary.width();
        this.atoms = dictionary.atoms().toFloats();
        this.added = new double[dictionary.features()][];
        Object norm = dictionary.facts().get("normalisation");
        Object kind = norm instanceof Map<?, ?> m ? m.get("kind") : "none";
        scaled = "layer-norm".equals(kind) || "constant-norm".equals(kind);
    }

    private Decoding(Dictionary dictionary, Decoding whole) {
        this.dictionary = dictionary;
        this.width = whole.width;
        this.atoms = whole.atoms;
        this.added = whole.added;
        this.scaled = whole.scaled;
    }

    /** The same for rows that a sampler stamped with a timestep. */
    Decoding at(Map<String, Integer> stamps) {
        Integer timestep = stamps.get(Timesteps.AXIS);
        Dictionary there = timestep == null ? dictionary : dictionary.at(timestep);
        return there == dictionary ? this : new Decoding(there, this);
    }

    private static boolean reads(Dictionary dictionary) {
        return dictionary.architecture().contains("transcoder")
                || dictionary.architecture().contains("crosscoder");
    }

    int width() {
        return width;
    }

    int features() {
        return dictionary.features();
    }

    SparseRows encode(NDArray rows) {
        return dictionary.encode(rows);
    }

    /** The codes of some features alone, unless {@link #scales} asks for all. */
    SparseRows encode(NDArray rows, int[] features) {
        return scaled ? encode(rows) : dictionary.encode(rows, features);
    }

    /** {@code [R, d]}, raw units. */
    float[] reconstruct(NDArray rows) {
        try (NDArray y = dictionary.reconstruct(rows)) {
            return y.toFloatArray();
        }
    }

    /** Adds {@code amount} times what the feature writes to {@code sum}. */
    void add(int feature, double amount, double[] sum) {
        double[] atom = added[feature];
        if (atom == null) {
            atom = new double[width];
            for (int i = 0; i < width; i++) {
                atom[i] = atoms[feature * width + i];
            }
            added[feature] = atom;
        }
        for (int i = 0; i < width; i++) {
            sum[i] += amount * atom[i];
        }
    }

    /** {@code <direction, atom>}. */
    double dot(int feature, float[] rows, int from) {
        double sum = 0;
        int at = feature * width;
        for (int i = 0; i < width; i++) {
            sum += (double) rows[from + i] * atoms[at + i];
        }
        return sum;
    }

    /**
     * By what each row's decoded features are multiplied to come into raw units: 1 but for dictionaries that bring every row to
     * units of its own. There {@code reconstruct = scale decode + mean}, from which two entries give the scale.
     */
    double[] scales(NDArray rows, SparseRows codes) {
        double[] scale = new double[codes.rows()];
        java.util.Arrays.fill(scale, 1);
        if (!scaled) {
            return scale;
        }
        float[] raw = reconstruct(rows);
        float[] own;
        try (NDArray y = dictionary.decode(codes, rows)) {
            own = y.toFloatArray();
        }
        for (int r = 0; r < scale.length; r++) {
            int low = r * width;
            int high = low;
            for (int i = r * width; i < (r + 1) * width; i++) {
                low = own[i] < own[low] ? i : low;
                high = own[i] > own[high] ? i : high;
            }
            if (own[high] > own[low]) {
                scale[r] = ((double) raw[high] - raw[low]) / ((double) own[high] - own[low]);
            }
        }
        return scale;
    }
}
