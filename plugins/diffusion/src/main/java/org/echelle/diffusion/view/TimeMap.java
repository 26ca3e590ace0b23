package org.echelle.diffusion.view;

import java.util.TreeMap;
import org.echelle.api.HookPoint;
import org.echelle.api.SiteActivations;
import org.echelle.diffusion.sampling.Sampling;
import org.echelle.pictures.Png;

/**
 * A feature's activations on one sample by timestep and place; of several branches the largest. Timesteps run from noise to picture.
 */
final class TimeMap {
    private static final int HUE = 0xD55E00;
    private static final int STRONGEST = 230;

    private final int rows;
    private final int columns;
    private final float full;
    private final TreeMap<Integer, float[]> byTime = new TreeMap<>(java.util.Comparator.reverseOrder());
    private float peak;
    private int peakTime = -1;
    private int peakRow;
    private int peakColumn;
    private float elsewhere;

    TimeMap(int rows, int columns, SiteActivations activations) {
        this.rows = rows;
        this.columns = columns;
        full = activations.full() > 0 ? activations.full() : 1;
        HookPoint hook = activations.sites().hook();
        boolean placed = hook.axis("y") >= 0 && hook.axis("x") >= 0;
        int[] times = hook.axis(Sampling.TIMESTEP) >= 0 ? activations.sites().along(Sampling.TIMESTEP) : null;
        int[] ys = placed ? activations.sites().along("y") : null;
        int[] xs = placed ? activations.sites().along("x") : null;
        for (int row = 0; row < activations.values().length; row++) {
            int time = times == null ? 0 : times[row];
            float[] map = byTime.computeIfAbsent(time, t -> new float[rows * columns]);
            float value = activations.values()[row];
            if (placed && ys[row] >= 0 && xs[row] >= 0) {
                int at = ys[row] * columns + xs[row];
                map[at] = Math.max(map[at], value);
                if (value > peak) {
                    peak = value;
                    peakTime = time;
                    peakRow = ys[row];
                    peakColumn = xs[row];
                }
            } else {
                elsewhere = Math.max(elsewhere, value);
            }
        }
    }

    boolean active() {
        return peakTime >= 0;
    }

    float peak() {
        return peak;
    }

    int peakTime() {
        return peakTime;
    }

    int peakRow() {
        return peakRow;
    }

    int peakColumn() {
        return peakColumn;
    }

    /** Largest activation on rows without a place, such as tokens that stand for the class. */
    float elsewhere() {
        return elsewhere;
    }

    /** The timesteps, noisiest first. */
    int[] times() {
        return byTime.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Largest over all timesteps, one pixel a cell. */
    byte[] overall() {
        float[] most = new float[rows * columns];
        for (float[] map : byTime.values()) {
            for (int i = 0; i < most.length; i++) {
                most[i] = Math.max(most[i], map[i]);
            }
        }
        int[] argb = new int[most.length];
        for (int i = 0; i < most.length; i++) {
            argb[i] = colour(most[i]);
        }
        return Png.of(columns, rows, argb);
    }

    /** One map beside the other, a clear column between them, the noisiest first. */
    byte[] strip() {
        int width = byTime.size() * (columns + 1) - 1;
        int[] argb = new int[width * rows];
        int at = 0;
        for (float[] map : byTime.values()) {
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    int colour = colour(map[y * columns + x]);
                    argb[y * width + at + x] = colour == 0 ? 0xffe4e4e4 : over(colour);
                }
            }
            at += columns + 1;
        }
        return Png.of(width, rows, argb);
    }

    private int colour(float value) {
        int alpha = Math.round(STRONGEST * Math.max(0, Math.min(1, value / full)));
        return alpha == 0 ? 0 : alpha << 24 | HUE;
    }

    /** On light grey. */
    private static int over(int argb) {
        int alpha = argb >>> 24;
        int mixed = 0xff;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int value = ((argb >> shift & 0xff) * alpha + 0xe4 * (255 - alpha)) / 255;
            mixed = mixed << 8 | value;
        }
        return mixed;
    }
}
