package org.echelle.torchscript;

import org.echelle.api.HookPoint;
import org.echelle.torchscript.subject.ExampleShapes;

/** The readings that stand behind each position of a hook point, where its positions divide dimensions of the input. */
final class Windows {
    static final Windows NONE = new Windows(new int[0], new int[0], new double[0], new double[0], 0);

    /** Sizes of the dimensions that positions stand for. */
    private final int[] sizes;
    /** How many readings along each make a position. */
    private final int[] strides;
    /** Sums over the other dimensions, and of squares. */
    private final double[] sums;

    private final double[] squares;
    private final int each;

    private Windows(int[] sizes, int[] strides, double[] sums, double[] squares, int each) {
        this.sizes = sizes;
        this.strides = strides;
        this.sums = sums;
        this.squares = squares;
        this.each = each;
    }

    /**
     * @param values of a sample's first tensor
     * @param shape of it
     */
    static Windows of(float[] values, long[] shape, ExampleShapes shapes, HookPoint hook) {
        long[] example = shapes.input();
        int[] extents = shapes.extents(hook.name());
        int axes = extents.length;
        if (axes == 0 || axes > shape.length || shape.length != example.length) {
            return NONE;
        }
        for (int first : new int[] {shape.length - axes, 0}) { // [channels, ...positions], or [...positions, channels]
            int[] strides = new int[axes];
            boolean fits = true;
            for (int i = 0; i < axes; i++) {
                fits &= extents[i] > 0 && example[first + i] % extents[i] == 0;
                strides[i] = fits ? (int) (example[first + i] / extents[i]) : 0;
            }
            if (fits) {
                return summed(values, shape, first, strides);
            }
        }
        return NONE;
    }

    private static Windows summed(float[] values, long[] shape, int first, int[] strides) {
        int[] sizes = new int[strides.length];
        int places = 1;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (int) shape[first + i];
            places *= sizes[i];
        }
        int behind = 1;
        for (int i = first + sizes.length; i < shape.length; i++) {
            behind *= (int) shape[i];
        }
        double[] sums = new double[places];
        double[] squares = new double[places];
        for (int i = 0; i < values.length; i++) {
            int place = i / behind % places;
            sums[place] += values[i];
            squares[place] += (double) values[i] * values[i];
        }
        return new Windows(sizes, strides, sums, squares, values.length / places);
    }

    /**
     * Mean of the readings there, their spread together with the neighbours', and the change of the mean from the place before along the last
     * axis (0 at the first).
     *
     * @param coordinates {@code [axis][row]}
     * @return null where the row stands for no place
     */
    float[] at(int[][] coordinates, int row) {
        if (sizes.length == 0) {
            return null;
        }
        int[] at = new int[sizes.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = coordinates[i][row];
            if (at[i] < 0 || (long) at[i] * strides[i] >= sizes[i]) {
                return null;
            }
        }
        double[] here = sum(at, 0);
        double mean = here[0] / here[2];
        double[] around = sum(at, 1);
        int last = at.length - 1;
        double before = mean;
        if (at[last] > 0) {
            at[last]--;
            double[] left = sum(at, 0);
            before = left[0] / left[2];
        }
        return new float[] {(float) mean, spread(around[0], around[1], around[2]), (float) (mean - before)};
    }

    /** Sum, sum of squares and number of readings at a place and so many neighbours on each side. */
    private double[] sum(int[] at, int neighbours) {
        int[] from = new int[at.length];
        int[] to = new int[at.length];
        for (int i = 0; i < at.length; i++) {
            from[i] = Math.max(0, (at[i] - neighbours) * strides[i]);
            to[i] = Math.min(sizes[i], (at[i] + 1 + neighbours) * strides[i]);
        }
        double[] out = new double[3];
        int[] now = from.clone();
        while (now[0] < to[0]) {
            int place = 0;
            for (int i = 0; i < now.length; i++) {
                place = place * sizes[i] + now[i];
            }
            out[0] += sums[place];
            out[1] += squares[place];
            out[2] += each;
            int axis = now.length - 1;
            while (++now[axis] >= to[axis] && axis > 0) {
                now[axis] = from[axis];
                axis--;
            }
        }
        return out;
    }

    /** Standard deviation of n numbers, of their sum and the sum of their squares. */
    static float spread(double sum, double squares, double n) {
        double mean = sum / n;
        return (float) Math.sqrt(Math.max(0, squares / n - mean * mean));
    }
}
